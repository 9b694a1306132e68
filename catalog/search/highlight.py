"""Highlights: the words of a text that match a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.parser import Query
from catalog.search.stemming import fold, stem
from catalog.search.tokens import Words

# text that may be one word, with the dots and apostrophes in it
_STRETCH = re.compile(r"[^\W_]+(?:[.'’‘ʼʻ`´][^\W_]+)*")


@dataclass(frozen=True)
class MarkedPiece:
    """A piece of a text. `found` says whether it matches the query."""

    text: str
    found: bool = False


@lru_cache(maxsize=50_000)
def _words(stretch: str) -> Words:
    """Return the folded words of a stretch."""
    return tuple(fold(stretch))


class _Begins(dict[str, bool]):
    """Stretch of text -> whether a match may begin in it. Each is computed once."""

    def __init__(self, begins: Callable[[str], bool]):
        super().__init__()
        self._begin = begins

    def __missing__(self, stretch: str) -> bool:
        self[stretch] = begins = self._begin(stretch)
        return begins


class Marker:
    """Finds the matches of a query in texts: whole words by stem, the last one also as a beginning."""

    def __init__(self, query: Query):
        self._runs: list[Words] = [tuple(map(stem, words)) for words in query.runs]
        self._beginnings = query.beginnings
        self._most = max(map(len, [*self._runs, *self._beginnings]), default=0)
        # most words begin no match; this skips them quickly. A stem has the first letter of its word
        self._first_stems = frozenset(run[0] for run in self._runs)
        self._first_words = tuple(words[0] for words in self._beginnings)
        self._initials = frozenset(word[0] for word in (*self._first_stems, *self._first_words))
        self._begins = _Begins(self._may_begin)

    def pieces(self, text: str) -> list[MarkedPiece]:
        """Return the text in pieces. Neighbors differ in `found`."""
        typed = _STRETCH.findall(text)
        places = [place for place, stretch in enumerate(typed) if self._begins[stretch]]
        if not places:
            return [MarkedPiece(text)] if text else []
        found: set[int] = set()
        for place in places:
            found.update(self._match_from(typed, place))
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

    def _match_from(self, typed: Sequence[str], place: int) -> set[int]:
        """Return the places of the stretches that belong to a match that begins in this one."""
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
        """Return whether a match may begin in this stretch."""
        if stretch.isascii() and stretch.isalnum() and stretch[0].lower() not in self._initials:
            return False
        return any(stem(word) in self._first_stems or word.startswith(self._first_words) for word in _words(stretch))

    def _longest(self, words: Sequence[str], stems: Sequence[str], place: int) -> int:
        """Return the length of the longest match at this place, or 0."""
        lengths = [len(run) for run in self._runs if tuple(stems[place : place + len(run)]) == run]
        for *whole, beginning in self._beginnings:
            last = place + len(whole)
            if last < len(words) and list(words[place:last]) == whole and words[last].startswith(beginning):
                lengths.append(len(whole) + 1)
        return max(lengths, default=0)
