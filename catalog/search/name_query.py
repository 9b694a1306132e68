"""The query for names that are only begun: what completes while typing, and what a part of a name stands for."""

from __future__ import annotations

from catalog.search.parser import Clause, Query
from catalog.search.stemming import STOP_WORDS, fold
from catalog.search.tokens import MOST_WORDS


def begun(text: str) -> Query:
    """The query for texts that have all the words of this one, the last perhaps only begun; an empty one if it has none."""
    words = fold(text)[:MOST_WORDS]
    if not words:
        return Query()
    whole = [word for word in words[:-1] if word not in STOP_WORDS]
    last = Clause((((words[-1],),),), ((words[-1],),))
    return Query((*(Clause((((word,),),)) for word in whole), last), typed=tuple(words))
