"""The vocabularies hold what the codebook and the typology hold, each code with a label and a definition."""

import re

import pytest

from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import vocabulary
from tests.conftest import FIXTURES
from typology import ProgramType, Support

CODEBOOK = (FIXTURES / "CODEBOOK.md").read_text(encoding="utf-8")
# the fields whose codes the codebook lists in their row
LISTED = [code for code, field in FIELDS.items() if field.vocabulary not in ("", "support", "state", "deadline_month")]
# codes that a coding may hold and a program's record may too, though the codebook gives them to none
OF_CODINGS_ALONE = {"confidence": ["low"]}


@pytest.mark.parametrize("field", LISTED)
def test_a_vocabulary_has_the_codebooks_codes_in_its_order(field):
    values = re.search(rf"^\| `{field}`.*?\|.*?\|(.*)\|$", CODEBOOK, re.MULTILINE)[1]
    codes = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", values))
    assert codes
    assert list(vocabulary(FIELDS[field].vocabulary).by_code) == [*codes, *OF_CODINGS_ALONE.get(field, ())]


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
