"""Turn a table or JSONL lines into a file of records."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from catalog.imports.rows import FileEntry, RecordFile, collect_entries, is_slug, parse_row, slug_in, version_in
from catalog.programs.columns import editor_columns
from catalog.programs.jsonl import check_line, number_lines
from catalog.programs.table_row import is_text
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record, validate_line
from catalog.spreadsheets.tables import Row, Table, UnreadableFile


@dataclass(frozen=True)
class TableFile:
    """A table of programs. Its rows become records together with the programs they name, since it may lack columns.

    Raises UnreadableFile if it has no rows.
    """

    table: Table

    def __post_init__(self) -> None:
        if not self.table.rows:
            raise UnreadableFile("The file has no programs: there is no row below its header.")

    @property
    def columns(self) -> tuple[str, ...]:
        return self.table.columns

    @property
    def slugs(self) -> set[str]:
        """Return the slugs in the file that a program may have."""
        return {slug for row in self.table.rows if is_slug(slug := slug_in(row.cells))}

    @property
    def versions(self) -> dict[str, int]:
        """Return by slug the number of the version that each row was exported from."""
        found = ((slug_in(row.cells), version_in(row.cells)) for row in self.table.rows)
        return {slug: version for slug, version in found if version is not None and is_slug(slug)}

    def parse(self, known: Mapping[str, Record]) -> RecordFile:
        """Return the records of the rows; `known` are the present records of the programs, by slug.

        Raises UnreadableFile as collect_entries() does.
        """
        rows = self.table.rows
        entries = (parse_row(row.number, row.cells, _problems(row, self.columns), known.get(slug_in(row.cells))) for row in rows)
        return RecordFile(collect_entries(entries), self.columns)


SourceFile = TableFile | RecordFile


def parse_lines(data: bytes) -> RecordFile:
    """Return the records of a JSONL file. Raises UnreadableFile as collect_entries() does."""
    return RecordFile(collect_entries(_parse_line(number, raw) for number, raw in number_lines(data)))


def _parse_line(number: int, raw: bytes) -> FileEntry:
    values: list[Any] = []

    def check(value: Any) -> tuple[Record, frozenset[str]]:
        values.append(value)
        return validate_line(value)

    slug, found, problems = check_line(raw, check)
    partial = next((value for value in values if isinstance(value, dict)), None)
    record, missing = found or (None, frozenset())
    return FileEntry(number, slug, record, tuple(problems), partial if problems else None, missing=missing)


def _problems(row: Row, columns: Sequence[str]) -> list[RecordProblem]:
    """Return the problems of the cells themselves."""
    found = [RecordProblem(problem.column, problem.message, problem.allowed) for problem in row.problems]
    for column, kind in row.kinds.items():
        if allowed := _allowed_instead(column, kind):
            place = f"{get_column_letter(columns.index(column) + 1)}{row.number}"
            found.append(RecordProblem(column, f"contains the {kind} {_as_typed(row.cells[column])} (cell {place})", allowed))
    return found


def _as_typed(text: str) -> str:
    """Return a value as people type it: a day in the U.S. long form."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%B} {day.day}, {day.year}"


def _allowed_instead(column: str, kind: str) -> str:
    """Return what a column accepts instead of a value of this kind; empty if it accepts it.

    A spreadsheet turns a typed $1,500 into 1500 and May 1 into a day of this year, so such a value may be wrong.
    """
    if is_text(column):
        is_date = kind == "date" and column in editor_columns() and "date" in editor_columns()[column].kind
        return "" if is_date else "text. Format the cell as Text, then type it again"
    return "a plain value. Format the cell as General, then type it again" if kind in ("percentage", "amount") else ""
