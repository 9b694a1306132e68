"""What editors do to a program: save, publish, retire."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.actions.revision import bump, one_writer
from catalog.actions.rows import write_rows
from catalog.models import FormerSlug, Program, ProgramVersion, Publication, VersionState
from catalog.records import Fault, Record, RecordFaults
from catalog.search import index


class NewerVersion(Exception):
    """Raised where a program has a newer version than the one an editor began from; `version` is that one."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__(str(version))


@transaction.atomic
def save(program: Program | None, record: Record, user: User | None, reason: str = "", *, base: int | None = None) -> Program:
    """Keep a valid record without publishing it: a draft's rows, or a published program's pending version.

    None as program makes a new draft. `base` is the number of the version the editor began from;
    None asks for no such care. Raises RecordFaults where the slug is taken or an organization is
    spelled otherwise, NewerVersion where somebody wrote a version after `base`.
    """
    one_writer()
    _refuse_newer(program, base)
    _refuse_taken_slug(program, record)
    if program is None or program.publication == Publication.DRAFT:
        [program] = write_rows([(program, record)], Publication.DRAFT, timezone.now())
    _write_version(program, record, VersionState.PENDING, user, reason)
    return program


@transaction.atomic
def publish(program: Program | None, record: Record, user: User | None, reason: str = "", *, base: int | None = None) -> Program:
    """Make a valid record what the public sees; None as program makes a new one.

    A changed slug goes on redirecting to the new one. `base` and errors as for save().
    """
    one_writer()
    _refuse_newer(program, base)
    _refuse_taken_slug(program, record)
    former = program.slug if program and program.publication != Publication.DRAFT else record["slug"]
    bump()
    [program] = write_rows([(program, record)], Publication.PUBLISHED, timezone.now())
    FormerSlug.objects.filter(slug=record["slug"]).delete()
    if former != record["slug"]:
        FormerSlug.objects.update_or_create(slug=former, defaults={"program": program})
    program.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    _write_version(program, record, VersionState.PUBLISHED, user, reason)
    index.write([(program.pk, record)])
    return program


@transaction.atomic
def retire(program: Program, user: User | None, reason: str = "") -> None:
    """Take a published program off the public pages; its address keeps a tombstone.

    The history gains a version that says who retired it and why. Nothing happens to a program that is
    not published.
    """
    one_writer()
    published = program.versions.filter(state=VersionState.PUBLISHED).first()
    if published is None:
        return
    bump()
    program.publication, program.updated = Publication.RETIRED, timezone.now()
    program.save(update_fields=["publication", "updated"])
    program.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    _write_version(program, published.record, VersionState.SUPERSEDED, user, reason or "Retired")
    index.remove(program.pk)


def _refuse_newer(program: Program | None, base: int | None) -> None:
    latest = program.versions.first() if program and base is not None else None
    if latest and latest.number != base:
        raise NewerVersion(latest)


def _refuse_taken_slug(program: Program | None, record: Record) -> None:
    slug = record["slug"]
    owner = Program.objects.filter(slug=slug).first() or Program.objects.filter(former_slugs__slug=slug).first()
    if owner and owner != program:
        raise RecordFaults([Fault("slug", f"{slug!r} is the address of “{owner.name}”", "a slug of its own")])


def _write_version(program: Program, record: Record, state: VersionState, user: User | None, reason: str) -> None:
    """Write a version; a pending one before it is replaced by it."""
    program.versions.filter(state=VersionState.PENDING).update(state=VersionState.SUPERSEDED)
    number = (program.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    ProgramVersion.objects.create(
        program=program, number=number, record=record, state=state, user=user, reason=reason, time=timezone.now()
    )
