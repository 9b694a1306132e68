"""Records as CSV, for spreadsheets: the flat columns of catalog.records.flat."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.records.flat import COLUMNS, flat

# a cell that a spreadsheet would take for a formula, be it behind apostrophes of ours already
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def to_csv(records: Iterable[Mapping[str, Any]]) -> bytes:
    """The records as CSV (UTF-8 with a byte order mark, as spreadsheets need it; lines end in CR LF), a header first.

    A cell that would begin a formula gets one apostrophe in front, as design section 12 says.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in flat(record).values()] for record in records)
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
