"""The codebook's rules of the supports, for those who code."""

import pytest

from catalog.programs.codebook import FILE, codebook_number, current_codebook, read, rules
from catalog.schema.vocabulary import vocabulary


def test_every_support_has_its_rule():
    text, found = FILE.read_text(encoding="utf-8"), rules()
    assert list(found.supports) == ["prepare", "place", "recognize"]
    for rule in found.supports.values():
        for words in (rule.present, rule.not_enough):
            assert words[1:] in text.replace("`", "")
    assert found.supports["prepare"].not_enough == "A conference ticket as part of a prize; a one-hour orientation"


def test_general_rules_are_plain_text():
    found = rules().general
    assert found
    assert not set("`*|") & set("".join(found))


def test_every_basis_of_recognition_has_its_rule():
    assert list(rules().bases) == list(vocabulary("basis").by_code)
    assert rules().bases["award"] == 'A prize, honor, "of the year", hall of fame'


@pytest.mark.parametrize(
    ("title", "number"),
    [("# Codebook: how", "1"), ("# Codebook 2: how", "2"), ("# Codebook 12: how", "12"), ("# Another", "1"), ("", "1")],
)
def test_the_number_of_a_codebook_is_in_its_title(title, number):
    assert codebook_number(f"{title} a program becomes a record\n") == number


def test_the_current_codebook_is_that_of_the_file():
    assert FILE.read_text(encoding="utf-8").startswith(f"# Codebook {current_codebook()}: ")


def test_a_codebook_without_a_support_is_refused():
    with pytest.raises(ValueError, match="no rule for place"):
        read(FILE.read_text(encoding="utf-8").replace("| `place` |", "| `put` |"))
