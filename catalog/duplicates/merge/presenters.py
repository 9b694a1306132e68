"""The merge page: each part in which two records differ, with the values of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.admin_common.diff_presenters import DiffRow, Line, side_by_side
from catalog.admin_common.errors import in_words, text_of
from catalog.duplicates.merge.fields import MergeField, Side, path_of
from catalog.duplicates.merge.forms import MergeForm, input_name
from catalog.models import ProgramVersion
from catalog.schema.errors import RecordProblem


@dataclass(frozen=True)
class ShownSide:
    """A side that can be chosen: its radio button, and its values, each with the label of its field if there are several."""

    side: Side
    id: str
    label: str
    checked: bool
    values: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class ShownPart:
    """A part to choose: its legend, its radio buttons, and what is wrong with the choice."""

    path: str
    name: str
    label: str
    sides: tuple[ShownSide, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True)
class ShownMerge:
    """What the merge page shows of two records: the parts to choose, the fields that are the same, and other errors."""

    parts: tuple[ShownPart, ...]
    same: tuple[DiffRow, ...]
    errors: tuple[tuple[str, str], ...]


def describe_merge(
    left: ProgramVersion, right: ProgramVersion, form: MergeForm, problems: Sequence[RecordProblem] = ()
) -> ShownMerge:
    """Return what to show of two versions; `problems` are those of the merged record."""
    sides = side_by_side(left.record, right.record)
    rows: dict[str, list[DiffRow]] = {}
    for row in sides.differing:
        rows.setdefault(path_of(row.field), []).append(row)
    by_path: dict[str, list[str]] = {}
    others: list[tuple[str, str]] = []
    for problem in problems:
        path = path_of(problem.field)
        if any(part.path == path for part in form.parts):
            by_path.setdefault(path, []).append(text_of(problem))
        else:
            others.append(("", in_words(problem)))
    names = {Side.LEFT: left.record.name, Side.RIGHT: right.record.name}
    parts = tuple(_show(part, form, rows.get(part.path, []), names, by_path.get(part.path, [])) for part in form.parts)
    errors = [(part.sides[0].id, f"{part.label}: {error}") for part in parts for error in part.errors]
    same = tuple(row for row in sides.same if row.field != "slug")
    return ShownMerge(parts, same, (*others, *errors))


def _show(
    part: MergeField, form: MergeForm, rows: Sequence[DiffRow], names: Mapping[Side, str], problems: Sequence[str]
) -> ShownPart:
    name = input_name(part.path)
    chosen = form.chosen(part)
    several = len(rows) > 1 or part.path.startswith("supports.")
    values = [(row, _without_needless_marks(row)) for row in rows]
    sides = tuple(
        ShownSide(
            side,
            f"id_{name}-{side}",
            names[side],
            chosen == side,
            tuple((row.label if several else "", value[number]) for row, value in values),
        )
        for number, side in enumerate((Side.LEFT, Side.RIGHT))
    )
    if part.takes_both:
        sides = (*sides, ShownSide(Side.BOTH, f"id_{name}-{Side.BOTH}", "Keep both", chosen == Side.BOTH, ()))
    bound = ["Choose a side." for _ in form.errors.get(name, [])] if form.is_bound else []
    return ShownPart(part.path, name, part.label, sides, (*bound, *problems))


def _without_needless_marks(row: DiffRow) -> tuple[tuple[Line, ...], ...]:
    """Return the values of a row, without marks if the two sides share no text."""
    if any(not piece.only and piece.text.strip() for value in row.values for line in value for piece in line):
        return row.values
    return tuple(tuple(tuple(piece._replace(only=False) for piece in line) for line in value) for value in row.values)
