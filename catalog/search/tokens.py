"""The tokens of a search: words, quoted phrases, minus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search.stemming import STOP_WORDS, fold

MOST_WORDS = 16

Words = tuple[str, ...]  # folded words side by side

# slashes and commas separate words: math/science, fellowship,ohio
_LEXEME = re.compile(r'(?P<minus>(?<![^\s,/])-(?=[^\s,/]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s,/"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Item:
    """A token: a word (of one or more folded words, as co-teaching) or a quoted phrase."""

    text: str
    words: Words
    quoted: bool = False
    minus: bool = False

    @property
    def common(self) -> bool:
        """Whether all its words are too common to search for."""
        return not self.quoted and all(word in STOP_WORDS for word in self.words)

    @property
    def plain(self) -> bool:
        """Whether it is a word without quotes and minus."""
        return not self.quoted and not self.minus

    @property
    def written(self) -> str:
        """The token as one would type it."""
        return ("-" if self.minus else "") + (f'"{self.text}"' if self.quoted else self.text)


def items_of(text: str) -> tuple[list[Item], bool]:
    """Return the tokens of a search up to MOST_WORDS, and whether there are more."""
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
    """Return whether a token is the operator OR, as in "mentor OR coach", and not Oregon, as in "awards in OR"."""
    return (
        items[place].text == "OR"
        and not items[place].quoted
        and 0 < place < len(items) - 1
        and not items[place - 1].minus
        and not items[place + 1].minus
        and not items[place - 1].common
    )
