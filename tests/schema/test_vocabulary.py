"""The vocabularies hold what the codebook and the typology hold, each code with a label and a definition."""

import re

import pytest

from catalog.schema.book import book
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import vocabulary
from tests.conftest import FIXTURES
from typology import ProgramType, Support

CODEBOOK = (FIXTURES / "CODEBOOK.md").read_text(encoding="utf-8")
# codebook field -> vocabulary
FIELD_VOCABULARIES = {
    "sponsor_type": "sponsor_type",
    "scope": "scope",
    "form": "form",
    "form_basis": "form_basis",
    "models": "model",
    "practice": "practice",
    "credentials": "credential",
    "frameworks": "framework",
    "focus": "focus",
    "delivery": "delivery",
    "pays": "pays",
    "receives": "receives",
    "entry": "entry",
    "audience": "audience",
    "grade_bands": "grade",
    "status": "status",
    "confidence": "confidence",
}


def row_of(field):
    return re.search(rf"^\| `{field}` \|.*$", CODEBOOK, re.MULTILINE)[0]


@pytest.mark.parametrize(("field", "name"), FIELD_VOCABULARIES.items())
def test_a_vocabulary_has_the_codebooks_codes_in_its_order(field, name):
    codes = re.findall(r"`(\w+)`", row_of(field))[1:]
    assert list(vocabulary(name).by_code) == codes


def test_the_record_has_the_codebooks_fields_in_its_order():
    table = CODEBOOK.split("## Fields")[1].split("##")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert list(FIELDS) == named
    assert list(book().fields) == named


def test_the_supports_and_types_are_the_typologys():
    assert list(vocabulary("support").by_code) == [support.code for support in Support]
    assert {t.code: t.label for t in vocabulary("type").terms} == {t.value: t.label for t in ProgramType}


@pytest.mark.parametrize("name", list(book().vocabularies))
def test_every_code_has_a_label_a_phrase_and_a_definition_of_one_sentence(name):
    terms = vocabulary(name).terms
    assert len({term.code for term in terms}) == len({term.label for term in terms}) == len(terms)
    for term in terms:
        assert term.label
        assert term.phrase
        assert re.fullmatch(r"[^\n]{20,}\.", term.definition), term.code


def test_states_are_usps_codes_in_alphabetical_order():
    codes = list(vocabulary("state").by_code)
    assert codes == sorted(codes)
    assert len(codes) == 56  # fifty states, the District of Columbia, five territories


def test_fields_point_to_vocabularies_that_exist():
    for field in book().fields.values():
        assert not field.vocabulary or field.vocabulary in book().vocabularies
    assert [field.code for field in book().fields.values() if not field.public] == ["note"]
