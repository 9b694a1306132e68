"""A program changed while an editor filled in its form: what others changed, and what the editor changed."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.admin_common.diff_presenters import DiffRow, diff_rows
from catalog.models import ProgramVersion, VersionState
from catalog.programs.history.merge import compare
from catalog.schema.validation import Record, canonical


@dataclass(frozen=True)
class EditConflict:
    """The versions and records of a conflict.

    base    the version that the form was made from
    newest  the version that somebody else saved since
    record  the newest record with the editor's changes; it may break rules that both records keep
    theirs  what changed from `base` to `newest`
    yours   what changes from `newest` to `record`
    both    the fields that both changed; there `record` has the editor's value
    rejected  the version that was rejected since, if `newest` is older than `base`
    """

    base: ProgramVersion
    newest: ProgramVersion
    record: Record
    theirs: tuple[DiffRow, ...]
    yours: tuple[DiffRow, ...]
    both: frozenset[str]
    rejected: ProgramVersion | None


def build_conflict(base: ProgramVersion, newest: ProgramVersion, typed: Record) -> EditConflict:
    """Return the conflict between the newest version and what an editor typed into a form made from `base`."""
    before, now = canonical(base.record), canonical(newest.record)
    merge = compare(before, now, typed)
    both = frozenset(collision.field for collision in merge.collisions)
    rejected = _find_rejected(base) if newest.number < base.number else None
    return EditConflict(base, newest, merge.record, diff_rows(before, now), diff_rows(now, merge.record), both, rejected)


def _find_rejected(base: ProgramVersion) -> ProgramVersion | None:
    versions = base.program.versions.filter(state=VersionState.REJECTED, number__gte=base.number)
    return versions.select_related("decided_by").order_by("-number").first()
