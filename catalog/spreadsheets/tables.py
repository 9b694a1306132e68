"""A table from a file: a header and rows of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from catalog.spreadsheets.limits import MOST_CHARACTERS, MOST_COLUMNS, MOST_DOWN, MOST_ERRORS, MOST_ROWS, MOST_TEXT

_HEADER_WITHIN = 10  # rows with content: titles and remarks may stand above the header
_MOST_NAMED = 5  # columns that a message names
_LONGEST_NAME = 60  # characters of a column's name in a message
# a formula that is a value: =TRUE(), ="00123", =1999
_CONSTANT = re.compile(r'=\s*(?:(TRUE|FALSE)\(\)|"((?:[^"]|"")*)"|([0-9]{1,15}))\s*', re.IGNORECASE)

# the names that a header may use for each column, folded by fold_header()
Names = Mapping[str, str]


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

    `kinds` gives by column the kind of each cell that is not text: "number", "amount", "percentage", "date", "time" or
    "boolean". A cell with a problem, such as a formula, has an empty text.
    """

    number: int
    cells: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)
    problems: tuple[TableProblem, ...] = ()


@dataclass(frozen=True)
class Table:
    """The columns of a table in order, and its rows without the empty ones.

    `columns` has an empty text for each column that is ignored, so that places in it are places in the file. `header` is the
    number of the row that names the columns. `ignored` names the columns that have a content but no known name.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header: int = 1
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a file: its text and kind (see Row), or its problem and what is accepted."""

    text: str
    kind: str = ""
    problem: str = ""
    allowed: str = ""


EMPTY = Cell("")


def fold_header(text: str) -> str:
    """Return a column's name as it is compared: its letters and digits, in lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def column_named(text: str, names: Names | None) -> str:
    """Return the column that a cell of the header names; empty for none. Without `names`, every name is known."""
    return names.get(fold_header(text), "") if names is not None else text.strip()


def value_of_constant(formula: str) -> Cell | None:
    """Return the value of a formula that is only a truth value, a text in quotes or a whole number; None for any other."""
    found = _CONSTANT.fullmatch(formula)
    if not found:
        return None
    truth, text, number = found.groups()
    if truth:
        return Cell(truth.lower(), "boolean")
    return Cell(number, "number") if number else Cell(text.replace('""', '"'))


def build_table(rows: Iterable[tuple[int, Sequence[Cell]]], names: Names | None = None) -> Table:
    """Build a table from numbered rows of cells.

    The header is the row with the most known names among the first rows; what is above it is skipped. Without `names` it is
    the first row with content. Columns without a known name are ignored. A row with fewer or more cells than the header
    has a problem, unless the extra cells are empty. Raises UnreadableFile if no row names a column, if two name the same,
    and beyond the limits of catalog.spreadsheets.limits.
    """
    filled_rows = _skip_empty(rows)
    first = list(islice(filled_rows, _HEADER_WITHIN if names is not None else 1))
    place = _find_header([cells for _, cells in first], names)
    number, cells = first[place]
    columns = _header(number, cells, names)
    found: list[Row] = []
    filled_places: set[int] = set()
    errors = 0
    for row, content in (*first[place + 1 :], *filled_rows):
        if len(found) == MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Import it in parts.")
        found.append(_row(row, content, columns))
        filled_places.update(n for n, cell in enumerate(content[: len(columns)]) if not columns[n] and _is_filled(cell))
        errors += len(found[-1].problems)
        if errors > MOST_ERRORS:
            raise TooManyErrors(len(found))
    ignored = (_name_of(n, cells[n]) for n, column in enumerate(columns) if not column and (cells[n].text or n in filled_places))
    return Table(columns, tuple(found), number, tuple(ignored))


def _skip_empty(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows with content, and raise UnreadableFile beyond the limits."""
    length = 0
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
        yield number, cells


def _is_filled(cell: Cell) -> bool:
    return bool(cell.text.strip() or cell.problem)


def _count_filled(cells: Sequence[Cell]) -> int:
    """Count the cells up to the last one that is not empty."""
    count = len(cells)
    while count and not (cells[count - 1].text or cells[count - 1].problem):
        count -= 1
    return count


def _find_header(rows: Sequence[Sequence[Cell]], names: Names | None) -> int:
    """Return which of these rows has the most known names. Raises UnreadableFile if none has any."""
    counts = [len({column_named(cell.text, names) for cell in cells} - {""}) for cells in rows]
    if not any(counts):
        raise UnreadableFile(
            "The table has no header. One of its first rows must contain the names of the columns, such as slug, name and "
            "deadline_date, or Program and Deadline date."
        )
    return counts.index(max(counts))


def _header(number: int, cells: Sequence[Cell], names: Names | None) -> tuple[str, ...]:
    columns = tuple(column_named(cell.text, names) for cell in cells[: _count_filled(cells)])
    counts = Counter(columns)
    if duplicates := sorted(column for column, count in counts.items() if column and count > 1):
        named = ", ".join(f"“{column[:_LONGEST_NAME]}”" for column in duplicates[:_MOST_NAMED])
        more = f" and {len(duplicates) - _MOST_NAMED} others" if len(duplicates) > _MOST_NAMED else ""
        raise UnreadableFile(f"The header, row {number}, has {named}{more} more than once. Keep one column of each name.")
    return columns


def _name_of(place: int, cell: Cell) -> str:
    return " ".join(cell.text.split())[:_LONGEST_NAME] or f"column {place + 1}, which has no name"


def _row(number: int, cells: Sequence[Cell], columns: Sequence[str]) -> Row:
    filled = _count_filled(cells)
    if len(cells) < len(columns) or filled > len(columns):
        count = min(len(cells), filled) if filled > len(columns) else len(cells)
        words = f"has {count} cell{'' if count == 1 else 's'}, the header {len(columns)}"
        return Row(number, {}, problems=(TableProblem("", f"the row {words}", "one cell under each column"),))
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
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
