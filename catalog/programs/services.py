"""What editors do to a program: save, publish, reject, restore, retire."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.models import FormerSlug, Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.version_status import last_seen
from catalog.programs.history.versions import working_version
from catalog.programs.organization_names import check_spelling, known_spellings
from catalog.programs.publishing.approval import may_approve
from catalog.programs.publishing.revision import bump, one_writer, restamp
from catalog.programs.storage import make_current, write_rows
from catalog.programs.succession.selectors import is_outdated
from catalog.programs.succession.services import hand_over
from catalog.programs.supports import supports_of
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record, validate
from typology import Support, derive


class NewerVersion(Exception):
    """Raised when a program has a newer version than the one a change is based on; `version` is the newer one."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__(str(version))


class NotPending(Exception):
    """Raised when a version to decide on is no longer pending; `version` is its present state."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__(str(version))


class NoSuccessor(Exception):
    """Raised when the successor of a program is not another published program."""


class MayNotPublish(Exception):
    """Raised when a person may not publish: see catalog.programs.publishing.approval."""


@transaction.atomic
def save(program: Program | None, record: Record, user: User | None, reason: str = "", *, base: int | None = None) -> Program:
    """Save a valid record as a draft, or as the pending version of a program that is or was public.

    `program` is None for a new draft. `base` is the number of the version that the change is based on; None skips that
    check. Raises InvalidRecord if the slug is taken, an organization has another spelling, or a changed type has no
    reason; NewerVersion if somebody wrote a version after `base`.
    """
    _lock(program)
    refuse_newer(program, base)
    _refuse_taken_slug(program, record)
    _demand_reason(program, record, reason)
    if problems := check_spelling(record, known_spellings()):  # check now, while the author can still fix it
        raise InvalidRecord(problems)
    if program is None or program.publication == Publication.DRAFT:
        [program] = write_rows([(program, record)], Publication.DRAFT, timezone.now())
    version = _write_version(program, record, VersionState.PENDING, user, reason, timezone.now())
    if program.publication == Publication.DRAFT:
        make_current(program, version)
    return program


@transaction.atomic
def publish(program: Program | None, record: Record, user: User | None, reason: str = "", *, base: int | None = None) -> Program:
    """Publish a valid record; `program` is None for a new program.

    A former slug redirects to the new one. `base` and errors as for save(). The caller checks may_publish(). A merge that
    was pending is published with it, as approve() does.
    """
    _lock(program)
    refuse_newer(program, base)
    _refuse_taken_slug(program, record)
    _demand_reason(program, record, reason)
    now = timezone.now()
    program = _make_public(program, record, now)
    version = _write_version(program, record, VersionState.PUBLISHED, user, reason, now)
    make_current(program, version)
    absorb(version, user, now)
    return program


@transaction.atomic
def approve(version: ProgramVersion, user: User, decision: str = "") -> Program:
    """Publish a pending version as it was written; it keeps its number and its author.

    If it absorbs another program, that one is retired and redirects to this one; an absorbed draft is deleted.

    Raises NotPending if it was replaced or decided on, MayNotPublish as may_approve() says, InvalidRecord if it is no
    longer valid, its slug was taken, or the program that it absorbs was changed since.
    """
    one_writer()
    version = _pending(version)
    if not may_approve(user, version):
        raise MayNotPublish
    record, now = validate(version.record), timezone.now()  # the codebook may have changed since it was written
    _refuse_taken_slug(version.program, record)
    program = _make_public(version.program, record, now)
    version.state, version.published = VersionState.PUBLISHED, now
    _decide(version, user, decision, now)
    make_current(program, version)
    absorb(version, user, now)
    return program


@transaction.atomic
def reject(version: ProgramVersion, user: User, decision: str) -> None:
    """Reject a pending version, with a reason that its author sees in the history.

    Raises NotPending as approve() does, ValueError without a reason.
    """
    if not decision.strip():
        raise ValueError("A rejection needs a reason.")
    one_writer()
    version = _pending(version)
    version.state = VersionState.REJECTED
    _decide(version, user, decision, timezone.now())


@transaction.atomic
def retire(program: Program, user: User | None, reason: str = "", successor: Program | None = None) -> None:
    """Retire a published program: its address then answers 410 with a short notice, or redirects to its successor.

    Writes a version that says who retired it and why. Does nothing if the program is not published, but a program that was
    retired before gets a successor. Raises NoSuccessor if the successor is not another published program.
    """
    _lock(program)
    if successor:
        successor.refresh_from_db()
        if successor == program or successor.publication != Publication.PUBLISHED:
            raise NoSuccessor(str(successor))
    published = program.versions.filter(state=VersionState.PUBLISHED).first()
    if published:
        bump()
        _retire(program, published.record, user, reason or "Retired", timezone.now())
    if successor and program.publication == Publication.RETIRED:
        hand_over(program, successor)
        restamp()  # the address answers otherwise, also where no record changed


def absorb(version: ProgramVersion, user: User | None, now: datetime.datetime) -> None:
    """Make the program that a version absorbs part of this version's program, which has just become public.

    The other one retires, or is deleted if it is a draft. Raises InvalidRecord if it was changed after it was read. The
    caller holds the transaction.
    """
    if version.absorbs is None:
        return
    other, program = version.absorbs.program, version.program
    if is_outdated(version):
        changed = f"“{other.name}” was changed after this merge was proposed. Reject it and merge the two again"
        raise InvalidRecord([RecordProblem("", changed)])
    hand_over(other, program)
    if other.publication == Publication.DRAFT:
        other.delete()
        version.absorbs = None
    else:
        _retire(other, other.record, user, f"Merged into “{program.name}”", now)


def refuse_newer(program: Program | None, base: int | None) -> None:
    """Raise NewerVersion if somebody wrote a version after `base`. The caller holds the transaction."""
    working = working_version(program) if program and base is not None else None
    if working and working.number != base:
        raise NewerVersion(working)


def _retire(program: Program, record: Record, user: User | None, reason: str, now: datetime.datetime) -> None:
    program.publication, program.updated = Publication.RETIRED, now
    program.save(update_fields=["publication", "updated"])
    program.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    make_current(program, _write_version(program, record, VersionState.RETIRED, user, reason, now))


def _lock(program: Program | None) -> None:
    """Wait for other writers, then read the program again: it may have been published or renamed."""
    one_writer()
    if program:
        program.refresh_from_db()


def _refuse_taken_slug(program: Program | None, record: Record) -> None:
    slug = record.slug
    owner = Program.objects.filter(slug=slug).first() or Program.objects.filter(former_slugs__slug=slug).first()
    if owner and owner != program:
        raise InvalidRecord([RecordProblem("slug", f"{slug!r} is the address of “{owner.name}”", "a slug of its own")])


def check_reason(program: Program | None, supports: Support, reason: str) -> list[RecordProblem]:
    """Return the problem of a change of a program's public type without a reason; `supports` are those after the change."""
    public = last_seen([program.pk]).get(program.pk) if program else None
    if public is None or reason.strip() or not supports:
        return []
    before, after = derive(supports_of(public.record)), derive(supports)
    if before == after:
        return []
    change = f"is empty, though the program type changes from {before.label} to {after.label}"
    return [RecordProblem("reason", change, "the reason, which is public")]


