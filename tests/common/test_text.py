"""Short texts: one line, plurals, first letters."""

import pytest

from catalog.common.text import lower_first, one_line, pluralize


@pytest.mark.parametrize(("count", "text"), [(0, "0 programs"), (1, "1 program"), (14, "14 programs"), (1200, "1,200 programs")])
def test_a_count_has_the_right_number_of_its_noun(count, text):
    assert pluralize(count, "program") == text


@pytest.mark.parametrize(
    ("text", "changed"), [("", ""), ("Ohio", "ohio"), ("Without the credential Rule", "without the credential Rule")]
)
def test_only_the_first_letter_is_lowered(text, changed):
    assert lower_first(text) == changed


def test_control_characters_and_runs_of_spaces_become_one_space():
    assert one_line("  a\x00 b\n\tc  ") == "a b c"
