"""Queries for names of which only the beginning is typed."""

from __future__ import annotations

from catalog.search.parser import Clause, Query
from catalog.search.stemming import STOP_WORDS, fold
from catalog.search.tokens import MOST_WORDS


def parse_beginning(text: str) -> Query:
    """Return a query for texts with all words of this one, the last as a beginning. It is empty if the text has no words."""
    words = fold(text)[:MOST_WORDS]
    if not words:
        return Query()
    whole = [word for word in words[:-1] if word not in STOP_WORDS]
    last = Clause((((words[-1],),),), ((words[-1],),))
    return Query((*(Clause((((word,),),)) for word in whole), last), typed=tuple(words))
