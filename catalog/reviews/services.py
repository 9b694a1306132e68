"""Record an editor's review of a program, and update the program's record if the review says something new."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.common.clock import today
from catalog.models import Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.programs.edit_rules import check_year
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.revision import one_writer, restamp
from catalog.programs.publishing.withdrawal import take_back
from catalog.programs.services import NewerVersion, publish, refuse_newer, save
from catalog.reviews.quick_fields import apply_changes
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical, validate

# the status that a verdict gives a record; "still running" only with the year that shows it
_STATUSES = {Verdict.STILL_TRUE: "active", Verdict.ENDED: "ended"}
UNDO_PERIOD = datetime.timedelta(hours=1)  # how long a review can be undone


class CannotUndo(Exception):
    """Raised when a review is not the user's latest, is too old, or the program changed since."""


class NotPublished(Exception):
    """Raised when the program to review is not published."""


@dataclass(frozen=True)
class ReviewResult:
    """A recorded review and the version it led to: published, pending, or None if the record did not change."""

    review: Review
    version: ProgramVersion | None


@transaction.atomic
def review(
    program: Program,
    user: User,
    verdict: Verdict,
    *,
    year: int | None = None,
    changes: Mapping[str, Any] = MappingProxyType({}),
    note: str = "",
    base: int | None = None,
    public: int | None = None,
) -> ReviewResult:
    """Record the review of a published program, and what it says of the record.

    Still running with a `year` sets the status to active, and the year if it is later than the one known. Ended sets the
    status, and a later year. `changes` are further new values by field, also with Can't tell; a status among them counts
    instead of the verdict's. Changed changes nothing: the form follows. A change is published at once if `user` may publish
    their own work and nothing is pending; otherwise it is added to the pending version. `base` as for save(); `public` is
    the number of the published version that the user reviewed.

    Raises NotPublished; NewerVersion if somebody wrote a version after `base`; InvalidRecord for invalid values.
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
    if public is not None and shown.number != public:  # the public version is no longer the one they reviewed
        raise NewerVersion(shown)
    before = canonical(working.record)
    _refuse_invalid_year(before, year)
    found = Review.objects.create(
        program=program, user=user, verdict=verdict, evidence_year=year, note=note.strip(), time=timezone.now()
    )
    after = _apply_verdict(before, verdict, year, changes)
    version = _write(program, working, after, user, found) if after != before else None
    if version:
        found.version = version
        found.save(update_fields=["version"])
    restamp()  # public pages show the review
    return ReviewResult(found, version)


def latest_review(user: User) -> Review | None:
    """Return the user's latest review if it can still be undone."""
    recent = Review.objects.filter(user=user, time__gt=timezone.now() - UNDO_PERIOD)
    return recent.select_related("program__current").order_by("-time", "-pk").first()


@transaction.atomic
def undo_review(found: Review, user: User) -> Program:
    """Delete the user's latest review and restore the record as it was before.

    If the review published a version, the version before it is published again. If it made a pending version, that is
    withdrawn, and the pending change that it included is pending again. Raises CannotUndo.
    """
    one_writer()
    program = found.program
    if found != latest_review(user) or Review.objects.filter(program=program, time__gt=found.time).exists():
        raise CannotUndo("You can undo only your latest answer, within an hour.")
    since = list(program.versions.filter(time__gte=found.time).order_by("number"))
    if since:
        [version, *later] = since
        if later or version.pk != found.version_id:
            raise CannotUndo("The program was changed since. Restore an earlier version from its history.")
        _restore_before(program, version, user)
    found.delete()
    restamp()
    return program


def _restore_before(program: Program, version: ProgramVersion, user: User) -> None:
    """Restore the record as it was before the version that a review of `user` wrote."""
    if version.state == VersionState.PENDING:
        take_back(version, user, timezone.now())
    elif version.state == VersionState.PUBLISHED and version.decided_by is None and may_publish(user, user):
        public = program.versions.filter(number__lt=version.number, published__isnull=False)
        publish(program, canonical(public.order_by("-number")[0].record), user, f"Undone: {version.reason}")
    else:
        raise CannotUndo("A reviewer already decided on it. See its history.")


def _refuse_invalid_year(record: Record, year: int | None) -> None:
    """Refuse a year that is out of range or in the future, for every verdict."""
    validate({**record.as_json(), "evidence_year": year})
    if problems := check_year("evidence_year", year, today()):
        raise InvalidRecord(problems)


def _apply_verdict(record: Record, verdict: Verdict, year: int | None, changes: Mapping[str, Any]) -> Record:
    """Return the record with the changes that the verdict implies, and the editor's own."""
    if verdict == Verdict.CHANGED:
        return record
    implied: dict[str, Any] = {}
    if verdict == Verdict.ENDED or (verdict == Verdict.STILL_TRUE and year is not None):
        implied["status"] = _STATUSES[verdict]
        if year is not None and year > (record.evidence_year or 0):
            implied["evidence_year"] = year
    changed = {**implied, **changes}
    return apply_changes(record, changed) if changed else record


def _write(program: Program, working: ProgramVersion, record: Record, user: User, found: Review) -> ProgramVersion:
    """Publish the record if the user may and nothing is pending; otherwise save it as the pending version."""
    pending = working.state == VersionState.PENDING
    reason = _reason(found, working if pending else None)
    write = publish if may_publish(user, user) and not pending else save
    write(program, record, user, reason)
    return program.versions.order_by("-number")[0]


def _reason(found: Review, included: ProgramVersion | None) -> str:
    """Return the reason of the version that a review writes.

    If it includes a pending change, the reason may become public (if that change alters the type). So it then names
    nobody and leaves out the review's note.
    """
    verdict = Verdict(found.verdict)
    outcome = verdict.label
    if found.evidence_year:
        outcome += f": {'seen' if verdict == Verdict.STILL_TRUE else 'last seen'} operating in {found.evidence_year}"
    if included:
        return "\n".join(filter(None, (included.reason, outcome)))
    return f"{outcome}. {found.note}" if found.note else outcome
