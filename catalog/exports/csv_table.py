"""Records as CSV, for spreadsheets: the flat columns of catalog.programs.table_row. catalog.spreadsheets reads them back."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from catalog.programs.published_records import Published
from catalog.programs.table_row import EDITOR_COLUMNS, columns_of, editor_row, flat
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from catalog.spreadsheets.csv_table import SUSPECT, escape_formula

_AT_ONCE = 500  # rows


def csv_chunks(records: Iterable[ProgramRecord], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """The records as CSV (UTF-8 with a byte order mark, as spreadsheets need it; lines end in CR LF), a header first.

    The columns are those of the fields of the book in use. Takes the records once, some hundreds at a time.
    `extra` holds further columns that say the same in every row; they stand last.
    A cell that would begin a formula gets one apostrophe in front, as design section 12 says.
    """
    constant = [escape_formula(value) for value in extra.values()]
    columns = columns_of(book().fields)
    return _chunks([*columns, *extra], ([*_cells(flat(record, columns)), *constant] for record in records))


def editor_csv_chunks(entries: Iterable[Published]) -> Iterator[bytes]:
    """The entries as csv_chunks() writes records, in the columns of the editors' own files."""
    return _chunks(EDITOR_COLUMNS, (_cells(editor_row(record, number)) for record, number, _ in entries))


def _cells(row: Mapping[str, str]) -> list[str]:
    # few cells begin with a suspect sign, so few are looked at closely
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
