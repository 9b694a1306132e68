"""The tables of a release state exactly what the records state."""

import csv
import io
import json

import pytest

from catalog.organizations.table import COLUMNS as ORGANIZATION_COLUMNS
from catalog.programs.published_records import Published
from catalog.programs.table_row import COLUMNS, flat
from catalog.releases.package.build import package
from catalog.releases.package.linkage import organization_columns
from catalog.schema.codebook import book
from tests.factories import change
from tests.releases.package.conftest import opened

TABLES = ("programs", "supports", "sources", "partners", "terms", "vocabulary", "codings", "versions", "coders", "crosswalk")
TABLES += ("families", "organizations")
# the vocabulary of each field, written independently of the code under test
SETS = {
    "form": "form",
    "models": "model",
    "practice": "practice",
    "credentials": "credential",
    "frameworks": "framework",
    "focus": "focus",
    "functions": "function",
    "aims": "aim",
    "receives": "receives",
    "audience": "audience",
    "grade_bands": "grade",
    "prerequisites": "prerequisite",
    "serves_states": "state",
}


def rows_of(content):
    """The rows of a CSV as texts by column."""
    text = content.decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def tabular(files):
    return {r["name"]: r for r in json.loads(files["datapackage.json"])["resources"] if r.get("type") == "table"}


@pytest.fixture(scope="module")
def resources(files):
    return tabular(files)


@pytest.fixture(scope="module")
def tables(files, resources):
    """The rows of every table."""
    return {name: rows_of(files[resource["path"]]) for name, resource in resources.items()}


@pytest.fixture(scope="module")
def packed(contents):
    """The records of the release."""
    return [entry.record for entry in contents[1]]


def test_every_csv_is_a_table_with_a_schema(resources, files):
    assert tuple(resources) == TABLES
    assert {resource["path"] for resource in resources.values()} == {name for name in files if name.endswith(".csv")}


def test_programs_have_the_flat_columns(tables, packed):
    assert list(tables["programs"][0]) == list(COLUMNS)
    assert tables["programs"] == [flat(record) for record in packed]


def test_every_program_has_three_supports_with_their_evidence(tables, packed):
    rows = iter(tables["supports"])
    for record in packed:
        for name, support in record.supports.by_code():
            read = [source.read for source in record.sources if source.url == support.source]
            assert next(rows) == {
                "program": record.slug,
                "support": name,
                "present": "true" if support.present else "false",
                "absence": support.absence or "",
                "basis": "; ".join(getattr(support, "basis", [])),
                "evidence": support.evidence,
                "source": support.source or "",
                "date": read[0] if read else "",
            }
    assert next(rows, None) is None


def test_the_source_of_a_support_is_one_of_the_sources(tables):
    known = {(row["program"], row["url"]) for row in tables["sources"]}
    tied = {(row["program"], row["source"]) for row in tables["supports"] if row["source"]}
    assert tied
    assert tied <= known


def test_sources_and_partners_come_in_the_order_of_the_record(tables, packed):
    assert [(row["program"], int(row["position"]), row["url"], row["title"], row["read"]) for row in tables["sources"]] == [
        (record.slug, place, source.url, source.title, source.read)
        for record in packed
        for place, source in enumerate(record.sources, 1)
    ]
    assert [(row["program"], int(row["position"]), row["name"]) for row in tables["partners"]] == [
        (record.slug, place, partner) for record in packed for place, partner in enumerate(record.partners, 1)
    ]


def test_every_code_of_every_set_is_a_term(tables, packed):
    wanted = {(r.slug, vocabulary, code) for r in packed for field, vocabulary in SETS.items() for code in getattr(r, field)}
    wanted |= {(r.slug, "basis", code) for r in packed for code in r.supports.recognize.basis}
    assert {(row["program"], row["vocabulary"], row["code"]) for row in tables["terms"]} == wanted
    assert len(tables["terms"]) == len(wanted)
    result = {field.vocabulary for field in book().fields.values() if field.type == "set of codes"}
    assert result == set(SETS.values())


def test_the_vocabulary_is_the_catalogs_own(tables):
    assert [tuple(row.values()) for row in tables["vocabulary"]] == [
        (words.code, term.code, term.label, term.definition, term.schema_org, term.ctdl)
        for words in book().vocabularies.values()
        for term in words.terms
    ]


def test_every_coding_is_three_rows_and_what_was_not_kept_stays_empty(tables, contents):
    codings = contents[2].codings
    assert len(tables["codings"]) == 3 * len(codings)
    wanted = [(coding, name) for coding in codings for name in coding["supports"]]
    for row, (coding, name) in zip(tables["codings"], wanted, strict=True):
        assert (row["program"], row["coder"], row["support"]) == (coding["slug"], coding["coder"], name)
        assert row["present"] == ("true" if coding["supports"][name]["present"] else "false")
        assert row["evidence"] == coding["supports"][name]["evidence"]
        assert row["read"] == (coding["read"] or "")
        assert row["confidence"] == coding["confidence"]
    assert {row["read"] for row in tables["codings"] if row["coder"] == "A"} == {""}


def test_versions_are_in_utc(tables, contents):
    assert tables["versions"][0] == {"slug": contents[1][0].record.slug, "number": "1", "time": "2026-11-21T04:59:58.000070Z"}
    assert [row["slug"] for row in tables["versions"]] == [entry.record.slug for entry in contents[1]]


def test_a_field_that_may_be_empty_says_what_that_means(resources):
    for resource in resources.values():
        key = set(resource["schema"]["primaryKey"])
        for field in resource["schema"]["fields"]:
            if not field.get("constraints", {}).get("required"):
                assert "Empty: " in field["description"], field["name"]
                assert field["name"] not in key


def test_codes_of_a_field_are_those_of_the_vocabulary_given(contents):
    facts, entries, materials = contents
    added = '[[vocabulary.term]]\n  code = "guild"\n  label = "Guild"\n  definition = "A guild."\n  phrase = "a guild"\n\n  '
    words = materials.vocabulary
    start = words.index('code = "sponsor_type"\nlabel')
    spot = words.index("[[vocabulary.term]]", start)
    changed = words[:spot] + added + words[spot:]
    made = tabular(opened(package(facts, entries[:1], materials._replace(vocabulary=changed, codings=[]))))
    [field] = [field for field in made["programs"]["schema"]["fields"] if field["name"] == "sponsor_type"]
    assert field["constraints"]["enum"][0] == "guild"


def test_a_cell_that_a_spreadsheet_would_calculate_gets_one_apostrophe_and_comes_back_without(contents, a_record):
    facts, entries, materials = contents
    record = change(a_record, note="", money_note="=1+1", name="@home", partners=["-A club"])
    made = opened(package(facts, [Published(record, 1, entries[0].time)], materials._replace(codings=[])))
    [row] = rows_of(made["programs.csv"])
    assert (row["money_note"], row["name"]) == ("'=1+1", "'@home")
    assert rows_of(made["partners.csv"])[0]["name"] == "'-A club"
    assert json.loads(made["programs.jsonl"])["money_note"] == "=1+1"


def test_organizations_have_the_columns_of_their_export():
    assert organization_columns() == list(ORGANIZATION_COLUMNS)
