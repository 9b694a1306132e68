"""The words of the indexed programs, and which of them are spelled as one word, with a hyphen, or as two words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from catalog.schema.fields import ProgramRecord
from catalog.search.document import BREAK, PARTS, Document, texts
from catalog.search.facet_terms import degrees
from catalog.search.stemming import STOP_WORDS, fold, stem
from catalog.search.tokens import Words

# they begin a word, with a hyphen, a space or nothing after them: co-teaching, pre service, nonprofit
PREFIXES = frozenset("anti bi co e inter intra k macro micro mid mini multi non post pre re semi sub trans tri ultra".split())
_HYPHENATED = re.compile(r"(?<![^\W_])([^\W_]+)[-‐‑]([^\W_]+)")
_SHORTEST = 3  # shorter halves of a word count only if a text has them with a hyphen


class Lexicon:
    """The folded words of an index, with the number of programs that have each."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """Start with these words, each with the number of programs that have it."""
        self.counts = Counter(counts)
        self._stems = set(map(stem, self.counts))
        self._hyphenated: set[Words] = set()

    def add(self, record: ProgramRecord, document: Document) -> None:
        """Add the words of a record and its document."""
        words = {word for part in PARTS for word in document.words(part)} - {BREAK}
        self.counts.update(words)
        self._stems.update(map(stem, words))
        for _, _, text in texts(record):
            for first, second in _HYPHENATED.findall(text):
                self._hyphenated.add((*fold(first), *map(stem, fold(second))))

    def has(self, word: str) -> bool:
        """Return whether a program has any form of this folded word."""
        return stem(word) in self._stems

    def is_one_word(self, first: str, second: str) -> bool:
        """Return whether two folded words are one: programs spell it as one word, or with a hyphen after a prefix."""
        if self._has_hyphenated(first, second):
            return first in PREFIXES or self.has(first + second)
        return self.has(first + second) and not STOP_WORDS & {first, second}

    def forms(self, *typed: str) -> list[Words]:
        """Return the spellings of one word, given whole or as its two halves. The given spelling comes first."""
        word = "".join(typed)
        splits = [(word[:place], word[place:]) for place in range(1, len(word))]
        return list(dict.fromkeys([typed, (word,), *(halves for halves in splits if self._are_halves(*halves))]))

    def _are_halves(self, first: str, second: str) -> bool:
        if self._has_hyphenated(first, second):
            return True
        if len(second) < _SHORTEST or (len(first) < _SHORTEST and first not in PREFIXES):
            return False
        if {(first,), (second,)} & degrees():  # typed apart, "eds urge" asks for the degree
            return False
        return self.has(first) and self.has(second) and not STOP_WORDS & {first, second}

    def _has_hyphenated(self, first: str, second: str) -> bool:
        return (first, stem(second)) in self._hyphenated
