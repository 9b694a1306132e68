"""Supports and codings in long form: the rows of exactly the selection, the same as CSV and JSON."""

import csv
import io
import json
from urllib.parse import parse_qsl

import pytest

from catalog.coding.tasks import code
from catalog.models import Coding
from tests.browse import oracle
from tests.coding.codings import coded_supports, open_task, program_of
from tests.helpers import page

pytestmark = pytest.mark.django_db
SLUG = "philadelphia-teacher-leader-academy"


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue()


def read_csv(client, name, query=""):
    return list(csv.DictReader(io.StringIO(body(client, f"/{name}.csv?{query}").decode("utf-8-sig"), newline="")))


def read_json(client, name, query=""):
    return json.loads(body(client, f"/{name}.json?{query}"))


def as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else value or ""


@pytest.mark.parametrize(("query", "chosen"), [("", {}), ("type=award&state=OH", {"type": ["award"], "state": ["OH"]})])
def test_each_program_has_a_row_for_each_support(client, records, query, chosen):
    expected = {}
    for record in records:
        if oracle.fits(record, chosen, {}):
            read = {source.url: source.read for source in record.sources}
            for name in ("prepare", "place", "recognize"):
                one = record.supports.of(name)
                basis = one.basis if name == "recognize" else []
                expected[record.slug, name] = (one.present, basis, one.evidence, one.source, read.get(one.source))
    found = read_json(client, "supports", query)
    assert found["count"] == len(expected) / 3
    names = ("present", "basis", "evidence", "source", "date")
    assert {(row["program"], row["support"]): tuple(row[name] for name in names) for row in found["supports"]} == expected


@pytest.mark.parametrize("table", ["supports", "codings"])
@pytest.mark.parametrize("query", ["form=degree", "rule=no-credential&coded_twice=stated", "release=2026.11&type=award"])
def test_both_formats_hold_the_same_rows(client, table, query):
    lines, rows = read_csv(client, table, query), read_json(client, table, query)[table]
    assert lines
    assert [{key: as_text(value).lstrip("'") for key, value in row.items()} for row in rows] == [
        {key: line[key].lstrip("'") for key in rows[0]} for line in lines
    ]
    assert all("Describes this catalog" in line["catalog"] for line in lines)


def test_a_rule_changes_supports_and_no_coding(client):
    def recognized(query):
        return sum(row["present"] for row in read_json(client, "supports", query)["supports"] if row["support"] == "recognize")

    assert recognized("rule=no-credential") < recognized("")
    query = "coded_twice=stated"
    assert (
        read_json(client, "codings", query)["codings"] == read_json(client, "codings", f"{query}&rule=no-credential")["codings"]
    )


def test_codings_are_those_of_the_selection_with_the_fields_that_were_coded(client, editor):
    attributes = {"form": ["fellowship", "award"], "focus": []}
    code(open_task(editor, program_of(SLUG)), coded_supports("place"), "https://example.org/read", "low", attributes)
    rows = [row for row in read_json(client, "codings", "coded_twice=differ")["codings"] if row["program"] == SLUG]
    assert {row["coder"] for row in rows} == set(Coding.objects.filter(program__slug=SLUG).values_list("coder", flat=True))
    own = {row["attribute"]: row for row in rows if row["coder"] == "H1"}
    assert list(own) == ["prepare", "place", "recognize", "form", "focus"]
    assert (own["place"]["present"], own["form"]["present"], own["form"]["codes"]) == (True, None, attributes["form"])


def test_codings_say_what_the_coder_found_the_pages_to_say_of_an_absent_support(client, editor):
    supports = coded_supports("place")
    supports["prepare"]["absence"] = "stated_absent"
    code(open_task(editor, program_of(SLUG)), supports, "https://example.org/read", "low")
    rows = [row for row in read_json(client, "codings")["codings"] if row["program"] == SLUG]
    said = {(row["coder"], row["attribute"]): row["absence"] for row in rows}
    assert (said["H1", "prepare"], said["H1", "place"], said["A", "prepare"]) == ("stated_absent", None, None)


def test_what_is_unknown_is_refused(client):
    for address in ("/supports.csv?colour=red", "/codings.json?type=none-such", "/codings.csv?release=1999.01"):
        assert client.get(address).status_code == 400
    assert client.get("/sources.csv").status_code == 404


@pytest.mark.parametrize("query", ["type=award&state=OH", "release=2026.11&form=degree", "rule=no-credential&coded_twice=differ"])
def test_explore_links_the_long_tables_of_its_selection(client, query):
    links = [link["href"] for link in page(client, f"/explore/?rows=focus&{query}").all("#long-tables a")]
    assert [link.partition("?")[0] for link in links] == [
        f"/{table}.{form}" for table in ("supports", "codings", "families") for form in ("csv", "json")
    ]
    assert {frozenset(parse_qsl(link.partition("?")[2])) for link in links} == {frozenset(parse_qsl(query))}
