"""What a bulk edit would change, program by program, and which programs it leaves out."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.bulk_edit.operations import Action, FieldOperation, apply_all
from catalog.models import Publication
from catalog.programs.edit_rules import check_change
from catalog.programs.history.diff import Difference, differences
from catalog.programs.history.merge import compare
from catalog.programs.organization_names import check_spelling
from catalog.programs.working_records import Present
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import Record, validate

MOST = 500  # programs of one bulk edit


@dataclass(frozen=True)
class BulkChange:
    """One program that changes: its present state, its new record, and every difference.

    `amended` is the colleague whose pending change or draft goes on with this change; empty if there is none.
    """

    present: Present
    record: Record
    differences: tuple[Difference, ...]
    amended: str = ""


@dataclass(frozen=True)
class LeftOut:
    """One program that stays as it is, because its new record would be invalid or overwrite a colleague's change."""

    present: Present
    problems: tuple[RecordProblem, ...]


@dataclass(frozen=True)
class BulkPlan:
    """What a bulk edit would do. `unchanged` programs have the values already; `retired` ones are not edited.

    `basis` is a digest of the operations, the versions that were compared and the outcome: two plans with the same basis
    do the same.
    """

    changed: tuple[BulkChange, ...]
    left_out: tuple[LeftOut, ...]
    unchanged: tuple[Present, ...]
    retired: tuple[Present, ...]
    basis: str


def build_plan(
    operations: Sequence[FieldOperation], programs: Iterable[Present], spelled: dict[str, str], person: int, today: datetime.date
) -> BulkPlan:
    """Return what the operations would do to the programs if the person with this primary key applied them today.

    `spelled` has the known organizations' names by slug. A pending change is amended: what a colleague wrote in it stays.
    A program is left out if its record would be invalid, or if a colleague's pending change sets the same field otherwise.
    """
    changed: list[BulkChange] = []
    left_out: list[LeftOut] = []
    unchanged: list[Present] = []
    retired: list[Present] = []
    ordered = sorted(programs, key=lambda present: (present.name.casefold(), present.key))
    for present in ordered:
        if present.publication == Publication.RETIRED:
            retired.append(present)
            continue
        before = present.record.as_json()
        after = apply_all(operations, before)
        if after == before:
            unchanged.append(present)
            continue
        problems = [*_find_collisions(operations, present, person), *check_change(present.record, after, today)]
        try:
            record = validate(after)
            problems += check_spelling(record, dict(spelled))
        except InvalidRecord as error:
            problems += error.problems
        if problems:
            left_out.append(LeftOut(present, tuple(problems)))
            continue
        colleague = present.pending_name if present.pending_by != person else ""
        changed.append(BulkChange(present, record, differences(present.record, record), amended=colleague))
    return BulkPlan(
        tuple(changed), tuple(left_out), tuple(unchanged), tuple(retired), _basis(operations, ordered, changed, left_out)
    )


def _find_collisions(operations: Sequence[FieldOperation], present: Present, person: int) -> list[RecordProblem]:
    """Return the fields that a colleague's pending change sets to another value than this bulk edit does.

    Adding and removing codes never collides: it keeps what the colleague chose.
    """
    if present.public is None or not present.pending_name or present.pending_by == person:
        return []
    setting = [operation for operation in operations if operation.action == Action.SET]
    mine = load_stored(apply_all(setting, present.public.as_json()))
    return [
        RecordProblem(
            collision.field,
            f"is {' and '.join(collision.theirs)} in the pending change by {present.pending_name}",
            "that change published or rejected first",
        )
        for collision in compare(present.public, present.record, mine).collisions
        if collision.field in FIELDS
    ]


def _basis(
    operations: Sequence[FieldOperation], programs: Sequence[Present], changed: Sequence[BulkChange], left_out: Sequence[LeftOut]
) -> str:
    state = [
        [[operation.field, operation.action, operation.value] for operation in operations],
        [[present.key, present.number, present.publication] for present in programs],
        [change.present.key for change in changed],
        [each.present.key for each in left_out],
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()
