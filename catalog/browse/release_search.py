"""Search in a release: SQLite's engine over the release's documents, in this process's memory.

The database's own search table holds the published programs alone. A release never changes, so each process
indexes it once, when it is first searched; this serves both databases alike.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any

from catalog.releases.selectors import release_words_of, released_entries
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import using
from catalog.search.document import document
from catalog.search.sqlite import SCHEMA, SqliteEngine


class _Cursor:
    """A cursor of Python's sqlite3 that takes statements as Django's does."""

    def __init__(self, cursor: sqlite3.Cursor):
        self._cursor = cursor

    def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._cursor.execute(sql.replace("%s", "?"), values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._cursor.executemany(sql.replace("%s", "?"), rows)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._cursor.fetchall()


class _Memory:
    """A search table in memory, asked by one thread at a time."""

    def __init__(self, version: str):
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._lock = threading.Lock()
        for statement in SCHEMA:
            self._connection.execute(statement)
        with using(release_words_of(version) or own_book()):
            entries = released_entries(version)
            self._engine().write((entry.key, document(entry.record)) for entry in entries if entry.key is not None)

    @contextmanager
    def asked(self) -> Iterator[SqliteEngine]:
        with self._lock:
            yield self._engine()

    def _engine(self) -> SqliteEngine:
        return SqliteEngine(self._cursor)

    @contextmanager
    def _cursor(self) -> Iterator[_Cursor]:
        with closing(self._connection.cursor()) as cursor:
            yield _Cursor(cursor)


@lru_cache(maxsize=4)
def _memory(version: str, sha256: str) -> _Memory:
    return _Memory(version)


@contextmanager
def released_engine(version: str, sha256: str) -> Iterator[SqliteEngine]:
    """The engine that searches a release, this thread's until the block ends; its keys are numbers in the release.

    `sha256` is the digest of the release's archive: what is kept in memory is kept by it.
    """
    with _memory(version, sha256).asked() as searching:
        yield searching
