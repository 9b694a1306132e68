"""What the pages say of each support: given, stated not given, or not described."""

import pytest

from catalog.schema.codebook import own_book
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import select_parts, support_fields
from catalog.schema.statements import statement_of, statement_words
from catalog.schema.validation import keep_missing, validate, validate_line
from catalog.schema.vocabulary import read
from tests.conftest import FIXTURES
from tests.factories import change, change_json

SUPPORTS = ("prepare", "place", "recognize")


@pytest.fixture
def placeless(records):
    """A record whose pages mention no place."""
    return next(record for record in records if not record.supports.place.present)


def ruled_out(record):
    return change(record, {"supports.place.absence": "stated_absent"})


def test_every_support_has_one_of_three_values(records):
    for record in records:
        for code, support in record.supports.by_code():
            assert statement_of(record, code) == ("given" if support.present else "silent")
    for name in SUPPORTS:
        assert list(statement_words(own_book())[name].by_code) == ["given", "stated_absent", "silent"]


def test_an_editor_can_state_that_a_page_rules_it_out(placeless):
    record = validate(ruled_out(placeless))
    assert statement_of(record, "place") == "stated_absent"


@pytest.mark.parametrize(("present", "given", "settled"), [(True, "stated_absent", None), (False, None, "silent")])
def test_absence_is_empty_where_the_support_is_given_and_else_claims_least(placeless, present, given, settled):
    data = change_json(placeless, {"supports.place.present": present, "supports.place.absence": given})
    assert validate(data).supports.place.absence == settled


@pytest.mark.parametrize("value", ["given", "absent", 7, True, ["silent"]])
def test_another_value_is_refused(placeless, value):
    with pytest.raises(InvalidRecord) as raised:
        validate(change_json(placeless, {"supports.place.absence": value}))
    assert [problem.field for problem in raised.value.problems] == ["supports.place.absence"]


def without_absence(record):
    """The record's JSON as files from before had it."""
    data = record.as_json()
    for support in data["supports"].values():
        del support["absence"]
    return data


def test_an_older_file_keeps_what_the_program_says(placeless):
    record, missing = validate_line(without_absence(placeless))
    assert {"supports.prepare.absence", "supports.place.absence", "supports.recognize.absence"} <= missing
    assert keep_missing(record, missing, ruled_out(placeless)) == ruled_out(placeless)
    assert keep_missing(record, missing, None) == placeless
    # a support that the file now gives, or that was given before, has nothing to keep
    given = change(placeless, {"supports.place.present": True, "supports.place.absence": None})
    assert keep_missing(validate_line(without_absence(given))[0], missing, ruled_out(placeless)) == given
    assert keep_missing(record, missing, given) == placeless


def test_a_newer_file_changes_it(placeless):
    record, missing = validate_line(ruled_out(placeless).as_json())
    assert keep_missing(record, missing, placeless) == ruled_out(placeless)


def test_a_codebook_from_before_has_neither_the_part_nor_the_values(placeless):
    text = (FIXTURES / "vocabulary.toml").read_text(encoding="utf-8")
    before, _, rest = text.partition('[[vocabulary]]\ncode = "absence"')
    older = read(before + "[[vocabulary]]" + rest.partition("[[vocabulary]]")[2])
    assert "absence" not in support_fields(older)
    assert statement_words(older) == {}
    supports = placeless.as_json()["supports"]
    assert select_parts(supports, older) == without_absence(placeless)["supports"]
    assert select_parts(supports, own_book()) == supports
