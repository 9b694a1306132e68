"""Records as CSV, for spreadsheets: the flat columns of catalog.records.flat, there and back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.exports.tables import by_column
from catalog.records.flat import COLUMNS, flat

_AT_ONCE = 500  # rows
# a cell that a spreadsheet would take for a formula, be it behind apostrophes of ours already
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_SUSPECT = frozenset("'=+-@\t\r")  # what such a cell can begin with


def csv_chunks(records: Iterable[Mapping[str, Any]], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """The records as CSV (UTF-8 with a byte order mark, as spreadsheets need it; lines end in CR LF), a header first.

    Takes the records once, some hundreds at a time. `extra` holds further columns that say the same in every
    row; they stand last. A cell that would begin a formula gets one apostrophe in front, as design section 12 says.
    """
    rows = iter(records)
    constant = [guarded(value) for value in extra.values()]
    yield codecs.BOM_UTF8 + _lines([[*COLUMNS, *extra]])
    while chunk := _lines([*_cells(record), *constant] for record in islice(rows, _AT_ONCE)):
        yield chunk


def read_csv(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of a CSV file such as csv_chunks() writes, as texts by column.

    Each is fit for catalog.records.flat.record_of_row, which judges the columns. Raises ValueError, on the way, where
    the data is not UTF-8 or not CSV, and as catalog.exports.tables.by_column() does.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"This is not a CSV file in UTF-8: byte {error.start + 1} does not belong there.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from by_column((reader.line_num, [unguarded(cell) for cell in row]) for row in reader)
    except csv.Error as error:
        raise ValueError(f"Line {reader.line_num} is not CSV: {error}.") from None


def guarded(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the one apostrophe that guarded() had put in front; any other cell as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cells(record: Mapping[str, Any]) -> list[str]:
    # few cells begin with a suspect sign, so few are looked at closely
    return [guarded(cell) if cell[:1] in _SUSPECT else cell for cell in flat(record).values()]


def _lines(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
