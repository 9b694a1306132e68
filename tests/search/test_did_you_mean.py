"""The words that were probably meant."""

import pytest

from catalog.search.did_you_mean import MOST_READINGS, suggest_spellings
from catalog.search.lexicon import Lexicon
from catalog.search.parser import understand

VOCABULARY = {
    "fellowship": 40, "fellowships": 3, "science": 30, "ohio": 20, "scientist": 1, "leadership": 90, "mentor": 12, "board": 27,
    "borderlands": 1, "broad": 2, "national": 60, "the": 300, "award": 150, "coach": 90, "cochran": 1, "year": 80, "teacher": 350,
}  # fmt: skip
LEXICON = Lexicon(VOCABULARY)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("felowship", ["fellowship"]),
        ("fellowhsip", ["fellowship"]),
        ("sciense felowship", ["science fellowship"]),
        ("leadrship -award", ["leadership -award"]),
        ("Mentr!", ["mentor"]),
        ("science", []),  # known
        ("mentors", []),  # known by its stem
        ("lead", []),  # the beginning of a known word, and like no other
        ("leaders", ["leadership"]),
        ("xqzzy", []),  # like nothing
        ('"felowship"', ['"fellowship"']),
        ('"natonal board"', ['"national board"']),
        ("science -awrd", ["science -award"]),
        ("mentr OR coach", ["mentor OR coach"]),
        ("natonal bord year", ["national board year"]),  # not the last word: no beginning
        ("techer of teh year", ["teacher of the year"]),
        ("teh", ["the"]),
        ("teg", []),  # three letters: only two changed over
        ("bord", ["board"]),  # the beginning of borderlands too
        ("coch", ["coach"]),
        ("bored", ["board", "broad"]),  # the same consonants
        ("xqzzy felowship", ["xqzzy fellowship"]),
        ("", []),
    ],
)
def test_misspelt_words_are_put_right(text, meant):
    assert suggest_spellings(text, understand(text, LEXICON), VOCABULARY) == meant


def test_the_last_word_is_also_read_as_a_beginning():
    assert "national bord" in suggest_spellings("natonal bord", understand("natonal bord", LEXICON), VOCABULARY)
    assert suggest_spellings("science bord", understand("science bord", LEXICON), VOCABULARY, complete=False) == []


def test_readings_are_few():
    text = " ".join(["bored", "natonal", "sciense", "techer", "mentr", "boread", "borad", "brod"])
    assert 0 < len(suggest_spellings(text, understand(text, LEXICON), VOCABULARY)) <= MOST_READINGS
