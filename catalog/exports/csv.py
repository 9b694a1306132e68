"""Records as CSV, for spreadsheets: the flat columns of catalog.records.flat, there and back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from catalog.exports import Published
from catalog.exports.tables import Cell, Table, Unreadable, table
from catalog.records.flat import COLUMNS, DESK_COLUMNS, desk_row, flat

_SAVE_AS = "In Excel choose File, Save As, “CSV UTF-8 (Comma delimited)”, or save the file as an Excel workbook (.xlsx)."
_AT_ONCE = 500  # rows
# a cell that a spreadsheet would take for a formula, be it behind apostrophes of ours already
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_BARE_FORMULA = re.compile(r"[=+\-@\t\r]")
_SUSPECT = frozenset("'=+-@\t\r")  # what such a cell can begin with


def csv_chunks(records: Iterable[Mapping[str, Any]], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """The records as CSV (UTF-8 with a byte order mark, as spreadsheets need it; lines end in CR LF), a header first.

    Takes the records once, some hundreds at a time. `extra` holds further columns that say the same in every
    row; they stand last.
    A cell that would begin a formula gets one apostrophe in front, as design section 12 says.
    """
    constant = [guarded(value) for value in extra.values()]
    return _chunks([*COLUMNS, *extra], ([*_cells(flat(record)), *constant] for record in records))


def desk_csv_chunks(entries: Iterable[Published]) -> Iterator[bytes]:
    """The entries as csv_chunks() writes records, in the columns of the editors' own files."""
    return _chunks(DESK_COLUMNS, (_cells(desk_row(record, number)) for record, number, _ in entries))


def read_csv(data: bytes) -> Table:
    """The table of a CSV file such as csv_chunks() writes.

    Its rows are fit for catalog.records.flat.record_of_row, which judges the columns. A cell that a spreadsheet would
    take for a formula is at fault. Raises Unreadable where the data is not UTF-8 or not CSV, and as
    catalog.exports.tables.table() does.
    """
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        return table((number, [_cell(cell) for cell in row]) for number, row in enumerate(reader, start=1))
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} is not CSV: {error}.") from None


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(f"This is text in UTF-16, not in UTF-8. {_SAVE_AS}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[: error.start].rpartition(b"\n")[2].decode("utf-8-sig", "replace")[-24:].splitlines() or [""]
        seen = f", after “{before[-1]}”" if before[-1].strip() else ""
        raise Unreadable(
            f"This is not a CSV file in UTF-8: a byte of line {line} does not belong there{seen}. {_SAVE_AS}"
        ) from None
    head = text.lstrip().partition("\n")[0]
    if head.startswith("<"):
        raise Unreadable(f"This is a web page, not a table. {_SAVE_AS}")
    if "," not in head and (sign := next((sign for sign in ";\t" if head.count(sign) > 1), "")):
        name = "semicolons" if sign == ";" else "tabs"
        raise Unreadable(f"The cells of this file are divided by {name}, not by commas. {_SAVE_AS}")
    return text


def _cell(cell: str) -> Cell:
    if cell[:1] in _SUSPECT and (found := _BARE_FORMULA.match(cell)):
        begins = {"\t": "a tab", "\r": "a line break"}.get(found[0], f"“{found[0]}”")
        return Cell("", f"begins with {begins}, as a formula does", "the same with an apostrophe (') in front, if it is text")
    return Cell(unguarded(cell))


def guarded(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the one apostrophe that guarded() had put in front; any other cell as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cells(row: Mapping[str, str]) -> list[str]:
    # few cells begin with a suspect sign, so few are looked at closely
    return [guarded(cell) if cell[:1] in _SUSPECT else cell for cell in row.values()]


def _chunks(header: Sequence[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    yield codecs.BOM_UTF8 + _lines([header])
    rows = iter(rows)
    while chunk := _lines(islice(rows, _AT_ONCE)):
        yield chunk


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
