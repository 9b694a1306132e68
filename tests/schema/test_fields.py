"""The declared fields: the codebook's, each with its words, and those added later with a default."""

import re

import pytest

from catalog.schema.codebook import book, frozen_text
from catalog.schema.fields import FIELDS, SCHEMA, SETS, SOURCE_FIELDS, SUPPORT_FIELDS, ProgramRecord
from catalog.schema.vocabulary import read, vocabulary
from tests.conftest import FIXTURES

# field -> what the codebook's table says of its type, and whether the field is new in it
TABLE = {
    field: (kind.strip(), bool(new))
    for field, new, kind in re.findall(
        r"^\| `(\w+)`( \(new\))? \|([^|]+)\|",
        (FIXTURES / "CODEBOOK.md").read_text(encoding="utf-8").split("\n## Fields")[1].split("\n## ")[0],
        re.MULTILINE,
    )
}
ADDED = [code for code, field in FIELDS.items() if field.since > 1]
ALL_FIELDS = [*FIELDS.values(), *SUPPORT_FIELDS.values(), *SOURCE_FIELDS.values()]


def test_the_fields_are_the_codebooks_in_its_order():
    assert list(FIELDS) == list(ProgramRecord.model_fields) == list(book().fields) == list(TABLE)


def test_what_the_codebook_calls_new_came_with_schema_version_2_and_absence_after_it():
    assert [field for field, (_, is_new) in TABLE.items() if is_new] == ADDED
    assert {FIELDS[code].since for code in ADDED} == {2}
    assert {part: field.since for part, field in SUPPORT_FIELDS.items() if field.since > 1} == {"absence": SCHEMA}


def test_null_is_allowed_where_the_codebook_says_so():
    assert {code for code, field in FIELDS.items() if field.nullable} == {
        field for field, (kind, _) in TABLE.items() if kind.endswith("or null")
    }


def test_sets_of_codes_are_lists_in_the_codebook():
    assert set(SETS) == {field for field, (kind, _) in TABLE.items() if kind in ("list", "list of")}


@pytest.mark.parametrize("code", ADDED)
def test_an_added_field_has_a_default_so_that_older_records_load(code):
    assert not ProgramRecord.model_fields[code].is_required()


def test_every_other_field_is_required():
    assert [code for code, field in ProgramRecord.model_fields.items() if not field.is_required()] == ADDED


def test_defaults_are_not_shared_between_records():
    one, other = (ProgramRecord.model_construct() for _ in range(2))
    for code in ADDED:
        if isinstance(getattr(one, code), list):
            assert getattr(one, code) is not getattr(other, code)


@pytest.mark.parametrize("field", ALL_FIELDS, ids=lambda field: field.code)
def test_every_field_has_its_words(field):
    assert field.label == field.label.strip() != ""
    assert re.fullmatch(r"[A-Z][^\n]{10,}\.", field.definition)
    assert field.type
    assert field.empty


def test_no_two_fields_have_the_same_label():
    for fields in (FIELDS, SUPPORT_FIELDS, SOURCE_FIELDS):
        assert len({field.label for field in fields.values()}) == len(fields)


@pytest.mark.parametrize("field", [field for field in ALL_FIELDS if field.vocabulary], ids=lambda field: field.code)
def test_the_vocabulary_of_a_coded_field_exists(field):
    assert vocabulary(field.vocabulary).terms


def test_every_coded_field_names_its_vocabulary():
    assert [field.code for field in ALL_FIELDS if "code" in field.type and not field.vocabulary] == []


def test_the_coders_note_alone_is_not_public():
    assert [field.code for field in ALL_FIELDS if not field.public] == ["note"]


def test_the_frozen_text_read_back_is_the_book():
    frozen = read(frozen_text())
    assert list(frozen.fields.items()) == list(book().fields.items())
    assert list(frozen.vocabularies.items()) == list(book().vocabularies.items())
    assert frozen.home_state == book().home_state
