"""The preview of an import, ready to print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from catalog.common.text import one_line
from catalog.imports.plan import Plan, RowFault
from catalog.imports.rows import Filed
from catalog.programs.columns import editor_columns, label_of
from catalog.programs.table_row import column_of
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary

MOST_FAULTS = 1_000  # that a page shows
_LONGEST = 400  # characters of a message, which may quote what stands in the cell
_MANY_CODES = 12  # more than that are not listed
_NULL = re.compile(r"\bnull\b")


@dataclass(frozen=True)
class ShownFault:
    """A fault as people are told it: where in the file (`cell` is empty where a file has lines), and what is wrong."""

    number: int
    cell: str
    slug: str
    label: str
    column: str
    text: str


@dataclass(frozen=True)
class Preview:
    """What the page shows of a plan: the plan, its faults in words, how many more there are."""

    plan: Plan
    faults: tuple[ShownFault, ...]
    more_faults: int
    unit: str

    @property
    def count(self) -> int:
        """How many faults there are."""
        return len(self.faults) + self.more_faults

    @property
    def fields(self) -> list[tuple[str, int]]:
        """In how many programs each field changes, the most frequent first: what a spreadsheet has spoiled stands out."""
        return Counter(cell.label for change in self.plan.changed for cell in change.differences).most_common()

    @property
    def warned(self) -> int:
        """How many new programs may be in the catalog already."""
        return sum(bool(program.alike) for program in self.plan.new)


def build_preview(filed: Filed, plan: Plan) -> Preview:
    """Return the preview of the plan of a file."""
    faults = _shown(plan.faults[:MOST_FAULTS], filed)
    return Preview(plan, tuple(faults), max(0, len(plan.faults) - MOST_FAULTS), "row" if filed.columns else "line")


def told(fault: RecordProblem) -> str:
    """A fault in plain words: empty cells are called so, few codes are listed, and nothing is quoted at length."""
    message, allowed = (_NULL.sub("empty", text) for text in (fault.message, fault.allowed))
    if len(message) > _LONGEST:
        message = f"{message[:_LONGEST]}…"
    if allowed in ("empty", "[]"):
        allowed = "an empty cell"
    elif (column := editor_columns().get(column_of(fault.field))) and column.vocabulary:
        codes, words = allowed.split(), vocabulary(column.vocabulary)
        if len(codes) > _MANY_CODES and set(codes) <= set(words.by_code):
            allowed = f"one of {len(codes)} codes or their labels, such as {codes[0]} or {words.label_of(codes[0])}"
        elif set(codes) <= set(words.by_code):
            allowed = ", ".join(codes)
    text = f"{message[:1].upper()}{message[1:]}"
    return one_line(f"{text}. Allowed: {allowed}." if allowed else f"{text}.")


def _shown(faults: Iterable[RowFault], filed: Filed) -> Iterable[ShownFault]:
    for row in faults:
        field = row.fault.field
        column = column_of(field) if field else ""
        place = filed.columns.index(column) + 1 if column in filed.columns else 0
        yield ShownFault(
            number=row.number,
            cell=f"{get_column_letter(place)}{row.number}" if place else "",
            slug=one_line(row.slug)[:120],
            label=one_line(label_of(field)) if field else "The whole row" if filed.columns else "The whole line",
            column=one_line(column if filed.columns else field),
            text=told(row.fault),
        )
