"""The codebook's rules of the supports, for those who code."""

import pytest

from catalog.records.codebook import FILE, read, rules


def test_every_support_has_its_rule_in_the_codebooks_words():
    text, found = FILE.read_text(encoding="utf-8"), rules()
    assert list(found.supports) == ["prepare", "place", "recognize"]
    for rule in found.supports.values():
        for words in (rule.present, rule.not_enough):
            assert words[1:] in text.replace("`", "")
    assert found.supports["prepare"].not_enough == "A conference ticket as part of a prize; a one-hour orientation"


def test_what_holds_for_all_comes_without_marks():
    credential, name = rules().general
    assert credential.startswith("The credential rule. A program that itself confers")
    assert name.startswith("Code what the program does, not its name.")
    assert not set("`*|") & set(credential + name)


def test_a_codebook_without_a_support_is_refused():
    with pytest.raises(ValueError, match="no rule for place"):
        read(FILE.read_text(encoding="utf-8").replace("| `place` |", "| `put` |"))