def _demand_reason(program: Program | None, record: Record, reason: str) -> None:
    if problems := check_reason(program, supports_of(record), reason):
        raise InvalidRecord(problems)


def _make_public(program: Program | None, record: Record, now: datetime.datetime) -> Program:
    """Write the row of a record that becomes public; the caller writes the version and makes it current."""
    former = program.slug if program and program.publication != Publication.DRAFT else record.slug
    bump()
    [program] = write_rows([(program, record)], Publication.PUBLISHED, now)
    FormerSlug.objects.filter(slug=record.slug).delete()
    if former != record.slug:
        FormerSlug.objects.update_or_create(slug=former, defaults={"program": program})
    program.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    return program


def _pending(version: ProgramVersion) -> ProgramVersion:
    version = ProgramVersion.objects.select_related("program", "user").get(pk=version.pk)
    if version.state != VersionState.PENDING:
        raise NotPending(version)
    return version


def _decide(version: ProgramVersion, user: User, decision: str, now: datetime.datetime) -> None:
    version.decided_by, version.decided, version.decision = user, now, decision
    version.save()


def _write_version(
    program: Program, record: Record, state: VersionState, user: User | None, reason: str, now: datetime.datetime
) -> ProgramVersion:
    """Write a version; it replaces a pending one, and takes over the merge that the pending one was."""
    replaced = program.versions.filter(state=VersionState.PENDING)
    absorbs = None if state == VersionState.RETIRED else replaced.values_list("absorbs", flat=True).first()
    replaced.update(state=VersionState.SUPERSEDED)
    number = (program.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    public = now if state == VersionState.PUBLISHED else None
    return ProgramVersion.objects.create(
        program=program,
        number=number,
        record=record,
        state=state,
        user=user,
        reason=reason,
        time=now,
        published=public,
        absorbs_id=absorbs,
    )
