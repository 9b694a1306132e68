"""The word that was probably meant."""

import pytest

from catalog.search.query import understand
from catalog.search.spelling import respelled

VOCABULARY = {"fellowship": 40, "fellowships": 3, "science": 30, "ohio": 20, "scientist": 1, "leadership": 90, "mentor": 12}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("felowship", "fellowship"),
        ("fellowhsip", "fellowship"),
        ("sciense felowship", "science fellowship"),
        ("leadrship -award", "leadership -award"),
        ("Mentr!", "mentor"),
        ("science", ""),  # known
        ("mentors", ""),  # known by its stem
        ("leaders", ""),  # the beginning of a known word
        ("xqzzy", ""),  # like nothing
        ('"felowship"', '"fellowship"'),
        ("", ""),
    ],
)
def test_misspelt_words_are_put_right(text, meant):
    assert respelled(text, understand(text), VOCABULARY) == meant
