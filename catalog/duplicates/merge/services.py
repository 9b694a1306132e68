"""Merge two programs into one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from catalog.duplicates.merge.fields import Side, combine
from catalog.duplicates.merge.selectors import reasons_against
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.revision import one_writer
from catalog.programs.publishing.withdrawal import MayNotWithdraw, may_discard
from catalog.programs.services import MayNotPublish, approve, refuse_newer, save
from catalog.programs.succession.services import hand_over
from catalog.schema.validation import canonical, validate


class CannotMerge(Exception):
    """Raised when two programs cannot be merged as they are; `reasons` says why, in sentences."""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class MergePlan:
    """Two versions that an editor compared, which of them survives, and whose values its record gets."""

    left: ProgramVersion
    right: ProgramVersion
    survivor: Side
    choices: Mapping[str, Side]

    @property
    def kept(self) -> ProgramVersion:
        """The version whose program goes on."""
        return self.left if self.survivor == Side.LEFT else self.right

    @property
    def absorbed(self) -> ProgramVersion:
        """The version whose program becomes part of the other."""
        return self.right if self.survivor == Side.LEFT else self.left


@transaction.atomic
def merge(plan: MergePlan, user: User, reason: str = "", *, publishing: bool = False) -> Program:
    """Write the merged record as a new version of the surviving program, and return that program.

    Two drafts become one at once. If the survivor is published, its version is pending, and absorbs the other program as
    soon as a second person publishes it; with `publishing`, it is published now.

    Raises NewerVersion if one of the two was changed since, CannotMerge, InvalidRecord as validate() and save() do,
    MayNotWithdraw if the user may not discard the other draft, MayNotPublish.
    """
    one_writer()
    program, other = plan.kept.program, plan.absorbed.program
    for version in (plan.kept, plan.absorbed):
        version.program.refresh_from_db()
        refuse_newer(version.program, version.number)
        version.refresh_from_db(fields=["state"])
    if reasons := reasons_against((program, other)):
        raise CannotMerge(reasons)
    if program.publication == Publication.DRAFT and other.publication != Publication.DRAFT:
        raise CannotMerge(["A published program cannot become part of a draft. Keep the published one."])
    if publishing and not may_publish(user, user):
        raise MayNotPublish
    left, right = canonical(plan.left.record), canonical(plan.right.record)
    record = validate(combine(left, right, plan.choices, plan.kept.record.slug))
    other_name = plan.absorbed.record.name
    if program.publication == Publication.DRAFT:
        if not may_discard(user, other):
            raise MayNotWithdraw
        save(program, record, user, reason or f"Merged with the draft “{other_name}”", base=plan.kept.number)
        hand_over(other, program)
        other.delete()
        return program
    save(program, record, user, reason, base=plan.kept.number)
    version = program.versions.get(state=VersionState.PENDING)
    version.absorbs, version.reason = plan.absorbed, reason or f"Merged with “{other_name}”"
    version.save(update_fields=["absorbs", "reason"])
    return approve(version, user) if publishing else program
