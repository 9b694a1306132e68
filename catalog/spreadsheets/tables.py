"""A table from a file: a header and rows of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.spreadsheets.limits import MOST_CHARACTERS, MOST_COLUMNS, MOST_DOWN, MOST_ERRORS, MOST_ROWS, MOST_TEXT

_MOST_NAMED = 5  # columns that a message names
_LONGEST_NAME = 60  # characters of a column's name in a message


class UnreadableFile(ValueError):
    """A file cannot be read as a table. The message says why, and what to do."""


class TooManyErrors(UnreadableFile):
    """A file has more than MOST_ERRORS errors in its first `count` rows or lines."""

    def __init__(self, count: int):
        super().__init__(
            f"The file has more than {MOST_ERRORS:,} errors in its first {count:,} programs. "
            "Check that each column contains what its header says, then import a few programs first."
        )


class TooManyColumns(UnreadableFile):
    """A row has more than MOST_COLUMNS columns."""

    def __init__(self, number: int):
        super().__init__(
            f"Row {number} has more than {MOST_COLUMNS} columns. "
            "Delete what is to the right of the table, or copy the rows into the empty template."
        )


@dataclass(frozen=True)
class TableProblem:
    """What is wrong with a cell, or with the whole row if `column` is empty, and what is accepted."""

    column: str
    message: str
    allowed: str = ""


@dataclass(frozen=True)
class Row:
    """A row under the header: its number in the file, from 1, and its texts by column.

    `kinds` gives by column the kind of each cell that is not text: "number", "percentage", "date", "time" or "boolean". A
    cell with a problem, such as a formula, has an empty text.
    """

    number: int
    cells: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)
    problems: tuple[TableProblem, ...] = ()


@dataclass(frozen=True)
class Table:
    """The columns of a table in order, and its rows without the empty ones."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a file: its text and kind (see Row), or its problem and what is accepted."""

    text: str
    kind: str = ""
    problem: str = ""
    allowed: str = ""


EMPTY = Cell("")


def build_table(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Table:
    """Build a table from numbered rows of cells; the first row with content is the header.

    A row with fewer or more cells than the header has a problem, unless the extra cells are empty. Raises UnreadableFile
    if the header is missing, has a formula, an empty name or a duplicate name, and beyond the limits of
    catalog.spreadsheets.limits.
    """
    columns: tuple[str, ...] = ()
    found: list[Row] = []
    length = errors = 0
    for number, cells in rows:
        if number > MOST_DOWN:
            raise UnreadableFile(
                f"The table continues below row {MOST_DOWN:,}. Delete the empty rows below the table, or import it in parts."
            )
        filled = _count_filled(cells)
        if not filled:
            continue
        if filled > MOST_COLUMNS:
            raise TooManyColumns(number)
        length += sum(len(cell.text) for cell in cells[:filled])
        if length > MOST_TEXT:
            raise UnreadableFile(f"The file has more than {MOST_TEXT:,} characters. Import it in parts.")
        if not columns:
            columns = _header(number, cells[:filled])
        elif len(found) == MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Import it in parts.")
        else:
            found.append(_row(number, cells, filled, columns))
            errors += len(found[-1].problems)
            if errors > MOST_ERRORS:
                raise TooManyErrors(len(found))
    if not columns:
        raise UnreadableFile("The table has no header. Its first row must contain the names of the columns.")
    return Table(columns, tuple(found))


def _count_filled(cells: Sequence[Cell]) -> int:
    """Count the cells up to the last one that is not empty."""
    count = len(cells)
    while count and not (cells[count - 1].text or cells[count - 1].problem):
        count -= 1
    return count


def _header(number: int, cells: Sequence[Cell]) -> tuple[str, ...]:
    if wrong := next((cell for cell in cells if cell.problem), None):
        raise UnreadableFile(f"The header, row {number}, {wrong.problem}. Its cells must contain the names of the columns.")
    columns = tuple(cell.text.strip() for cell in cells)
    counts = Counter(columns)
    if duplicates := sorted(column for column, count in counts.items() if column and count > 1):
        named = ", ".join(f"“{column[:_LONGEST_NAME]}”" for column in duplicates[:_MOST_NAMED])
        more = f" and {len(duplicates) - _MOST_NAMED} others" if len(duplicates) > _MOST_NAMED else ""
        raise UnreadableFile(f"The header, row {number}, has {named}{more} more than once. Keep one column of each name.")
    if "" in counts:
        raise UnreadableFile(
            f"Column {columns.index('') + 1} of the header, row {number}, has no name. Name it, or remove the column."
        )
    return columns


def _row(number: int, cells: Sequence[Cell], filled: int, columns: Sequence[str]) -> Row:
    if len(cells) < len(columns) or filled > len(columns):
        count = min(len(cells), filled) if filled > len(columns) else len(cells)
        words = f"has {count} cell{'' if count == 1 else 's'}, the header {len(columns)}"
        return Row(number, {}, problems=(TableProblem("", f"the row {words}", "one cell under each column"),))
    named = dict(zip(columns, cells, strict=False))
    problems = []
    for column, cell in named.items():
        if cell.problem:
            problems.append(TableProblem(column, cell.problem, cell.allowed))
        elif len(cell.text) > MOST_CHARACTERS:
            problems.append(TableProblem(column, f"has {len(cell.text):,} characters", f"at most {MOST_CHARACTERS:,}"))
    return Row(
        number,
        {column: cell.text for column, cell in named.items()},
        {column: cell.kind for column, cell in named.items() if cell.kind},
        tuple(problems),
    )
