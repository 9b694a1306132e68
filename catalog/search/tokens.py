"""What was typed, piece by piece: words, quoted phrases, minus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search.stemming import STOP_WORDS, fold

MOST_WORDS = 16

Words = tuple[str, ...]  # folded words that stand side by side

# a stroke and a comma part words as a space does: math/science, fellowship,ohio
_LEXEME = re.compile(r'(?P<minus>(?<![^\s,/])-(?=[^\s,/]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s,/"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Item:
    """One thing typed: a word (of one folded word or several, as co-teaching) or a quoted phrase."""

    text: str
    words: Words
    quoted: bool = False
    minus: bool = False

    @property
    def common(self) -> bool:
        """Whether it holds nothing but words too common to search for."""
        return not self.quoted and all(word in STOP_WORDS for word in self.words)

    @property
    def plain(self) -> bool:
        """Whether it is a word as it stands, neither quoted nor taken away."""
        return not self.quoted and not self.minus

    @property
    def written(self) -> str:
        """It as one would type it."""
        return ("-" if self.minus else "") + (f'"{self.text}"' if self.quoted else self.text)


def items_of(text: str) -> tuple[list[Item], bool]:
    """What was typed, piece by piece, up to MOST_WORDS; and whether more followed."""
    items: list[Item] = []
    words = 0
    for found in _LEXEME.finditer(text.translate(_QUOTES)):
        quoted = found["phrase"] is not None
        typed = found["phrase"] if quoted else found["word"]
        folded = tuple(fold(typed))
        words += len(folded)
        if words > MOST_WORDS:
            return items, True
        if folded:
            items.append(Item(typed, folded, quoted, minus=bool(found["minus"])))
    return items, False


def is_or(items: Sequence[Item], place: int) -> bool:
    """Whether the word is OR between two things, not Oregon: "mentor OR coach", but "awards in OR"."""
    return (
        items[place].text == "OR"
        and not items[place].quoted
        and 0 < place < len(items) - 1
        and not items[place - 1].minus
        and not items[place + 1].minus
        and not items[place - 1].common
    )
