"""A file that an editor hands back, as entries to be compared with the catalog."""

from __future__ import annotations

from difflib import get_close_matches

from catalog.exports.csv import read_csv
from catalog.exports.tables import Table, Unreadable
from catalog.exports.xlsx_reading import read_programs
from catalog.records.columns import desk_columns
from catalog.records.filed import Filed, entry_of_row
from catalog.records.flat import column_faults


def filed_csv(data: bytes) -> Filed:
    """The entries of a CSV file. Raises Unreadable as read_csv() does, and for columns that are not a program's."""
    return _filed(read_csv(data))


def filed_xlsx(data: bytes) -> Filed:
    """The entries of a workbook. Raises Unreadable as read_programs() does, and for columns that are not a program's."""
    return _filed(read_programs(data))


def _filed(table: Table) -> Filed:
    if faults := column_faults(table.columns, desk=True):
        missing = [fault.field for fault in faults if fault.field not in table.columns]
        unknown = [fault.field for fault in faults if fault.field in table.columns]
        raise Unreadable(" ".join([*_missing(missing), *_unknown(unknown, missing), "Nothing of the file was read."]))
    if not table.rows:
        raise Unreadable("The file holds no program: there is no row below its header.")
    return Filed(
        tuple(entry_of_row(row.number, row.cells, row.faults) for row in table.rows), table.columns, "note" in table.columns
    )


def _missing(columns: list[str]) -> list[str]:
    if not columns:
        return []
    one = len(columns) == 1
    listed = ", ".join(f"{column} ({desk_columns()[column].label})" for column in columns)
    what, add = ("a column", "it") if one else (f"{len(columns)} columns", "them")
    return [f"The file lacks {what}: {listed}. Add {add}, with empty cells if need be."]


def _unknown(columns: list[str], missing: list[str]) -> list[str]:
    if not columns:
        return []
    told = []
    for column in columns:
        near = get_close_matches(column.lower().replace(" ", "_"), missing or desk_columns(), n=1, cutoff=0.75)
        told.append(f"“{column[:60]}”" + (f" (is it {near[0]}?)" if near else ""))
    return [f"The file has {'a column' if len(told) == 1 else 'columns'} that no program has: {', '.join(told)}."]
