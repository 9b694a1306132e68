"""Supports in long form, one row for each support of a program, and the cells of such tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.programs.table_row import LINK
from catalog.schema.fields import ProgramRecord, support_fields
from catalog.schema.vocabulary import Book

_COLUMNS = ("program", "support", "present", "absence", "basis", "evidence", "source", "date")


def support_columns(words: Book) -> list[str]:
    """Return the columns that a codebook has: a release before the vocabulary of absence has none of that name."""
    return [column for column in _COLUMNS if column != "absence" or column in support_fields(words)]


def support_rows(record: ProgramRecord, words: Book) -> Iterator[dict[str, Any]]:
    """Yield the three supports of a record, present or not, by column. `date` is the day on which the source was read."""
    columns = support_columns(words)
    read = {source.url: source.read for source in record.sources}
    for code, support in record.supports.by_code():
        row = {
            "program": record.slug,
            "support": code,
            "present": support.present,
            "absence": support.absence,
            "basis": list(getattr(support, "basis", [])),
            "evidence": support.evidence,
            "source": support.source,
            "date": read.get(support.source or ""),
        }
        yield {column: row[column] for column in columns}


def as_cells(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Yield the rows as texts: lists joined, ``true`` and ``false``, nothing for None."""
    return (tuple(map(_cell, row.values())) for row in rows)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return LINK.join(value) if isinstance(value, list) else value or ""
