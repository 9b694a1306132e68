"""Read the table of programs from an XLSX workbook of any spreadsheet program."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils import get_column_letter

from catalog.spreadsheets.limits import MOST_COLUMNS, MOST_UNPACKED
from catalog.spreadsheets.tables import EMPTY, Cell, Names, Table, UnreadableFile, build_table, value_of_constant

PROGRAMS = "programs"  # the sheet that is read
_AS_XLSX = "Save it as an Excel workbook (.xlsx)."
_BROKEN = f"This is not an XLSX workbook, or a broken one. {_AS_XLSX}"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOCALE = re.compile(r"\[\$-[^\]]*\]")  # of a number format; any other dollar sign is a currency
_LONGEST_FORMULA = 1_000  # characters of a formula that is examined
_SHOWN = 60  # characters of a formula or title in a message
_FEW = 10  # sheets that a message names
# functions whose result depends on cells that the formula does not name
_INDIRECT = frozenset(("INDIRECT(", "OFFSET(", "CELL("))


def read_programs(data: bytes, names: Names | None = None) -> Table:
    """Read the table on the sheet ``programs``, or on the only sheet of a workbook. `names` as for build_table().

    Truth values become ``true`` and ``false``, dates ISO 8601, whole numbers have no decimals. A formula without
    references, such as the ``=TRUE()`` that LibreOffice makes of a truth value, counts as its value; any other formula has
    a problem, and so does an error value (``#N/A``). Raises UnreadableFile if the data is not a workbook, if the sheet is
    missing or broken, and beyond the limits of catalog.spreadsheets.limits; MemoryError if memory runs out.

    Call it in the child process only (see `sandbox`): a file within these limits can still take much time or memory.
    """
    _check_archive(data)
    return build_table(_rows(_open_sheet(data), _SavedValues(data)), names)


def _check_archive(data: bytes) -> None:
    """Raise UnreadableFile if these bytes are another kind of file, or unpack to more than MOST_UNPACKED."""
    if data.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            f"This is an old Excel workbook (.xls), or one protected by a password. {_AS_XLSX[:-1]} without password."
        )
    if data.startswith(b"%PDF"):
        raise UnreadableFile(f"This is a PDF, not a workbook. {_AS_XLSX}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = file.infolist()
    except Exception as error:  # zipfile raises many kinds of errors
        raise _broken(error, _BROKEN) from error
    # no part unpacks to more than the size that the archive declares for it
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise UnreadableFile(
            f"This workbook would unpack to {unpacked / 1_000_000:,.1f} MB. The limit is {MOST_UNPACKED // 1_000_000} MB. "
            "Copy the rows of the table into the empty template and import that."
        )
    names = {part.filename for part in parts}
    if {"mimetype", "content.xml"} <= names:
        raise UnreadableFile(f"This is an OpenDocument file (.ods), not an XLSX workbook. {_AS_XLSX}")
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"This is a binary Excel workbook (.xlsb). {_AS_XLSX}")


def _open_sheet(data: bytes, *, saved_values: bool = False) -> Any:
    """Open the sheet of programs. A formula's cell holds the formula, or with `saved_values` its value when it was saved."""
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=saved_values, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds of errors
        raise _broken(error, _BROKEN) from error
    titles = workbook.sheetnames
    if title := next((title for title in titles if title.strip().casefold() == PROGRAMS), ""):
        sheet = workbook[title]
    elif len(titles) == 1:
        sheet = workbook[titles[0]]
    elif not titles:
        raise UnreadableFile(_BROKEN)
    else:
        listed = ", ".join(f"“{title[:_SHOWN]}”" for title in titles[:_FEW])
        more = f" and {len(titles) - _FEW} others" if len(titles) > _FEW else ""
        raise UnreadableFile(
            f"The workbook has no sheet named “{PROGRAMS}”. Its sheets are {listed}{more}. Rename the one to import."
        )
    if not hasattr(sheet, "reset_dimensions"):
        raise UnreadableFile(f"The sheet “{sheet.title}” is a chart, not a table.")
    return sheet


def _broken(error: Exception, message: str) -> Exception:
    """Return the exception for an error of openpyxl: a lack of memory is not an error of the file."""
    lacks_memory = isinstance(error, MemoryError) or "out of memory" in str(error)
    return MemoryError() if lacks_memory else UnreadableFile(message)


class _SavedValues:
    """The values that formulas had when the workbook was saved: opened at the first use, and read once from top to bottom."""

    def __init__(self, data: bytes):
        self._data = data
        self._rows: Iterator[tuple[int, Sequence[Any]]] | None = None
        self._row: Sequence[Any] = ()
        self._number = 0

    def at(self, number: int, column: int) -> Any:
        """Return the cell in this row and column, from 1. Rows must be requested in order."""
        if self._rows is None:
            self._rows = _walk(_open_sheet(self._data, saved_values=True))
        while self._number < number:
            self._number, self._row = next(self._rows)
        return self._row[column - 1]


def _walk(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a sheet with their numbers, from 1. The size that the file declares is not trusted."""
    try:
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1)
    except (UnreadableFile, GeneratorExit):
        raise
    except Exception as error:
        raise _broken(error, f"The sheet “{sheet.title[:_SHOWN]}” of the workbook is broken and cannot be read.") from error


def _rows(sheet: Any, saved: _SavedValues) -> Iterator[tuple[int, Sequence[Cell]]]:
    for number, cells in _walk(sheet):
        if all(cell is EMPTY_CELL for cell in cells):
            yield number, ()
        else:
            yield number, [_cell(sheet.title, number, column, cell, saved) for column, cell in enumerate(cells, start=1)]


def _cell(title: str, row: int, column: int, cell: Any, saved: _SavedValues) -> Cell:
    if cell is EMPTY_CELL or cell.value is None:
        return EMPTY
    where = f"(sheet “{title[:_SHOWN]}”, cell {get_column_letter(column)}{row})"
    if cell.data_type == "f":
        formula = str(getattr(cell.value, "text", None) or cell.value)
        value = cell if _has_references(formula) else saved.at(row, column)
        if value.data_type == "f" or value.value is None:
            if constant := value_of_constant(formula):
                return constant
            shown = formula if len(formula) <= _SHOWN else f"{formula[: _SHOWN - 1]}…"
            return Cell(
                "",
                problem=f"contains a formula, {shown} {where}",
                allowed="the value itself: copy the cell, then paste it as a value",
            )
        cell = value
    if cell.data_type == "e":
        return Cell("", problem=f"contains the error {cell.value} {where}", allowed="a value, or nothing")
    kind = _kind(cell)
    return Cell(_AS_SHOWN[kind](cell.value) if kind in _AS_SHOWN else _text(cell.value), kind)


@lru_cache(maxsize=1_000)
def _has_references(formula: str) -> bool:
    """Return whether a formula depends on other cells, or is too long or too unusual to analyze."""
    if len(formula) > _LONGEST_FORMULA:
        return True
    try:
        tokens = Tokenizer(formula).items
    except Exception:  # the tokenizer raises many kinds of errors
        return True
    return any(
        (token.type == Token.OPERAND and token.subtype == Token.RANGE)
        or (token.type == Token.FUNC and token.value.upper() in _INDIRECT)
        for token in tokens
    )


def _kind(cell: Any) -> str:
    """Return the kind of a cell that is not text."""
    value = cell.value
    if isinstance(value, str):
        return ""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, datetime.date):  # datetimes too
        return "date"
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return "time"
    return "percentage" if "%" in cell.number_format else "amount" if _has_currency(cell.number_format) else "number"


def _has_currency(number_format: str) -> bool:
    return "$" in _LOCALE.sub("", number_format)


# what people typed and see: 0.5 formatted as a percentage is 50%
_AS_SHOWN: dict[str, Callable[[Any], str]] = {
    "percentage": lambda value: f"{value * 100:.10g}%",
    "amount": lambda value: f"${value:,.2f}".removesuffix(".00"),
}


def _text(value: Any) -> str:
    """Return a cell's value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return str(value)
