"""Tables that people hand back: rows of texts under a header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.records import Fault

MOST_ROWS = 5_000
MOST_CHARACTERS = 32_767  # of a cell, as spreadsheets hold them


class Unreadable(ValueError):
    """Raised where a file cannot be taken for a table at all; the message tells its owner why, and what to do."""


@dataclass(frozen=True)
class Row:
    """A row under the header: its number in the file, counted from 1 as spreadsheets do, and its texts by column.

    `faults` tells, by column, what of it cannot be taken as it stands: a formula, say. The text of such a cell is empty.
    """

    number: int
    cells: dict[str, str]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table as it was read: its columns in order, and its rows, those without any text left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a file: its text, or what is wrong with it."""

    text: str
    fault: str = ""
    allowed: str = ""


def table(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Table:
    """The table whose first row with any text is the header; each row comes with its number.

    A row with fewer or more cells than the header is at fault, but for empty ones at its end. Raises Unreadable where
    there is no header, where that names a column twice or has one without a name, and for more than MOST_ROWS rows.
    """
    columns: tuple[str, ...] = ()
    found: list[Row] = []
    for number, cells in rows:
        filled = _filled(cells)
        if not filled:
            continue
        if not columns:
            columns = _header(number, cells[:filled])
            continue
        if len(found) == MOST_ROWS:
            raise Unreadable(f"The file holds more than {MOST_ROWS:,} rows. Import it in several parts.")
        found.append(_row(number, cells, filled, columns))
    if not columns:
        raise Unreadable("The table has no header: its first row must name the columns.")
    return Table(columns, tuple(found))


def _filled(cells: Sequence[Cell]) -> int:
    """How many cells there are without the empty ones at the end."""
    count = len(cells)
    while count and not (cells[count - 1].text or cells[count - 1].fault):
        count -= 1
    return count


def _header(number: int, cells: Sequence[Cell]) -> tuple[str, ...]:
    if wrong := next((cell for cell in cells if cell.fault), None):
        raise Unreadable(f"The header, row {number}, {wrong.fault}. Its cells must be the names of the columns.")
    columns = tuple(cell.text.strip() for cell in cells)
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise Unreadable(f"The header names {', '.join(f'“{column}”' for column in twice)} more than once.")
    if "" in columns:
        raise Unreadable(
            f"Column {columns.index('') + 1} of the header, row {number}, has no name. Name it, or remove the column."
        )
    return columns


def _row(number: int, cells: Sequence[Cell], filled: int, columns: Sequence[str]) -> Row:
    if len(cells) < len(columns) or filled > len(columns):
        count = min(len(cells), filled) if filled > len(columns) else len(cells)
        words = f"has {count} cell{'' if count == 1 else 's'}, the header {len(columns)}"
        return Row(number, {}, (Fault("", f"the row {words}", "one cell under each column"),))
    named = dict(zip(columns, cells, strict=False))
    faults = []
    for column, cell in named.items():
        if cell.fault:
            faults.append(Fault(column, cell.fault, cell.allowed))
        elif len(cell.text) > MOST_CHARACTERS:
            faults.append(Fault(column, f"has {len(cell.text):,} characters", f"at most {MOST_CHARACTERS:,}"))
    return Row(number, {column: cell.text for column, cell in named.items()}, tuple(faults))
