"""Folded words (plain lower-case letters) and their stems, which search compares."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_APOSTROPHES = re.compile("['’‘ʼʻ`´]")
# letters that Unicode does not decompose
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# M.Ed., Ph.D., U.S.: one word, with or without the last dot
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}(?![^\W_])\.?")
_WORD = re.compile(r"[^\W_]+")
_stemmers = threading.local()

# too common to search for (the last line: in a catalog of programs), except in a quoted phrase
STOP_WORDS = frozenset(
    """a about above after again against all am an and any are as at be because been before being below between both but by
    can did do does doing down during each few for from further had has have having he her here hers herself him himself his
    how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours
    ourselves out over own same she should so some such than that the their theirs them themselves then there these they this
    those through to too under until up very was we were what when where which while who whom why will with you your yours
    yourself yourselves
    become becoming find im ive looking program programs want wants""".split()
)


def fold(text: str) -> list[str]:
    """Return the words of a text in order: lower case, without accents, apostrophes and punctuation.

    ``"Master's in Éducation (M.Ed.)"`` gives ``["masters", "in", "education", "med"]``.
    """
    plain = text.casefold()
    if not plain.isascii():
        # ℠ decomposes into capitals, İ into a letter and an accent, so each step runs twice
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_LETTERS)
    plain = _DOTTED.sub(lambda dotted: dotted[0].replace(".", "") + " ", _APOSTROPHES.sub("", plain))
    return _WORD.findall(plain)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word, by the Snowball stemmer for English: ``coaching`` gives ``coach``."""
    # a stemmer has state, so each thread has its own
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        stemmer = _stemmers.english = snowballstemmer.stemmer("english")
    return stemmer.stemWord(word)
