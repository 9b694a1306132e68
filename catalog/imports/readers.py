"""A file that an editor hands back, as entries to be compared with the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from catalog.imports.rows import Filed, entry_of_row, limit_faults
from catalog.programs.columns import editor_columns
from catalog.programs.table_row import check_columns, is_text
from catalog.schema.errors import RecordProblem
from catalog.spreadsheets.tables import Row, Table, UnreadableFile


def filed_table(table: Table) -> Filed:
    """The entries of a table.

    Raises UnreadableFile for columns that are not a program's, for no row at all, and as limit_faults() does.
    """
    if faults := check_columns(table.columns, for_editors=True):
        missing = [fault.field for fault in faults if fault.field not in table.columns]
        unknown = [fault.field for fault in faults if fault.field in table.columns]
        raise UnreadableFile(" ".join([*_missing(missing), *_unknown(unknown, missing), "Nothing of the file was read."]))
    if not table.rows:
        raise UnreadableFile("The file holds no program: there is no row below its header.")
    entries = limit_faults(entry_of_row(row.number, row.cells, _faults(row, table.columns)) for row in table.rows)
    return Filed(entries, table.columns)


def _faults(row: Row, columns: Sequence[str]) -> list[RecordProblem]:
    """What is wrong with a row before it is read as a record."""
    found = [RecordProblem(problem.column, problem.message, problem.allowed) for problem in row.problems]
    for column, kind in row.kinds.items():
        if allowed := _accepted_instead(column, kind):
            place = f"{get_column_letter(columns.index(column) + 1)}{row.number}"
            found.append(RecordProblem(column, f"holds the {kind} {row.cells[column]} (cell {place})", allowed))
    return found


def _accepted_instead(column: str, kind: str) -> str:
    """What a column accepts instead of a value of this kind; empty where it accepts it.

    A spreadsheet makes 1500 of a typed $1,500 and a day of this year of May 1, so such a value is not what was meant.
    """
    if is_text(column):
        is_date = kind == "date" and column in editor_columns() and "date" in editor_columns()[column].kind
        return "" if is_date else "text. Format the cell as Text, then type it again"
    return "a plain value. Format the cell as General, then type it again" if kind == "percentage" else ""


def _missing(columns: list[str]) -> list[str]:
    if not columns:
        return []
    one = len(columns) == 1
    listed = ", ".join(f"{column} ({editor_columns()[column].label})" for column in columns)
    what, add = ("a column", "it") if one else (f"{len(columns)} columns", "them")
    return [f"The file lacks {what}: {listed}. Add {add}, with empty cells if need be."]


def _unknown(columns: list[str], missing: list[str]) -> list[str]:
    if not columns:
        return []
    told = []
    for column in columns:
        near = get_close_matches(column[:60].lower().replace(" ", "_"), missing or editor_columns(), n=1, cutoff=0.75)
        told.append(f"“{column[:60]}”" + (f" (is it {near[0]}?)" if near else ""))
    return [f"The file has {'a column' if len(told) == 1 else 'columns'} that no program has: {', '.join(told)}."]
