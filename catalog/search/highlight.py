"""Marking in a text the words that a query found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.parser import Query
from catalog.search.stemming import fold, stem
from catalog.search.tokens import Words

# a stretch of text that may be one word, dotted abbreviations and apostrophes included
_STRETCH = re.compile(r"[^\W_]+(?:[.'’‘ʼʻ`´][^\W_]+)*")


@dataclass(frozen=True)
class MarkedPiece:
    """A piece of a text; `found` where it is what the query looked for."""

    text: str
    found: bool = False


@lru_cache(maxsize=50_000)
def _words(stretch: str) -> Words:
    """The folded words of a stretch."""
    return tuple(fold(stretch))


class _Begins(dict[str, bool]):
    """Stretch of text -> whether something that is looked for may begin in it; found out once for each."""

    def __init__(self, begins: Callable[[str], bool]):
        super().__init__()
        self._begin = begins

    def __missing__(self, stretch: str) -> bool:
        self[stretch] = begins = self._begin(stretch)
        return begins


class Marker:
    """Finds in texts what a query looked for: whole words by stem, the last one also as a beginning."""

    def __init__(self, query: Query):
        self._runs: list[Words] = [tuple(map(stem, words)) for words in query.runs]
        self._beginnings = query.beginnings
        self._most = max(map(len, [*self._runs, *self._beginnings]), default=0)
        # most words of a text begin neither: the quick way to pass them by. A stem has the first letter of its word
        self._first_stems = frozenset(run[0] for run in self._runs)
        self._first_words = tuple(words[0] for words in self._beginnings)
        self._initials = frozenset(word[0] for word in (*self._first_stems, *self._first_words))
        self._begins = _Begins(self._may_begin)

    def pieces(self, text: str) -> list[MarkedPiece]:
        """The text in pieces that give it back when joined; adjoining ones differ in `found`."""
        typed = _STRETCH.findall(text)
        places = [place for place, stretch in enumerate(typed) if self._begins[stretch]]
        if not places:
            return [MarkedPiece(text)] if text else []
        found: set[int] = set()
        for place in places:
            found.update(self._found(typed, place))
        spans = [stretch.span() for stretch in _STRETCH.finditer(text)]
        result: list[MarkedPiece] = []
        end = 0
        for place in sorted(found):
            start, stop = spans[place]
            if start > end:
                result.append(MarkedPiece(text[end:start]))
            result.append(MarkedPiece(text[start:stop], found=True))
            end = stop
        return [*result, MarkedPiece(text[end:])] if end < len(text) else result

    def _found(self, typed: Sequence[str], place: int) -> set[int]:
        """The places of the stretches that are found where something looked for begins in this one."""
        words: list[str] = []
        owners: list[int] = []
        first = len(_words(typed[place]))
        for number in range(place, len(typed)):
            words += _words(typed[number])
            owners += [number] * len(_words(typed[number]))
            if len(words) >= first + self._most:
                break
        stems = [stem(word) for word in words]
        found: set[int] = set()
        for start in range(first):
            found.update(owners[start : start + self._longest(words, stems, start)])
        return found

    def _may_begin(self, stretch: str) -> bool:
        """Whether something that is looked for may begin in this stretch."""
        if stretch.isascii() and stretch.isalnum() and stretch[0].lower() not in self._initials:
            return False
        return any(stem(word) in self._first_stems or word.startswith(self._first_words) for word in _words(stretch))

    def _longest(self, words: Sequence[str], stems: Sequence[str], place: int) -> int:
        """The length of the longest run that is found at this place, 0 if none is."""
        lengths = [len(run) for run in self._runs if tuple(stems[place : place + len(run)]) == run]
        for *whole, beginning in self._beginnings:
            last = place + len(whole)
            if last < len(words) and list(words[place:last]) == whole and words[last].startswith(beginning):
                lengths.append(len(whole) + 1)
        return max(lengths, default=0)
