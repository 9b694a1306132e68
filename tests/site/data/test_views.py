"""Releases, one release, the data dictionary."""

import hashlib
import json
import re

import pytest

from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.releases.services import load_release, release
from catalog.schema.codebook import book
from catalog.schema.validation import validate
from tests.conftest import FIXTURES
from tests.factories import change, change_json
from tests.site.test_pages import page, text

pytestmark = pytest.mark.django_db


def linked_data(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def test_the_archive_is_the_one_that_was_shipped(client):
    archive = (FIXTURES / "releases" / "2026.11.zip").read_bytes()
    response = client.get("/data/2026.11.zip")
    assert response.content == archive
    assert response["Content-Type"] == "application/zip"
    assert hashlib.sha256(archive).hexdigest() in page(client, "/data/")
    assert client.get("/data/2020.01.zip").status_code == 404
    page(client, "/data/2020.01/", 404)


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
        shown = text(page(client, address))
        assert "Since 2026.12: 1 added, 1 removed, 1 of another type, 0 changed otherwise." in shown
        assert "Winners now serve on a council for a year." in shown
        assert "A new one" in shown
    assert "In 2026.11: 363; today: 434." in text(page(client, "/data/2026.11/"))
    assert "There is a newer release" in text(page(client, "/data/2026.11/"))
    html = page(client, "/data/")
    assert html.index('data-version="2027.01"') < html.index('data-version="2026.12"') < html.index('data-version="2026.11"')


def test_the_shipped_releases_say_how_the_second_reading_changed_the_first(client):
    load_release((FIXTURES / "releases" / "2026.12.zip").read_bytes())
    for address in ("/data/", "/data/2026.12/"):
        html = page(client, address)
        assert 'data-added="72" data-removed="1" data-retyped="61"' in html
        folded = re.search(r'<details[^>]* id="retyped-2026\.12"[^>]*>(.*?)</details>', html, re.DOTALL)
        assert " open" not in folded[0].partition(">")[0]
        # each with its type before and after, and the evidence of every support gained or lost
        assert folded[1].count('class="type-change"') == 61
        assert folded[1].count("Now coded") + folded[1].count("No longer coded") >= 61
        assert "/types/fellowship/?release=2026.12" in folded[1]
        assert "/types/professional-advancement/?release=2026.11" in folded[1]


def test_linked_data_names_catalog_datasets_and_downloads(client):
    catalog = linked_data(page(client, "/data/"))
    assert (catalog["@context"], catalog["@type"]) == ("https://schema.org", "DataCatalog")
    frozen, present = catalog["dataset"]
    assert (frozen["@type"], frozen["version"]) == ("Dataset", "2026.11")
    assert len(present["distribution"]) == 6
    one = linked_data(page(client, "/data/2026.11/"))
    assert one["@type"] == "Dataset"
    assert one["license"] == "https://creativecommons.org/licenses/by/4.0/"
    [download] = one["distribution"]
    assert (
        hashlib.sha256(client.get(download["contentUrl"].removeprefix("http://testserver")).content).hexdigest()
        == download["sha256"]
    )


def test_the_dictionary_counts_who_states_each_field(client, records):
    html = page(client, "/data/dictionary/")
    told = dict(re.findall(r'data-field="(\w+)" data-count="(\d*)"', html))
    assert set(told) == set(book().fields)
    # a field that is never empty may still say that nothing was stated
    assert int(told.pop("deadline_rolling")) == sum(record.deadline_rolling for record in records) == 5
    assert int(told.pop("status")) == sum(record.status != "unknown" for record in records) == 280
    for field, count in told.items():
        if field == "note":
            assert count == ""
        else:
            assert int(count) == sum(getattr(record, field) not in (None, "", []) for record in records), field


def test_the_dictionary_counts_every_code(client, records):
    shown = text(page(client, "/data/dictionary/"))
    for code in ("fellowship", "institute"):
        count = sum(code in record.form for record in records)
        label = book().vocabularies["form"].label_of(code)
        assert re.search(rf"{code}\s*{label}.{{0,400}}?\b{count}\b", shown)
