"""Read CSV files, and escape cells that a spreadsheet would take for a formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from catalog.spreadsheets.limits import MOST_CHARACTERS, MOST_COLUMNS
from catalog.spreadsheets.tables import (
    EMPTY,
    Cell,
    Names,
    Table,
    TooManyColumns,
    UnreadableFile,
    build_table,
    column_named,
    value_of_constant,
)

_SAVE_AS = "In Excel choose File, Save As, “CSV UTF-8 (Comma delimited)”, or save the file as an Excel workbook (.xlsx)."
_LONGEST_CELL = 4 * MOST_CHARACTERS  # a longer cell ends the reading; up to it the message names row and column
_HEAD = 10_000  # characters of the first lines that are examined
_HEAD_LINES = 10
_SEPARATORS = ",;\t"
# a first line that only names the separator, which Excel hides
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[,;\t]*\r?\n', re.IGNORECASE)
# a cell that a spreadsheet would take for a formula, escaped or not
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_BARE_FORMULA = re.compile(r"[=+\-@\t\r]")
_DASHES = re.compile(r"[\s-]+")  # stand for "nothing", and are no formula
SUSPECT = frozenset("'=+-@\t\r")  # the first characters of such a cell


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Remove the apostrophe of escape_formula()."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def read_csv(data: bytes, names: Names | None = None) -> Table:
    """Read the table of a CSV file, such as catalog.exports.csv_table writes. `names` as for build_table().

    Cells may be separated by commas, semicolons or tabs; a first line such as ``sep=;`` is skipped. A cell that a
    spreadsheet would take for a formula has a problem, unless it is only a value in a formula's form, such as ``=TRUE()``.
    Raises UnreadableFile if the data is not UTF-8 or not CSV, and as build_table() does.
    """
    text, separator = _find_separator(_text(data), names)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return build_table(((number, _cells(number, row)) for number, row in enumerate(reader, start=1)), names)
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num} is not CSV: {_explain(error)}.") from None
    finally:
        csv.field_size_limit(before)


def _explain(error: csv.Error) -> str:
    if "field larger than field limit" in str(error):
        return f'a cell is longer than {MOST_CHARACTERS:,} characters, or a quotation mark (") is never closed'
    return str(error)


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(f"This is text in UTF-16, not in UTF-8. {_SAVE_AS}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[: error.start].rpartition(b"\n")[2][-96:].decode("utf-8-sig", "replace")[-24:].splitlines() or [""]
        seen = f", after “{before[-1]}”" if before[-1].strip() else ""
        raise UnreadableFile(f"This is not a CSV file in UTF-8: line {line} has an invalid byte{seen}. {_SAVE_AS}") from None
    head = text.lstrip()[:_HEAD].partition("\n")[0]
    if head.startswith("<"):
        raise UnreadableFile(f"This is a web page, not a table. {_SAVE_AS}")
    return text


def _find_separator(text: str, names: Names | None) -> tuple[str, str]:
    """Return the text without a line that names the separator, and the separator: the one that finds the most columns."""
    if found := _SEPARATOR_LINE.match(text):
        return text[found.end() :], found[1]
    lines = list(islice(filter(None, text[:_HEAD].lstrip().splitlines()), _HEAD_LINES if names is not None else 1))

    def count_columns(separator: str) -> int:
        rows = csv.reader(lines, delimiter=separator)
        return max(
            (len(row) if names is None else sum(bool(column_named(cell, names)) for cell in row) for row in rows), default=0
        )

    return text, max(_SEPARATORS, key=count_columns)


def _cells(number: int, row: list[str]) -> list[Cell]:
    while len(row) > MOST_COLUMNS:
        if row.pop():
            raise TooManyColumns(number)
    return [_cell(cell) for cell in row]


def _cell(cell: str) -> Cell:
    if not cell:
        return EMPTY
    if cell[:1] in SUSPECT and (found := _BARE_FORMULA.match(cell)) and not _DASHES.fullmatch(cell):
        if value := value_of_constant(cell):
            return Cell(value.text)
        begins = {"\t": "a tab", "\r": "a line break"}.get(found[0], f"“{found[0]}”")
        return Cell(
            "",
            problem=f"begins with {begins}, as a formula does",
            allowed="the same with an apostrophe (') in front, if it is text",
        )
    return Cell(unescape_formula(cell))
