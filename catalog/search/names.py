"""The query for names that are only begun: what completes while typing, and what a part of a name stands for."""

from __future__ import annotations

from catalog.search.query import Clause, Query
from catalog.search.typed import MOST_WORDS
from catalog.search.words import STOP_WORDS, fold


def begun(text: str) -> Query:
    """The query for texts that have all the words of this one, the last perhaps only begun; an empty one if it has none."""
    words = fold(text)[:MOST_WORDS]
    if not words:
        return Query()
    whole = [word for word in words[:-1] if word not in STOP_WORDS]
    last = Clause((((words[-1],),),), ((words[-1],),))
    return Query((*(Clause((((word,),),)) for word in whole), last), typed=tuple(words))
