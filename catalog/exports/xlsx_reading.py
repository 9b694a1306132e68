"""Programs out of a workbook, whoever saved it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from catalog.exports.tables import Cell, Table, Unreadable, table
from catalog.exports.xlsx import PROGRAMS
from catalog.exports.xlsx_parts import check_parts

MOST_DOWN = 20_000  # rows of the sheet, the empty ones between and below counted
_MOST_ACROSS = 200  # columns looked at
_MOST_TEXT = 30_000_000  # characters of all cells; the whole catalog has some 800,000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EMPTY = Cell("")


def read_programs(data: bytes) -> Table:
    """The table on the sheet ``programs``, or on the only sheet there is.

    Its rows are fit for catalog.records.flat.record_of_row, which judges the columns: truth values are ``true`` and
    ``false``, dates are ISO 8601, whole numbers have no decimals. A formula is at fault, and so is what one left behind
    (``#N/A``). Raises Unreadable as catalog.exports.xlsx_parts.check_parts() and catalog.exports.tables.table() do,
    where no sheet is the one, and for too many rows or too much text.
    """
    check_parts(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise Unreadable("This is not an XLSX workbook, or a broken one.") from error
    try:
        return table(_rows(_sheet(workbook)))
    finally:
        workbook.close()


def _sheet(workbook: Any) -> Any:
    titles = workbook.sheetnames
    if PROGRAMS in titles:
        sheet = workbook[PROGRAMS]
    elif len(titles) == 1:
        sheet = workbook[titles[0]]
    else:
        listed = ", ".join(f"“{title}”" for title in titles)
        raise Unreadable(f"The workbook has no sheet named “{PROGRAMS}”. Its sheets are {listed}: rename the one to import.")
    if not hasattr(sheet, "reset_dimensions"):
        raise Unreadable(f"The sheet “{sheet.title}” is a chart, not a table.")
    return sheet


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with their numbers. What the file says of its own size need not be true, and is not asked."""
    length = 0
    for number, cells in enumerate(_cells(sheet), start=1):
        if number > MOST_DOWN:
            raise Unreadable(
                f"The sheet “{sheet.title}” goes on below row {MOST_DOWN:,}. "
                "Delete the empty rows below the table, and save it again."
            )
        row = [_cell(sheet.title, number, column, cell) for column, cell in enumerate(cells, start=1)]
        length += sum(len(cell.text) for cell in row if cell is not _EMPTY)
        if length > _MOST_TEXT:
            raise Unreadable(f"The sheet “{sheet.title}” holds more than {_MOST_TEXT:,} characters. Import it in several parts.")
        yield number, row


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    try:
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=_MOST_ACROSS)
    except Exception as error:
        raise Unreadable(f"The sheet “{sheet.title}” of the workbook cannot be read: it is broken.") from error


def _cell(title: str, row: int, column: int, cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return _EMPTY
    where = f"(sheet “{title}”, cell {get_column_letter(column)}{row})"
    if cell.data_type == "f":
        formula = str(getattr(value, "text", None) or value)
        shown = formula if len(formula) <= 60 else f"{formula[:59]}…"
        return Cell("", f"holds a formula, {shown} {where}", "the value itself: copy the cell, then paste it as a value")
    if cell.data_type == "e":
        return Cell("", f"holds the error {value} {where}", "a value, or nothing")
    return Cell(_text(value))


def _text(value: Any) -> str:
    """A cell's value as the text of a flat column."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return str(value)
