"""What was probably meant by words that the catalog does not have, from its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalog.search.parser import Query
from catalog.search.stemming import fold, stem

SHORTEST = 3  # shorter words have too many neighbors
LIKENESS = 0.7  # of 1: two slips in seven letters, one in four
SAME_CONSONANTS = 0.15  # what it counts for that only vowels differ: most slips that are no slips of the keys are there
ABOUT_AS_LIKE = 0.1
MOST_WORDS, MOST_READINGS = 3, 12  # for one word; of a text

_VOWELS = re.compile("(?<!^)[aeiouy]+")
_TYPED = re.compile(r"([^\W_]+)([!?.;:]+(?=\s|$))?")


def readings(text: str, query: Query, vocabulary: Mapping[str, int], *, begun: bool = True) -> list[str]:
    """What may have been meant by a text, likest first: misspelt words replaced by the likest the catalog has.

    `query` is what the text was understood as, `vocabulary` the catalog's words with the number of programs
    that have each. A word is misspelt where the catalog does not have it; the last word may also be the
    beginning of one, and where `begun` is true it is then read both ways. Nothing if no word is like it.
    """
    choices: dict[str, list[str]] = {}
    last = {words[-1] for words in query.beginnings}
    for word in dict.fromkeys(query.words):
        if len(word) < SHORTEST or _known(word, vocabulary):
            continue
        as_it_is = word in last and any(other.startswith(word) for other in vocabulary)
        if as_it_is and not begun:
            continue
        meant = _likest(word, vocabulary)
        if meant:
            choices[word] = [word, *meant] if as_it_is else meant
    if not choices:
        return []
    found = dict.fromkeys(_replaced(text, dict(zip(choices, words, strict=True))) for words in product(*choices.values()))
    return list(islice((reading for reading in found if reading != text), MOST_READINGS))


def _known(word: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether the catalog has the word, in whichever form."""
    # a stem begins as its word does, so few need be stemmed
    return word in vocabulary or any(stem(other) == stem(word) for other in vocabulary if other[:2] == word[:2])


def _likest(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The catalog's words that are most like a word, likest first; of those equally like, the one in more programs."""
    if len(word) == SHORTEST:
        return [swapped for swapped in _swaps(word) if swapped in vocabulary]
    scorer, lowest = DamerauLevenshtein.normalized_similarity, LIKENESS - SAME_CONSONANTS
    near = process.extract(word, vocabulary.keys(), scorer=scorer, score_cutoff=lowest, limit=None)
    consonants = _VOWELS.sub("", word)
    likeness = {other: alike + SAME_CONSONANTS * (_VOWELS.sub("", other) == consonants) for other, alike, _ in near}
    best = max([LIKENESS + ABOUT_AS_LIKE, *likeness.values()])
    likest = [other for other, alike in likeness.items() if alike >= max(LIKENESS, best - ABOUT_AS_LIKE)]
    likest.sort(key=lambda other: (-likeness[other], -vocabulary[other]))
    forms: dict[str, str] = {}  # of one word's forms, which find the same, the likest
    for other in likest:
        forms.setdefault(stem(other), other)
    return list(forms.values())[:MOST_WORDS]


def _swaps(word: str) -> Iterator[str]:
    """The word with two neighboring letters changed over."""
    for place in range(len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if swapped != word:
            yield swapped


def _replaced(text: str, meant: Mapping[str, str]) -> str:
    """The text with words replaced, and the marks at the end of a sentence behind them left out."""

    def as_meant(typed: re.Match[str]) -> str:
        word = "".join(fold(typed[1]))
        return meant[word] if meant.get(word, word) != word else typed[0]

    return _TYPED.sub(as_meant, text)
