"""The one interface of search, and which engine answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from django.db import connection

from catalog.search.document import Document
from catalog.search.parser import Query
from catalog.search.postgresql import PostgresqlEngine
from catalog.search.sqlite import SqliteEngine


class Engine(Protocol):
    """What each database engine does for search. Everything works in the caller's transaction."""

    def write(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Keep the documents of these programs (by primary key) in place of those they had."""

    def remove(self, keys: Iterable[int]) -> None:
        """Forget the documents of these programs."""

    def clear(self) -> None:
        """Forget every document."""

    def find(self, query: Query, part: str = "") -> list[int]:
        """The programs (by primary key) that a query, not an empty one, finds, in no order.

        `part` looks in one part of the document alone.
        """

    def rank(self, query: Query, keys: Sequence[int], part: str = "") -> list[tuple[int, float]]:
        """How well the query fits these programs, of those it finds: (primary key, score), the more the better.

        First come programs whose name is what was typed. Next come those whose name differs only in stop words and
        endings, or whose name and sponsor were typed. Then come those whose name has it as a phrase, then those with
        more of the query's words in the name. Among equals the name weighs more than the sponsor, that more than the
        summary, that more than the evidence.
        """

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word of the documents, with the number of programs that have it."""


def engine() -> Engine:
    """The engine of the database in use."""
    return PostgresqlEngine() if connection.vendor == "postgresql" else SqliteEngine()


@lru_cache(maxsize=64)
def found(stamp: str, query: Query) -> tuple[int, ...]:
    """The programs (by primary key) that a query finds at the revision of this stamp.

    Call it within the consistent read that the stamp was read in. Paging and filtering ask again and
    again for the same words, so the last answers are kept.
    """
    return tuple(engine().find(query))


@lru_cache(maxsize=16)
def ranked(stamp: str, query: Query, keys: tuple[int, ...]) -> Mapping[int, float]:
    """How well a query fits these programs at the revision of this stamp: key -> score. As for found()."""
    return dict(engine().rank(query, keys))


@lru_cache(maxsize=1)
def vocabulary_at(stamp: str) -> Mapping[str, int]:
    """The catalog's own words at the revision of this stamp: word -> number of programs. As for found()."""
    return engine().vocabulary()
