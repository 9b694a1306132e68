"""Spelling suggestions for words that the catalog does not have, from the words that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalog.search.parser import Query
from catalog.search.stemming import fold, stem

SHORTEST = 3  # shorter words have too many neighbors
LIKENESS = 0.7  # of 1: two errors in seven letters, one in four
SAME_CONSONANTS = 0.15  # added if only vowels differ: most spelling errors are there
ABOUT_AS_LIKE = 0.1
MOST_WORDS, MOST_READINGS = 3, 12  # for one word; of a text

_VOWELS = re.compile("(?<!^)[aeiouy]+")
_TYPED = re.compile(r"([^\W_]+)([!?.;:]+(?=\s|$))?")


def suggest_spellings(text: str, query: Query, vocabulary: Mapping[str, int], *, complete: bool = True) -> list[str]:
    """Return a text with each misspelled word replaced by the most similar words of the catalog, the best first.

    `query` is the parsed text, `vocabulary` the catalog's words with the number of programs that have each. A word is
    misspelled if the catalog does not have it. The last word may be the beginning of one: it is left as it is, or, with
    `complete`, also read as misspelled. The result is empty if no word is similar.
    """
    choices: dict[str, list[str]] = {}
    last = {words[-1] for words in query.beginnings}
    for word in dict.fromkeys(query.words):
        if len(word) < SHORTEST or _is_known(word, vocabulary):
            continue
        is_beginning = word in last and any(other.startswith(word) for other in vocabulary)
        if is_beginning and not complete:
            continue
        similar = _find_similar(word, vocabulary)
        if similar:
            choices[word] = [word, *similar] if is_beginning else similar
    if not choices:
        return []
    found = dict.fromkeys(_replace(text, dict(zip(choices, words, strict=True))) for words in product(*choices.values()))
    return list(islice((reading for reading in found if reading != text), MOST_READINGS))


def _is_known(word: str, vocabulary: Mapping[str, int]) -> bool:
    """Return whether the catalog has any form of the word."""
    # a stem begins like its word, so only some words need stemming
    return word in vocabulary or any(stem(other) == stem(word) for other in vocabulary if other[:2] == word[:2])


def _find_similar(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """Return the most similar words of the catalog, the best first; among equals the one in more programs."""
    if len(word) == SHORTEST:
        return [other for other in _swap_neighbors(word) if other in vocabulary]
    scorer, lowest = DamerauLevenshtein.normalized_similarity, LIKENESS - SAME_CONSONANTS
    near = process.extract(word, vocabulary.keys(), scorer=scorer, score_cutoff=lowest, limit=None)
    consonants = _VOWELS.sub("", word)
    likeness = {other: alike + SAME_CONSONANTS * (_VOWELS.sub("", other) == consonants) for other, alike, _ in near}
    lowest = max(LIKENESS, max([LIKENESS + ABOUT_AS_LIKE, *likeness.values()]) - ABOUT_AS_LIKE)
    similar = [other for other, alike in likeness.items() if alike >= lowest]
    similar.sort(key=lambda other: (-likeness[other], -vocabulary[other]))
    forms: dict[str, str] = {}  # one form of each word: the others find the same
    for other in similar:
        forms.setdefault(stem(other), other)
    return list(forms.values())[:MOST_WORDS]


def _swap_neighbors(word: str) -> Iterator[str]:
    """Yield the word with two neighboring letters swapped."""
    for place in range(len(word) - 1):
        other = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if other != word:
            yield other


def _replace(text: str, replacements: Mapping[str, str]) -> str:
    """Return the text with words replaced, without punctuation after them."""

    def correct(typed: re.Match[str]) -> str:
        word = "".join(fold(typed[1]))
        return replacements[word] if replacements.get(word, word) != word else typed[0]

    return _TYPED.sub(correct, text)
