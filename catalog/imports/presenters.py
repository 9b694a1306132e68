"""The preview of an import, ready for its template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from catalog.common.text import one_line
from catalog.imports.plan import Plan, RowProblem
from catalog.imports.rows import RecordFile
from catalog.programs.columns import editor_columns, label_of
from catalog.programs.table_row import column_of
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary

MOST_SHOWN = 1_000  # errors on a page
_LONGEST = 400  # characters of a message, which may quote the cell
_MANY_CODES = 12  # more are not listed
_NULL = re.compile(r"\bnull\b")


@dataclass(frozen=True)
class ErrorLine:
    """An error as people read it: where in the file (`cell` only in a table), and what is wrong."""

    number: int
    cell: str
    slug: str
    label: str
    column: str
    text: str


@dataclass(frozen=True)
class Preview:
    """A plan with its errors in words, and the number of errors that are not shown."""

    plan: Plan
    errors: tuple[ErrorLine, ...]
    more_errors: int
    unit: str

    @property
    def count(self) -> int:
        """Return the number of errors."""
        return len(self.errors) + self.more_errors

    @property
    def fields(self) -> list[tuple[str, int]]:
        """Return in how many programs each field changes, the most frequent first: shows a column that a spreadsheet spoiled."""
        return Counter(cell.label for change in self.plan.changed for cell in change.differences).most_common()

    @property
    def likely_duplicates(self) -> int:
        """Return how many new programs may be in the catalog already."""
        return sum(bool(program.duplicates) for program in self.plan.new)


def build_preview(file: RecordFile, plan: Plan) -> Preview:
    errors = tuple(_error_lines(plan.problems[:MOST_SHOWN], file))
    return Preview(plan, errors, max(0, len(plan.problems) - MOST_SHOWN), "row" if file.columns else "line")


def describe_problem(problem: RecordProblem) -> str:
    """Describe a problem for spreadsheet users: no null, only a few codes, no long quotations."""
    message, allowed = (_NULL.sub("empty", text) for text in (problem.message, problem.allowed))
    if len(message) > _LONGEST:
        message = f"{message[:_LONGEST]}…"
    if allowed in ("empty", "[]"):
        allowed = "an empty cell"
    elif (column := editor_columns().get(column_of(problem.field))) and column.vocabulary:
        codes, words = allowed.split(), vocabulary(column.vocabulary)
        if len(codes) > _MANY_CODES and set(codes) <= set(words.by_code):
            allowed = f"one of {len(codes)} codes or their labels, such as {codes[0]} or {words.label_of(codes[0])}"
        elif set(codes) <= set(words.by_code):
            allowed = ", ".join(codes)
    text = f"{message[:1].upper()}{message[1:]}"
    return one_line(f"{text}. Allowed: {allowed}." if allowed else f"{text}.")


def _error_lines(problems: Iterable[RowProblem], file: RecordFile) -> Iterator[ErrorLine]:
    for row in problems:
        field = row.problem.field
        column = column_of(field) if field else ""
        place = file.columns.index(column) + 1 if column in file.columns else 0
        yield ErrorLine(
            number=row.number,
            cell=f"{get_column_letter(place)}{row.number}" if place else "",
            slug=one_line(row.slug)[:120],
            label=one_line(label_of(field)) if field else "The whole row" if file.columns else "The whole line",
            column=one_line(column if file.columns else field),
            text=describe_problem(row.problem),
        )
