"""Convert a record to a row and back: nothing is lost, and errors name their column."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.programs.table_row import COLUMNS, NUMBERS, TRUTHS, flat, join_members, record_of_row, split_members
from catalog.schema.codebook import book
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import validate
from tests.factories import change, change_json

# texts with many semicolons and blanks
MEMBERS = st.lists(st.one_of(st.text(), st.text(alphabet="; a")))


def problems(row):
    with pytest.raises(InvalidRecord) as caught:
        record_of_row(row)
    return {problem.field: f"{problem.message} | {problem.allowed}" for problem in caught.value.problems}


@pytest.fixture
def row(a_record):
    """The row of a real record that only prepares."""
    return flat(a_record)


def test_every_record_survives_the_row_without_the_coders_note(records):
    for record in records:
        assert record_of_row(flat(record)) == change(record, note="")


def test_a_row_has_texts_in_the_order_of_the_columns(records):
    for record in records:
        row = flat(record)
        assert list(row) == list(COLUMNS)
        assert all(type(cell) is str for cell in row.values())


def test_the_columns_are_the_fields_of_the_codebook_without_the_coders_note():
    split = {"supports", "duration_months", "sources", "note"}
    assert {name for name in book().fields if name not in split} <= set(COLUMNS)
    assert "note" not in COLUMNS
    assert set(COLUMNS) > NUMBERS | TRUTHS


@given(MEMBERS)
def test_a_joined_list_can_be_separated(members):
    assume(members != [""])
    assert split_members(join_members(members)) == members


@given(MEMBERS, MEMBERS)
def test_different_lists_are_joined_to_different_texts(one, other):
    assume([""] not in (one, other))
    assert (join_members(one) == join_members(other)) == (one == other)


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ([], ""),
        (["a", "b"], "a; b"),
        (["a; b"], "a;; b"),
        (["a;", ";b"], "a;;; ;;b"),
        (["x?a=1;b=2"], "x?a=1;;b=2"),
    ],
)
def test_a_semicolon_inside_a_member_is_doubled(members, text):
    assert join_members(members) == text


def test_a_single_semicolon_inside_a_member_is_accepted():
    assert split_members("x?a=1;b=2; y") == ["x?a=1;b=2", "y"]


def test_members_with_semicolons_survive_and_plain_texts_are_unchanged(a_record):
    url = "https://example.org/x;v=1?a=1;b=2"
    texts = {"partners": ["A; B", "C;", ";; D"], "money_note": "$1; then; $2;;", "note": ""}
    sources = [
        {"url": url, "title": "One; two", "read": "2026-11-23"},
        *a_record.sources,
        {"url": url + ";", "title": ";", "read": "2026-11-22"},
    ]
    record = validate(change_json(a_record, {"supports.prepare.source": url}, **texts, sources=sources))
    row = flat(record)
    assert row["money_note"] == "$1; then; $2;;"
    assert row["prepare_source"] == url
    assert record_of_row(row) == record


@pytest.mark.parametrize("months", [None, [1, 1], [0.5, 2.5], [12, 24]])
@pytest.mark.parametrize("years", [None, 0, 0.01, 3, 2.75])
def test_numbers_survive_the_row(a_record, months, years):
    record = validate(change_json(a_record, duration_months=months, min_years_experience=years, note=""))
    back = record_of_row(flat(record))
    assert back == record
    assert type(back.min_years_experience) is type(years)


def test_columns_may_be_in_any_order_and_truth_values_in_capitals(row):
    capitals = {column: row[column].upper() if column in TRUTHS else row[column] for column in reversed(COLUMNS)}
    assert record_of_row(capitals) == record_of_row(row)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(row, column):
    del row[column]
    assert problems(row)[column].startswith("is missing")


@pytest.mark.parametrize("column", ["note", "rule", "supports", "Name", ""])
def test_an_unknown_column_is_named(row, column):
    assert problems({**row, column: "x"}) == {column: "is not a column of a program | the columns of the data dictionary"}


@pytest.mark.parametrize("column", sorted(NUMBERS))
@pytest.mark.parametrize("text", ["ten", "1e3", "nan", "1,5", "٣", "--1", "9" * 5000, "true"])
def test_an_invalid_number_is_named_by_its_column(row, column, text):
    assert "is not a number" in problems({**row, column: text})[column]


@pytest.mark.parametrize("column", sorted(TRUTHS))
@pytest.mark.parametrize("text", ["", "yes", "1"])
def test_an_invalid_truth_value_is_named_by_its_column(row, column, text):
    assert "is neither true nor false" in problems({**row, column: text})[column]


@pytest.mark.parametrize("code", ["", "award", "fellowship", "Community of practice"])
def test_a_type_that_does_not_follow_from_the_supports_is_an_error(row, code):
    assert problems({**row, "type": code})["type"] == f"{code!r} does not follow from the supports | community-of-practice"


def test_a_type_may_be_given_as_the_combination_of_its_supports(row):
    assert record_of_row({**row, "type": "prepare"}) == record_of_row({**row, "type": "community-of-practice"})


def test_a_single_length_is_an_error(row):
    assert "is empty" in problems({**row, "duration_months_min": "2", "duration_months_max": ""})["duration_months_max"]
    assert "is empty" in problems({**row, "duration_months_min": "", "duration_months_max": "2"})["duration_months_min"]


def test_lists_of_sources_must_have_the_same_length(row):
    found = problems({**row, "source_titles": row["source_titles"] + "; One more"})
    assert found == {"source_titles": "has 3 members, source_urls has 2 | one for each source"}


def test_all_errors_of_the_columns_are_reported_at_once(row):
    del row["name"]
    assert set(problems({**row, "founded": "old", "rule": "x", "place": "no"})) == {"name", "founded", "rule", "place"}


def test_what_the_codebook_forbids_is_told_by_its_field(row):
    assert "is not a known code" in problems({**row, "delivery": "by post"})["delivery"]
    assert "no support is present" in problems({**row, "prepare": "false", "type": ""})["supports"]


@given(st.dictionaries(st.sampled_from([*COLUMNS, "note"]), st.text()))
def test_a_row_that_is_not_a_record_has_problems(cells):
    assert problems(cells)
    assert problems({**dict.fromkeys(COLUMNS, ""), **cells})
