"""Record an editor's review of a program, and update the program's record if the review says something new."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.common.clock import today
from catalog.models import Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.programs.edit_rules import check_year
from catalog.programs.history.versions import working_version
from catalog.programs.revision import one_writer, restamp
from catalog.programs.services import NewerVersion, may_publish, publish, refuse_newer, reject, save
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical, validate

_WRITING = (Verdict.STILL_TRUE, Verdict.ENDED)  # answers that may change the record
SLIP = datetime.timedelta(hours=1)  # how long an answer can be taken back


class NotTakenBack(Exception):
    """Raised when a review cannot be undone: not theirs, not the latest, too old, or the program changed since."""


class NotPublished(Exception):
    """Raised where a program to be reviewed is not published: there is nothing public to be still true."""


@dataclass(frozen=True)
class Reviewed:
    """A review that was recorded, and the version it led to: published, pending, or None where the record says it already."""

    review: Review
    version: ProgramVersion | None


@transaction.atomic
def review(
    program: Program,
    user: User,
    verdict: Verdict,
    *,
    year: int | None = None,
    note: str = "",
    base: int | None = None,
    public: int | None = None,
) -> Reviewed:
    """Record a look at a published program and what it found.

    Still true with a `year` later than the one known makes that the year it was last seen operating; Ended makes it ended.
    That is published at once where `user` may publish their own work and nobody's change is pending; else it becomes a
    pending version, with what was pending in it. Changed and Can't tell change nothing. `base` as for save(); `public`
    is the number of the published version that they looked at.

    Raises NotPublished; NewerVersion where somebody wrote a version after `base`; InvalidRecord for a year that is none.
    """
    one_writer()
    program.refresh_from_db()
    if program.publication != Publication.PUBLISHED:
        raise NotPublished(str(program))
    refuse_newer(program, base)
    shown = program.versions.filter(state=VersionState.PUBLISHED).first()
    working = working_version(program)
    if shown is None or working is None:  # a published program has both
        raise NotPublished(str(program))
    if public is not None and shown.number != public:  # the public no longer sees what they looked at
        raise NewerVersion(shown)
    before = canonical(working.record)
    _refuse_no_year(before, year)
    found = Review.objects.create(
        program=program, user=user, verdict=verdict, evidence_year=year, note=note.strip(), time=timezone.now()
    )
    after = _said(before, verdict, year)
    version = _write(program, working, after, user, found) if after != before else None
    if version:
        found.version = version
        found.save(update_fields=["version"])
    restamp()  # the public is told that somebody has looked
    return Reviewed(found, version)


def last_answer(user: User) -> Review | None:
    """The answer that this editor gave last, if it is not too old to be taken back."""
    recent = Review.objects.filter(user=user, time__gt=timezone.now() - SLIP)
    return recent.select_related("program__current").order_by("-time", "-pk").first()


@transaction.atomic
def take_back(found: Review, user: User) -> Program:
    """Undo an answer given by a slip of the key: it is forgotten, and the record stands as before.

    What it published is published anew as it was, with a version that says so; what it proposed is rejected, or a
    colleague's change that went into it proposed again in that colleague's name. Raises NotTakenBack.
    """
    one_writer()
    program = found.program
    if found != last_answer(user) or Review.objects.filter(program=program, time__gt=found.time).exists():
        raise NotTakenBack("Only your latest answer can be taken back, within the hour.")
    since = list(program.versions.filter(time__gte=found.time).order_by("number"))
    if since:
        [version, *later] = since
        carried = _carried(program, version)
        if later or version.pk != found.version_id:
            raise NotTakenBack("The program was changed since; restore an earlier version from its history.")
        _restore_before(program, version, carried, user)
    found.delete()
    restamp()
    return program


def _carried(program: Program, version: ProgramVersion) -> ProgramVersion | None:
    """The pending change that went into a version which an answer wrote."""
    before = program.versions.filter(number=version.number - 1, state=VersionState.SUPERSEDED, published=None).first()
    return before if version.state == VersionState.PENDING else None


def _restore_before(program: Program, version: ProgramVersion, carried: ProgramVersion | None, user: User) -> None:
    """Make the record stand as it did before the version that an answer of `user` wrote."""
    if version.state == VersionState.PENDING:
        if carried:
            save(program, canonical(carried.record), carried.user, carried.reason)
        else:
            reject(version, user, "Taken back")
            ProgramVersion.objects.filter(pk=version.pk).update(withdrawn=True)
    elif version.state == VersionState.PUBLISHED and version.decided_by is None and may_publish(user, user):
        public = program.versions.filter(number__lt=version.number, published__isnull=False)
        publish(program, canonical(public.order_by("-number")[0].record), user, f"Taken back: {version.reason}")
    else:
        raise NotTakenBack("It was decided on already; see its history.")


def _refuse_no_year(record: Record, year: int | None) -> None:
    """Refuse, whatever the verdict, a year that the codebook does not know or that nobody can have seen yet."""
    validate({**record.as_json(), "evidence_year": year})
    if faults := check_year("evidence_year", year, today()):
        raise InvalidRecord(faults)


def _said(record: Record, verdict: Verdict, year: int | None) -> Record:
    """The record with what the verdict says of it."""
    if verdict not in _WRITING:
        return record
    changed: dict[str, Any] = {}
    if year is not None and year > (record.evidence_year or 0):
        changed["evidence_year"] = year
    if verdict == Verdict.ENDED:
        changed["status"] = "ended"
    return record.model_copy(update=changed)


def _write(program: Program, working: ProgramVersion, record: Record, user: User, found: Review) -> ProgramVersion:
    """Publish the record where the editor may and nothing is pending, else keep it as the pending version."""
    pending = working.state == VersionState.PENDING
    reason = _reason(found, working if pending else None)
    act = publish if may_publish(user, user) and not pending else save
    act(program, record, user, reason)
    return program.versions.order_by("-number")[0]


def _reason(found: Review, carried: ProgramVersion | None) -> str:
    """What the history says of the version that an answer writes.

    With a pending change in it, the public may be told this where that change alters the type: it names nobody and holds
    no note for colleagues. Whose change it was, and the note, the version before and the review tell.
    """
    verdict = Verdict(found.verdict)
    said = verdict.label
    if found.evidence_year:
        said += f": {'seen' if verdict == Verdict.STILL_TRUE else 'last seen'} operating in {found.evidence_year}"
    if carried:
        return "\n".join(filter(None, (carried.reason, said)))
    return f"{said}. {found.note}" if found.note else said
