"""Keeping the search documents in step with the published programs; actions call this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from catalog.search.document import document
from catalog.search.engine import engine


def write(published: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Write the documents of published programs, (primary key, record), in place of those they had."""
    engine().write((key, document(record)) for key, record in published)


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
