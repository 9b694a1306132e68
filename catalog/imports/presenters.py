"""The preview of an import, ready for its template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from catalog.common.text import one_line
from catalog.imports.plan import NewProgram, OutdatedRow, Plan, RowProblem
from catalog.imports.readers import SourceFile, TableFile
from catalog.programs.columns import editor_columns, header_names, label_of
from catalog.programs.table_row import column_of
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.tables import fold_header

MOST_SHOWN = 1_000  # errors on a page
_FEW_ERRORS = 20  # they are unfolded
_LONGEST = 400  # characters of a message, which may quote the cell
_MANY_CODES = 12  # more are not listed
_NULL = re.compile(r"\bnull\b")
# what differs between errors of one kind: what they quote, and numbers
_VALUES = re.compile(r"‘[^’]*’|“[^”]*”|'[^']*'|\"[^\"]*\"|\b[A-Z]{0,3}[0-9][0-9.,]*\b")


@dataclass(frozen=True)
class ErrorLine:
    """An error as people read it: where in the file (`cell` only in a table), and what is wrong."""

    number: int
    cell: str
    slug: str
    name: str
    label: str
    column: str
    text: str


@dataclass(frozen=True)
class ErrorGroup:
    """The errors of one kind: `text` says what they have in common, `rows` counts their rows, `lines` are those shown."""

    label: str
    text: str
    rows: int
    lines: tuple[ErrorLine, ...]


@dataclass(frozen=True)
class Columns:
    """What was read of a table: its header's row, the labels of the columns read, and the columns ignored, with hints."""

    header: int
    labels: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...]

    @property
    def has_hints(self) -> bool:
        """Return whether an ignored column may be a misspelled one."""
        return any(hint for _, hint in self.ignored)


@dataclass(frozen=True)
class Preview:
    """A plan with its errors in words, and the number of errors that are not shown.

    `addresses` are the admin's pages of the programs that the plan names by slug.
    """

    plan: Plan
    errors: tuple[ErrorGroup, ...]
    more_errors: int
    unit: str
    columns: Columns | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return the number of errors."""
        return len(self.plan.problems)

    @property
    def has_few_errors(self) -> bool:
        return self.count <= _FEW_ERRORS

    @property
    def fields(self) -> list[tuple[str, int]]:
        """Return in how many programs each field changes, the most frequent first: shows a column that a spreadsheet spoiled."""
        return Counter(cell.label for change in self.plan.changed for cell in change.differences).most_common()

    @property
    def new(self) -> list[NewProgram]:
        """Return the new programs, those that may be in the catalog already first."""
        return sorted(self.plan.new, key=lambda program: not program.duplicates)

    @property
    def likely_duplicates(self) -> list[tuple[NewProgram, list[tuple[str, str, str, str]]]]:
        """Return the new programs that may be in the catalog already, each with name, sponsor, address and why of the others."""
        rows = {program.record.slug: f"#row-{program.number}" for program in self.plan.new}
        return [
            (
                program,
                [
                    (other.name, other.sponsor, self.addresses.get(other.slug) or rows.get(other.slug, ""), other.why)
                    for other in program.duplicates
                ],
            )
            for program in self.plan.new
            if program.duplicates
        ]

    @property
    def outdated(self) -> list[tuple[OutdatedRow, str]]:
        """Return the outdated rows, each with the address of its program now."""
        return [(row, self.addresses.get(row.moved_to or row.slug, "")) for row in self.plan.outdated]

    @property
    def emptied(self) -> list[tuple[str, str, int]]:
        """Return the placeholders that were read as empty cells: label of the column, text, number of rows."""
        return [(label_of(column), text, count) for (column, text), count in self.plan.emptied.items()]


def slugs_to_link(plan: Plan) -> set[str]:
    """Return the slugs of programs that a preview links to."""
    alike = {other.slug for program in plan.new for other in program.duplicates}
    return alike | {row.moved_to or row.slug for row in plan.outdated}


def build_preview(file: SourceFile, plan: Plan, addresses: Mapping[str, str]) -> Preview:
    """Return the preview of a file's plan; `addresses` has the admin's page for each of slugs_to_link()."""
    groups = tuple(_group_errors(plan.problems, file))
    columns = _describe_columns(file) if isinstance(file, TableFile) else None
    more = max(0, len(plan.problems) - MOST_SHOWN)
    return Preview(plan, groups, more, "row" if file.columns else "line", columns, addresses)


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


def _group_errors(problems: Iterable[RowProblem], file: SourceFile) -> Iterator[ErrorGroup]:
    """Yield the errors by column and kind, the most frequent first; lines beyond MOST_SHOWN are counted, but left out."""
    groups: dict[tuple[str, str], list[RowProblem]] = {}
    for row in problems:
        message = _VALUES.sub("…", row.problem.message)
        groups.setdefault((column_of(row.problem.field) if row.problem.field else "", message), []).append(row)
    left = MOST_SHOWN
    for rows in sorted(groups.values(), key=lambda rows: -len(rows)):
        lines = tuple(_error_line(row, file) for row in rows[:left])
        left -= len(lines)
        first = rows[0].problem
        message = _in_common([row.problem.message for row in rows])
        allowed = _in_common([row.problem.allowed for row in rows])
        text = describe_problem(RecordProblem(first.field, message, allowed))
        yield ErrorGroup(_label(first.field, file), text, len({row.number for row in rows}), lines)


def _in_common(texts: Sequence[str]) -> str:
    """Return the text that all have, with an ellipsis for the values in which they differ."""
    return texts[0] if len(set(texts)) == 1 else _VALUES.sub("…", texts[0])


def _error_line(row: RowProblem, file: SourceFile) -> ErrorLine:
    path = row.problem.field
    column = column_of(path) if path else ""
    place = file.columns.index(column) + 1 if column and column in file.columns else 0
    return ErrorLine(
        number=row.number,
        cell=f"{get_column_letter(place)}{row.number}" if place else "",
        slug=one_line(row.slug)[:120],
        name=one_line(row.name)[:200],
        label=_label(path, file),
        column=one_line(column if file.columns else path),
        text=describe_problem(row.problem),
    )


def _label(path: str, file: SourceFile) -> str:
    return one_line(label_of(path)) if path else "The whole row" if file.columns else "The whole line"


def _describe_columns(file: TableFile) -> Columns:
    labels = tuple(label_of(column) for column in file.columns if column in editor_columns())
    free = {name: column for name, column in header_names().items() if column not in file.columns}

    def hint(name: str) -> str:
        near = get_close_matches(fold_header(name), free, n=1, cutoff=0.8)
        return label_of(free[near[0]]) if near else ""

    return Columns(file.table.header, labels, tuple((one_line(name), hint(name)) for name in file.table.ignored))
