"""Take back what was never public: withdraw a proposal, discard a draft, undo an import or a bulk edit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import BulkEdit, ImportedFile, Program, ProgramVersion, Publication, VersionState
from catalog.programs.bulk import repeat_proposal
from catalog.programs.history.versions import proposal_versions
from catalog.programs.organization_names import known_spellings, use_known_spellings
from catalog.programs.publishing.revision import one_writer
from catalog.programs.services import NotPending, refuse_newer
from catalog.programs.storage import BATCH, make_current
from catalog.schema.validation import canonical


class MayNotWithdraw(Exception):
    """Raised when a person may not take something back: others worked on it, or it was published."""


@dataclass(frozen=True)
class ImportRemains:
    """The programs of an import or a bulk edit, by what became of them: each list holds the versions that it wrote.

    `waiting` ones can be undone; `published` ones were made public; `changed` ones were changed by somebody since.
    """

    waiting: tuple[ProgramVersion, ...]
    published: tuple[ProgramVersion, ...]
    changed: tuple[ProgramVersion, ...]


def wrote_alone(user: User, version: ProgramVersion) -> bool:
    """Return whether a user wrote a pending version and all earlier ones of the same proposal."""
    return {written.user_id for written in proposal_versions(version)} == {user.pk}


def may_discard(user: User, program: Program) -> bool:
    """Return whether a user may discard a program: a draft that they alone wrote, or any draft for a reviewer."""
    if program.publication != Publication.DRAFT:
        return False
    return user.has_perm("catalog.publish_program") or not program.versions.exclude(user=user).exists()


@transaction.atomic
def withdraw(version: ProgramVersion, user: User) -> None:
    """Take back one's own pending change; it stays in the history.

    Raises NotPending if it was replaced or decided on, MayNotWithdraw if a colleague worked on it too.
    """
    one_writer()
    version.refresh_from_db()
    if version.state != VersionState.PENDING:
        raise NotPending(version)
    if not wrote_alone(user, version):
        raise MayNotWithdraw
    _withdraw_version(version, user, timezone.now())


@transaction.atomic
def discard(program: Program, user: User, base: int) -> None:
    """Delete a draft with its history.

    Raises MayNotWithdraw as may_discard() says, NewerVersion if somebody changed it after the version `base`.
    """
    one_writer()
    program.refresh_from_db()
    if not may_discard(user, program):
        raise MayNotWithdraw
    refuse_newer(program, base)
    program.delete()


def may_undo(user: User, imported: ImportedFile | BulkEdit) -> bool:
    """Return whether a user may undo an import or a bulk edit: the person who made it and reviewers may."""
    return imported.user == user or user.has_perm("catalog.publish_program")


def remains_of(imported: ImportedFile | BulkEdit) -> ImportRemains:
    """Return what became of the programs of an import or a bulk edit. Rejected and withdrawn ones no longer count."""
    waiting, published, changed = [], [], []
    written = imported.versions.select_related("program__current", "user").defer("program__current__record").order_by("number")
    # renaming an organization repeats what waits: only the latest version of each program counts
    latest = {version.program_id: version for version in written}.values()
    versions = sorted(latest, key=lambda version: (version.name, version.pk))
    newer = _newest_numbers(versions)
    for version in versions:
        pending, public = newer[version.program_id]
        if version.state == VersionState.REJECTED:
            continue
        if version.published or (public and public > version.number):
            published.append(version)
        elif version.state == VersionState.PENDING:
            waiting.append(version)
        elif version.state == VersionState.SUPERSEDED and pending:
            changed.append(version)
    return ImportRemains(tuple(waiting), tuple(published), tuple(changed))


@transaction.atomic
def undo_import(imported: ImportedFile | BulkEdit, user: User) -> ImportRemains:
    """Delete the new drafts and withdraw the pending changes of an import or a bulk edit; return what it found.

    A draft or change that it replaced is back as it was. What somebody changed since stays. Raises MayNotWithdraw,
    and writes nothing, if something of it was published, or as may_undo() says.
    """
    one_writer()
    remains = remains_of(imported)
    if remains.published or not may_undo(user, imported):
        raise MayNotWithdraw
    now, new = timezone.now(), []
    for version in remains.waiting:
        others = version.program.versions.filter(number__lt=version.number).exclude(pk__in=imported.versions.values("pk"))
        if version.program.publication == Publication.DRAFT and not others.exists():
            new.append(version.program_id)
        else:
            take_back(version, user, now)
    for start in range(0, len(new), BATCH):
        Program.objects.filter(pk__in=new[start : start + BATCH]).delete()
    return remains


def take_back(version: ProgramVersion, user: User, now: datetime.datetime, reason: str = "") -> None:
    """Withdraw a pending version, or reject it for a reason; a draft or change that it replaced is pending again.

    That one is written again, with all versions of its proposal, so that their authors still decide who may publish it.
    It names organizations as they are called now: they may have been renamed since it was replaced. The caller holds the
    transaction and is the only writer.
    """
    program = version.program
    unseen = program.versions.filter(state=VersionState.SUPERSEDED, published__isnull=True)
    replaced = unseen.filter(number=version.number - 1).select_related("program").first()
    # a renamed organization repeats a proposal: earlier copies of what is taken back go, too
    origin = (version.bulk_edit_id, version.imported_id)
    earlier = list(proposal_versions(replaced).defer(None)) if replaced else []
    proposal = [one for one in earlier if not any(origin) or (one.bulk_edit_id, one.imported_id) != origin]
    _withdraw_version(version, user, now, reason)
    if replaced and proposal:
        spelled = known_spellings()
        again = [(one, use_known_spellings(canonical(one.record), spelled)) for one in proposal]
        pending = repeat_proposal(again, "Pending again: the change that followed was taken back.", now)
        # what would absorb it has read it already
        replaced.absorbed_by.filter(state__in=[VersionState.PENDING, VersionState.SUPERSEDED]).update(absorbs=pending)
    elif program.publication == Publication.DRAFT:
        make_current(program, version)


def _withdraw_version(version: ProgramVersion, user: User, now: datetime.datetime, reason: str = "") -> None:
    version.state, version.withdrawn = VersionState.REJECTED, not reason
    version.decided_by, version.decided, version.decision = user, now, reason or "Withdrawn"
    version.save()


def _newest_numbers(versions: list[ProgramVersion]) -> dict[int, tuple[int, int]]:
    """Return the numbers of each program's pending version and of its newest public one, 0 for none, by key."""
    numbers = {version.program_id: (0, 0) for version in versions}
    found = ProgramVersion.objects.filter(program__in=list(numbers))
    for key, number, state, published in found.order_by("number").values_list("program", "number", "state", "published"):
        pending, public = numbers[key]
        numbers[key] = (number if state == VersionState.PENDING else pending, number if published else public)
    return numbers
