"""Turn a table or JSONL lines into a file of records."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from openpyxl.utils import get_column_letter

from catalog.imports.rows import FileEntry, RecordFile, collect_entries, parse_row
from catalog.programs.columns import editor_columns
from catalog.programs.jsonl import check_line, number_lines
from catalog.programs.table_row import check_columns, is_text
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record, validate_line
from catalog.spreadsheets.tables import Row, Table, UnreadableFile


def parse_table(table: Table) -> RecordFile:
    """Return the records of a table.

    Raises UnreadableFile for missing or unknown columns, for a table without rows, and as collect_entries() does.
    """
    if problems := check_columns(table.columns, for_editors=True):
        missing = [problem.field for problem in problems if problem.field not in table.columns]
        unknown = [problem.field for problem in problems if problem.field in table.columns]
        raise UnreadableFile(
            " ".join([*_describe_missing(missing), *_describe_unknown(unknown, missing), "Nothing in the file was read."])
        )
    if not table.rows:
        raise UnreadableFile("The file has no programs: there is no row below its header.")
    entries = collect_entries(parse_row(row.number, row.cells, _problems(row, table.columns)) for row in table.rows)
    return RecordFile(entries, table.columns)


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
            found.append(RecordProblem(column, f"contains the {kind} {row.cells[column]} (cell {place})", allowed))
    return found


def _allowed_instead(column: str, kind: str) -> str:
    """Return what a column accepts instead of a value of this kind; empty if it accepts it.

    A spreadsheet turns a typed $1,500 into 1500 and May 1 into a day of this year, so such a value may be wrong.
    """
    if is_text(column):
        is_date = kind == "date" and column in editor_columns() and "date" in editor_columns()[column].kind
        return "" if is_date else "text. Format the cell as Text, then type it again"
    return "a plain value. Format the cell as General, then type it again" if kind == "percentage" else ""


def _describe_missing(columns: list[str]) -> list[str]:
    if not columns:
        return []
    listed = ", ".join(f"{column} ({editor_columns()[column].label})" for column in columns)
    count, them = ("a column", "it") if len(columns) == 1 else (f"{len(columns)} columns", "them")
    return [f"The file lacks {count}: {listed}. Add {them}; the cells may be empty."]


def _describe_unknown(columns: list[str], missing: list[str]) -> list[str]:
    if not columns:
        return []
    names = []
    for column in columns:
        near = get_close_matches(column[:60].lower().replace(" ", "_"), missing or editor_columns(), n=1, cutoff=0.75)
        names.append(f"“{column[:60]}”" + (f" (is it {near[0]}?)" if near else ""))
    return [f"The file has {'an unknown column' if len(names) == 1 else 'unknown columns'}: {', '.join(names)}."]
