"""Records as CSV for spreadsheets, with the columns of catalog.programs.table_row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from catalog.programs.published_records import Published
from catalog.programs.table_row import EDITOR_COLUMNS, columns_in, editor_row, flat
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from catalog.spreadsheets.csv_table import SUSPECT, escape_formula

_AT_ONCE = 500  # rows


def csv_chunks(records: Iterable[ProgramRecord], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """Yield the records as CSV with a header: UTF-8 with the byte order mark that spreadsheets need, lines end in CR LF.

    The columns are those of the book in use, then `extra`, whose values are the same in every row. A cell that would start
    a formula gets an apostrophe in front.
    """
    constant = [escape_formula(value) for value in extra.values()]
    columns = columns_in(book())
    return _chunks([*columns, *extra], ([*_cells(flat(record, columns)), *constant] for record in records))


def editor_csv_chunks(entries: Iterable[Published]) -> Iterator[bytes]:
    """Yield the entries as CSV with the columns of editors' files."""
    return _chunks(EDITOR_COLUMNS, (_cells(editor_row(record, number)) for record, number, _ in entries))


def write_cells(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield any table of text as CSV, in the same way."""
    return _chunks(header, ([escape_formula(cell) for cell in row] for row in rows))


def _cells(row: Mapping[str, str]) -> list[str]:
    # fast path: few cells start with a suspect character
    return [escape_formula(cell) if cell[:1] in SUSPECT else cell for cell in row.values()]


def _chunks(header: Sequence[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    yield codecs.BOM_UTF8 + _lines([header])
    rows = iter(rows)
    while chunk := _lines(islice(rows, _AT_ONCE)):
        yield chunk


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
