"""Marking in a text the words that a query found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.query import Query, Words
from catalog.search.words import fold, stem

# a stretch of text that may be one word, dotted abbreviations and apostrophes included
_STRETCH = re.compile(r"[^\W_]+(?:[.'’‘ʼʻ`´][^\W_]+)*")


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `found` where it is what the query looked for."""

    text: str
    found: bool = False


@lru_cache(maxsize=50_000)
def _words(stretch: str) -> tuple[tuple[str, str], ...]:
    """The folded words of a stretch, each with its stem."""
    return tuple((word, stem(word)) for word in fold(stretch))


class Marker:
    """Finds in texts what a query looked for: whole words by stem, the last one also as a beginning."""

    def __init__(self, query: Query):
        self._runs: list[Words] = [tuple(map(stem, words)) for words in query.runs]
        self._beginnings = query.beginnings
        # most words of a text are neither: the quick way to pass them by
        self._first_stems = frozenset(run[0] for run in self._runs)
        self._first_words = tuple(words[0] for words in self._beginnings)

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces that give it back when joined; adjoining ones differ in `found`."""
        stretches = list(_STRETCH.finditer(text))
        words: list[str] = []
        stems: list[str] = []
        owners: list[int] = []
        for number, stretch in enumerate(stretches):
            for word, its_stem in _words(stretch[0]):
                words.append(word)
                stems.append(its_stem)
                owners.append(number)
        found: set[int] = set()
        for place, word in enumerate(words):
            if stems[place] in self._first_stems or word.startswith(self._first_words):
                found.update(owners[place : place + self._longest(words, stems, place)])
        result: list[Piece] = []
        end = 0
        for number in sorted(found):
            start, stop = stretches[number].span()
            if start > end:
                result.append(Piece(text[end:start]))
            result.append(Piece(text[start:stop], found=True))
            end = stop
        return [*result, Piece(text[end:])] if end < len(text) else result

    def _longest(self, words: Sequence[str], stems: Sequence[str], place: int) -> int:
        """The length of the longest run that is found at this place, 0 if none is."""
        lengths = [len(run) for run in self._runs if tuple(stems[place : place + len(run)]) == run]
        for *whole, beginning in self._beginnings:
            last = place + len(whole)
            if last < len(words) and list(words[place:last]) == whole and words[last].startswith(beginning):
                lengths.append(len(whole) + 1)
        return max(lengths, default=0)
