"""Keeping the search documents in step with the published programs; actions call this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection

from catalog.schema.fields import ProgramRecord
from catalog.search.document import document
from catalog.search.engine import engine

BATCH = 500  # documents are large


def write(published: Iterable[tuple[int, ProgramRecord]]) -> None:
    """Write the documents of published programs, (primary key, record), in place of those they had."""
    for some in batched(published, BATCH):
        engine().write((key, document(record)) for key, record in some)


def batched(rows: Iterable[tuple[int, ProgramRecord]], size: int) -> Iterator[list[tuple[int, ProgramRecord]]]:
    """The rows in lists of `size`, the last one perhaps shorter."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def remove(key: int) -> None:
    """Forget the document of a program that is published no more."""
    engine().remove([key])


def empty() -> bool:
    """Whether nothing can be found, because no document was ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM catalog_search LIMIT 1")
        return cursor.fetchone() is None


def clear() -> None:
    """Forget every document."""
    engine().clear()
