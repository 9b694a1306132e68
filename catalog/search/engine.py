"""The one interface of search, and which engine answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from django.db import connection

from catalog.search.document import Document
from catalog.search.postgresql import PostgresqlEngine
from catalog.search.query import Query
from catalog.search.sqlite import SqliteEngine


class Engine(Protocol):
    """What each database engine does for search. Everything works in the caller's transaction."""

    def write(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Keep the documents of these programs (by primary key) in place of those they had."""

    def remove(self, keys: Iterable[int]) -> None:
        """Forget the documents of these programs."""

    def clear(self) -> None:
        """Forget every document."""

    def find(self, query: Query, *, ranked: bool = True, part: str = "") -> list[tuple[int, float]]:
        """The programs that a query, not an empty one, finds: (primary key, how well it fits), the more the better.

        Name weighs more than sponsor, sponsor more than summary, summary more than evidence. In no
        order; without `ranked` every score is 0. `part` looks in one part of the document alone.
        """

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word of the documents, with the number of programs that have it."""


def engine() -> Engine:
    """The engine of the database in use."""
    return PostgresqlEngine() if connection.vendor == "postgresql" else SqliteEngine()


@lru_cache(maxsize=64)
def found(stamp: str, query: Query, ranked: bool) -> Mapping[int, float]:
    """The programs that a query finds at the revision of this stamp: primary key -> score.

    Call it within the consistent read that the stamp was read in. Paging and filtering ask again and
    again for the same words, so the last answers are kept.
    """
    return dict(engine().find(query, ranked=ranked))


@lru_cache(maxsize=1)
def vocabulary_at(stamp: str) -> Mapping[str, int]:
    """The catalog's own words at the revision of this stamp: word -> number of programs. As for found()."""
    return engine().vocabulary()
