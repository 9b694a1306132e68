"""Rows of an editors' file are read as people mean them, or it is told what is wrong and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.imports.rows import Entry, as_meant, entry_of_row
from catalog.programs.columns import editor_columns
from catalog.programs.table_row import editor_row
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary

URL, TITLE = (
    "https://scoe.org/pub/htdocs/cal-school-leaership-academy.html",
    "21st Century California School Leadership Academy",
)


@pytest.fixture
def record(a_record):
    """A record whose supports all name their source."""
    return a_record


def test_every_label_of_a_vocabulary_is_read_as_its_code():
    for column in editor_columns().values():
        for term in vocabulary(column.vocabulary).terms if column.vocabulary else ():
            for word in (term.code, term.label, term.label.upper(), f" {term.label} "):
                assert as_meant(column.name, word) == term.code


@pytest.mark.parametrize(
    ("cell", "meant"), [("Yes", "true"), ("1", "true"), ("no", "false"), (" 0", "false"), ("maybe", "maybe")]
)
def test_yes_and_no_are_truth_values(cell, meant):
    assert as_meant("place", cell) == as_meant("deadline_rolling", cell) == meant


def test_every_record_comes_back_from_a_row_of_an_editors_file(records):
    for record in records:
        assert entry_of_row(2, editor_row(record)) == Entry(2, record.slug, record)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"serves_states": "CA;OR"}, "serves_states", ["CA", "OR"]),
        ({"serves_states": "OR, CA,"}, "serves_states", ["CA", "OR"]),
        ({"serves_states": "CA;\nOR; "}, "serves_states", ["CA", "OR"]),
        ({"eligibility": "One.\r\nTwo.\rThree."}, "eligibility", "One.\nTwo.\nThree."),
        ({"partners": "Smith; Jones, and Co"}, "partners", ["Smith", "Jones, and Co"]),
        ({"prepare": " TRUE "}, "deadline_rolling", False),
        ({"type": ""}, "delivery", None),
        ({"founded": " 1999 "}, "founded", 1999),
        ({"deadline_date": "3/1/2026"}, "deadline_date", "2026-03-01"),
        (
            {"source_urls": URL, "source_titles": TITLE, "source_read": "11/23/2026"},
            "sources",
            [{"url": URL, "title": TITLE, "read": "2026-11-23"}],
        ),
    ],
)
def test_cells_are_read_as_people_mean_them(record, cells, field, value):
    assert entry_of_row(2, {**editor_row(record), **cells}).record.as_json()[field] == value


def test_a_day_that_is_none_is_a_fault_as_it_was_typed(record):
    [fault] = entry_of_row(2, {**editor_row(record), "deadline_date": "23/11/2026"}).faults
    assert (fault.field, fault.message) == ("deadline_date", "'23/11/2026' is not a date")


def test_a_cell_that_could_not_be_read_hides_no_other_fault_of_its_row(record):
    def told(*columns, **cells):
        row = {**editor_row(record), **cells, **dict.fromkeys(columns, "")}
        return [
            fault.field for fault in entry_of_row(2, row, [RecordProblem(column, "holds a formula") for column in columns]).faults
        ]

    assert told("founded") == ["founded"]
    assert told("founded", "scope", delivery="by post") == ["founded", "scope", "delivery"]
    assert told("source_urls", "locality", founded="old") == ["source_urls", "locality"]
    assert entry_of_row(2, {}, [RecordProblem("", "the row has 2 cells")]).faults == (RecordProblem("", "the row has 2 cells"),)


def test_a_type_that_is_given_agrees_with_the_supports(record):
    row = editor_row(record)
    assert "type" not in row
    for told in ("", "community-of-practice", "Community of practice"):
        assert entry_of_row(2, {**row, "type": told}).record == record
    [fault] = entry_of_row(2, {**row, "type": "award"}).faults
    assert (fault.field, fault.allowed) == ("type", "an empty cell, since the type is computed: community-of-practice")


@given(st.dictionaries(st.sampled_from(["slug", "founded", "partners", "focus", "prepare", "source_read", "note"]), st.text()))
def test_whatever_is_typed_into_cells_is_a_record_or_faults(records, cells):
    entry = entry_of_row(2, {**editor_row(records[0]), **cells})
    assert (entry.record is None) == bool(entry.faults)
