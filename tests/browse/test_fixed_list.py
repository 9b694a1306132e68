"""Fixed lists of a release's programs, as addresses hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.browse.fixed_list import LONGEST, fixed, numbers_of

some_numbers = st.sets(st.integers(0, 3000), min_size=1)


@given(some_numbers)
def test_a_list_is_read_as_it_was_written(numbers):
    text = fixed(numbers)
    assert numbers_of(text) == sorted(numbers)
    assert text.replace("-", "").replace("_", "").isalnum()


@given(some_numbers)
def test_one_list_has_one_spelling(numbers):
    assert fixed(numbers_of(fixed(numbers))) == fixed(sorted(numbers, reverse=True))


def test_all_363_programs_take_62_letters():
    assert len(fixed(range(363))) == 62


@pytest.mark.parametrize("text", ["", "A", "AA", "AwAA", "Aw==", "Aw ", "é", "\0", "!", "A" * (LONGEST + 1)])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ValueError, match="not a list"):
        numbers_of(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        numbers = numbers_of(text)
    except ValueError:
        return
    assert fixed(numbers) == text
