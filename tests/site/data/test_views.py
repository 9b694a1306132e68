"""Releases, one release, the data dictionary."""

import hashlib
import json

import pytest

from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.releases.services import load_release, release
from catalog.schema.codebook import book
from catalog.schema.validation import validate
from tests.conftest import FIXTURES
from tests.factories import change, change_json
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db


def linked_data(shown):
    return json.loads(shown.one('script[type="application/ld+json"]').text)


def test_the_archive_is_the_one_that_was_shipped(client):
    archive = (FIXTURES / "releases" / "2026.11.zip").read_bytes()
    response = client.get("/data/2026.11.zip")
    assert response.content == archive
    assert response["Content-Type"] == "application/zip"
    assert hashlib.sha256(archive).hexdigest() in page(client, "/data/").text
    assert client.get("/data/2020.01.zip").status_code == 404
    page(client, "/data/2020.01/", 404)


@pytest.mark.parametrize("path", ["/data/", "/methods/", "/explore/"])
def test_researchers_find_every_analysis_from_each_of_their_pages(client, path):
    main = page(client, path).one("main")
    linked = {link["href"].partition("?")[0] for link in main.select("a[href]")}
    found = {"/explore/whatif/", "/explore/teachers/", "/methods/replicate/", "/data/reliability/", "/data/missing/"}
    assert found | {"/explore/", "/data/"} - {path} <= linked


def test_a_release_says_what_changed_since_the_one_before_and_why(client, a_record):
    release("2026.12")
    program = Program.objects.get(slug="nyc-big-apple-awards")
    record = program.versions.get(state="published").record
    kept = {name: support.present for name, support in record.supports.by_code()}
    evidence = "Winners now serve on a council for a year."
    recoded = change(record, {"supports.place.present": not kept["place"], "supports.place.evidence": evidence})
    publish(program, recoded, None, "Coded anew.")
    retire(Program.objects.get(slug="acte-teacher-of-the-year"), None, "It ended.")
    publish(None, validate(change_json(a_record, slug="a-new-one", name="A new one", website=None)), None)
    release("2027.01")
    for address in ("/data/", "/data/2027.01/"):
        shown = page(client, address)
        counts = shown.all("[data-retyped]")[0]
        assert [counts[f"data-{name}"] for name in ("added", "removed", "retyped", "edited")] == ["1", "1", "1", "0"]
        assert evidence in shown.text_of("#retyped-2027\\.01")
        assert "A new one" in shown.text_of("#added-2027\\.01")
    shown = page(client, "/data/2026.11/")
    counts = shown.one("#release-counts")
    assert (counts["data-count"], counts["data-today"]) == ("363", "434")
    assert shown.has("#newer-release")
    assert page(client, "/data/").data("[data-version]", "version") == ["2027.01", "2026.12", "2026.11"]


def test_the_shipped_releases_say_how_the_second_reading_changed_the_first(client):
    load_release((FIXTURES / "releases" / "2026.12.zip").read_bytes())
    for address in ("/data/", "/data/2026.12/"):
        shown = page(client, address)
        counts = shown.all("[data-retyped]")[0]
        assert [counts[f"data-{name}"] for name in ("added", "removed", "retyped")] == ["72", "1", "61"]
        folded = shown.one("#retyped-2026\\.12")
        assert not folded.has_attr("open")
        # each with its type before and after, and the evidence of every support gained or lost
        assert len(folded.select(".type-change")) == 61
        assert len(folded.select(".supports-changed li")) >= 61
        links = {link["href"] for link in folded.select(".type-change a")}
        assert {"/types/fellowship/?release=2026.12", "/types/professional-advancement/?release=2026.11"} <= links


def test_linked_data_names_catalog_datasets_and_downloads(client):
    catalog = linked_data(page(client, "/data/"))
    assert (catalog["@context"], catalog["@type"]) == ("https://schema.org", "DataCatalog")
    frozen, present = catalog["dataset"]
    assert (frozen["@type"], frozen["version"]) == ("Dataset", "2026.11")
    assert len(present["distribution"]) == 6
    one = linked_data(page(client, "/data/2026.11/"))
    assert one["@type"] == "Dataset"
    assert one["license"] == "https://creativecommons.org/licenses/by/4.0/"
    download, *tables = one["distribution"]
    assert {table["encodingFormat"] for table in tables} == {"text/csv"}
    for table in tables:
        assert client.get(table["contentUrl"].removeprefix("http://testserver")).status_code == 200
    assert (
        hashlib.sha256(client.get(download["contentUrl"].removeprefix("http://testserver")).content).hexdigest()
        == download["sha256"]
    )


def test_the_dictionary_counts_who_states_each_field(client, records):
    found = {line["data-field"]: line["data-count"] for line in page(client, "/data/dictionary/").all("[data-field]")}
    assert set(found) == set(book().fields)
    # a field that is never empty may still say that nothing was stated
    assert int(found.pop("deadline_rolling")) == sum(record.deadline_rolling for record in records) == 5
    assert int(found.pop("status")) == sum(record.status != "unknown" for record in records) == 280
    for field, count in found.items():
        if field == "note":
            assert count == ""
        else:
            assert int(count) == sum(getattr(record, field) not in (None, "", []) for record in records), field


def test_the_dictionary_counts_every_code(client, records):
    shown = page(client, "/data/dictionary/")
    for code in ("fellowship", "institute"):
        count = sum(code in record.form for record in records)
        [line] = [line for line in shown.all("#vocabulary-form tbody tr") if line.code.get_text() == code]
        assert plain_text(line.select_one(".num")) == str(count)


def test_the_dictionary_calls_an_equivalent_that_is_not_the_same_close(client):
    shown = page(client, "/data/dictionary/")
    for selector, close in (('[data-field="website"]', "yes"), ('[data-field="name"]', "no")):
        assert {one["data-close"] for one in shown.one(selector).select("[data-close]:has(code)") if "schema:" in one.text} == {
            close
        }
    close = {plain_text(one.select_one("code")) for one in shown.all('[data-close="yes"]')}
    assert close == {"schema:areaServed", "schema:url", "schema:NGO", "ceterms:Certificate", "ceterms:License"}
