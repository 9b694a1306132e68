"""Everyday Spanish words of a search, read as the English words of the catalog (fixtures/synonyms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from catalog.search.facet_terms import SYNONYMS
from catalog.search.stemming import fold
from catalog.search.tokens import Item, Words, items_of

_LONGEST = 3  # words of a Spanish term


def translate(items: list[Item], has: Callable[[str], bool]) -> list[Item]:
    """Return the tokens with Spanish terms as English ones, and without the common Spanish words around them.

    `has` says whether a program has a word: such a single word stays, so that no name is lost. Tokens without a Spanish
    term are returned as they are.
    """
    terms, common = _terms()
    result: list[Item] = []
    place, changed = 0, False
    while place < len(items):
        for taken in range(min(_LONGEST, len(items) - place), 0, -1):
            run = items[place : place + taken]
            words = tuple(word for item in run for word in item.words)
            if words in terms and not any(item.quoted for item in run) and (taken > 1 or not has(words[0])):
                english, _ = items_of(("-" if run[0].minus else "") + terms[words])
                result += english
                place, changed = place + taken, True
                break
        else:
            result.append(items[place])
            place += 1
    return [item for item in result if item.quoted or item.words not in common] if changed else items


@cache
def _terms() -> tuple[Mapping[Words, str], frozenset[Words]]:
    data = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["spanish"]
    terms = {tuple(fold(term)): english for term, english in data["terms"].items()}
    return terms, frozenset(tuple(fold(word)) for word in data["common"])
