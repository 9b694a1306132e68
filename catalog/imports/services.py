"""Importing a file of programs: what it would do, and then doing just that, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.common.clock import today
from catalog.imports.plan import Plan, plan
from catalog.imports.rows import Entry, Filed, asked_of, limit_faults
from catalog.models import Program
from catalog.programs.bulk import publish_many, save_many
from catalog.programs.jsonl import check_line, number_lines
from catalog.programs.revision import one_writer
from catalog.programs.services import MayNotPublish, may_publish
from catalog.programs.working_records import catalog_for
from catalog.schema.validation import Record, validate_line


class NotAsPlanned(Exception):
    """Raised where an import would do something else than was shown, or nothing at all; `plan` is what it would do now."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("the catalog has changed since the import was shown")


class ReasonMissing(Exception):
    """Raised where an import changes the type of a published program, and no reason is given for that.

    `plan` is the import's, `slugs` names the programs.
    """

    def __init__(self, plan: Plan, slugs: Sequence[str]):
        self.plan, self.slugs = plan, slugs
        super().__init__("a program's type changes, and no reason is given")


def filed_lines(data: bytes) -> Filed:
    """The file of a JSONL file's lines, each with the coders' notes. Raises Unreadable as limit_faults() does."""
    return Filed(limit_faults(_entry(number, raw) for number, raw in number_lines(data)))


def _entry(number: int, raw: bytes) -> Entry:
    values: list[Any] = []

    def check(value: Any) -> tuple[Record, frozenset[str]]:
        values.append(value)
        return validate_line(value)

    slug, found, faults = check_line(raw, check)
    typed = next((value for value in values if isinstance(value, dict)), None)
    record, missing = found or (None, frozenset())
    return Entry(number, slug, record, tuple(faults), typed if faults else None, missing=missing)


def planned(filed: Filed, user: User) -> Plan:
    """What the file would do to the catalog as it is now, if this person imported it. Writes nothing."""
    return plan(filed, catalog_for(*asked_of(filed)), user.pk, today())


@transaction.atomic
def import_programs(
    filed: Filed,
    user: User,
    *,
    basis: str,
    name: str = "",
    reason: str = "",
    reasons: Mapping[str, str] = MappingProxyType({}),
    publishing: bool = False,
) -> Plan:
    """Write every program that the file adds or changes, all or nothing; the plan that was carried out.

    `basis` is that of the plan that the person has seen, `name` the file's, for the history. New programs become drafts,
    changed drafts are saved, changed published programs get a pending version; with `publishing` all of them are
    published. `reasons` says by slug why a published program is of another type now. The history of all others says
    `reason`, and where none is given that they were imported from the file.

    Raises NotAsPlanned where a program was changed since, or the file has faults now; ReasonMissing; MayNotPublish where
    this person may not publish their own work.
    """
    one_writer()
    now = planned(filed, user)
    if now.basis != basis or now.faults:
        raise NotAsPlanned(now)
    if publishing and not may_publish(user, user):
        raise MayNotPublish
    retyped = {change.present.slug: reasons.get(change.present.slug, "").strip() for change in now.retyped}
    if missing := [slug for slug, why in retyped.items() if not why]:
        raise ReasonMissing(now, missing)
    known = Program.objects.in_bulk([change.present.key for change in now.changed])
    changes = [
        *((None, program.record) for program in now.new),
        *((known[change.present.key], change.record) for change in now.changed),
    ]
    if changes:
        usual = reason.strip() or f"Imported from {name or 'a file'}"
        said = [usual] * len(now.new) + [retyped.get(change.present.slug, usual) for change in now.changed]
        (publish_many if publishing else save_many)(changes, user, said, timezone.now())
    return now
