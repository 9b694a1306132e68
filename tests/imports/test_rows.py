"""Rows of an editor's table are read as people mean them, or have problems that name their cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.imports.cells import normalize_cell
from catalog.imports.rows import FileEntry, parse_row
from catalog.programs.columns import editor_columns
from catalog.programs.table_row import editor_row
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary

URL = "https://scoe.org/pub/htdocs/cal-school-leaership-academy.html"
TITLE = "21st Century California School Leadership Academy"


def test_every_label_of_a_vocabulary_is_read_as_its_code():
    for column in editor_columns().values():
        for term in vocabulary(column.vocabulary).terms if column.vocabulary else ():
            for word in (term.code, term.label, term.label.upper(), f" {term.label} "):
                assert normalize_cell(column.name, word) == term.code


@pytest.mark.parametrize(("cell", "text"), [("Yes", "true"), ("1", "true"), ("no", "false"), (" 0", "false"), ("maybe", "maybe")])
def test_yes_and_no_are_truth_values(cell, text):
    assert normalize_cell("place", cell) == normalize_cell("deadline_rolling", cell) == text


def test_every_record_comes_back_from_a_row_of_an_export(records):
    for record in records:
        assert parse_row(2, editor_row(record)) == FileEntry(2, record.slug, record)


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
def test_cells_are_read_as_people_mean_them(a_record, cells, field, value):
    assert parse_row(2, {**editor_row(a_record), **cells}).record.as_json()[field] == value


def test_a_day_that_does_not_exist_is_quoted_as_typed(a_record):
    [problem] = parse_row(2, {**editor_row(a_record), "deadline_date": "23/11/2026"}).problems
    assert problem.field == "deadline_date"
    assert "23/11/2026" in problem.message


@pytest.mark.parametrize(
    ("unreadable", "cells", "fields"),
    [
        (["founded"], {}, ["founded"]),
        (["founded", "scope"], {"delivery": "by post"}, ["founded", "scope", "delivery"]),
        (["source_urls", "locality"], {"founded": "old"}, ["source_urls", "locality"]),  # others depend on the sources
    ],
)
def test_an_unreadable_cell_hides_no_other_problem_of_its_row(a_record, unreadable, cells, fields):
    row = {**editor_row(a_record), **cells, **dict.fromkeys(unreadable, "")}
    entry = parse_row(2, row, [RecordProblem(column, "contains a formula") for column in unreadable])
    assert [problem.field for problem in entry.problems] == fields


def test_a_problem_of_the_whole_row_is_its_only_one():
    problem = RecordProblem("", "the row has 2 cells")
    assert parse_row(2, {}, [problem]).problems == (problem,)


def test_a_type_must_agree_with_the_supports(a_record):
    row = editor_row(a_record)
    assert "type" not in row
    for text in ("", "community-of-practice", "Community of practice"):
        assert parse_row(2, {**row, "type": text}).record == a_record
    assert [problem.field for problem in parse_row(2, {**row, "type": "award"}).problems] == ["type"]


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["slug", "founded", "partners", "focus", "prepare", "source_read", "note"]), st.text()))
def test_any_text_in_cells_gives_a_record_or_problems(records, cells):
    entry = parse_row(2, {**editor_row(records[0]), **cells})
    assert (entry.record is None) == bool(entry.problems)
