"""What changed in the published catalog between two moments, and which deadlines come within a month."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from django.db.models import Q

from catalog.browse.snapshot import Snapshot
from catalog.coding.figures import compare_twice
from catalog.coding.reliability import load_comparisons
from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.published_records import SnapshotEntry, published_records
from catalog.schema.fields import ProgramRecord


@dataclass(frozen=True)
class ChangesSince:
    """The programs that changed since a moment, by key.

    `now` has their records. `then` has the records of those that were public at that moment, and `before` the keys of those
    that were ever public until then. `snapshot` holds the records of `then`.
    """

    now: dict[int, ProgramRecord]
    then: dict[int, ProgramRecord]
    before: frozenset[int]
    snapshot: Snapshot


def find_changes(since: datetime.datetime, until: datetime.datetime, live: Snapshot) -> ChangesSince:
    """Return what was published after `since` and not after `until`. Call it in the consistent read of the live snapshot."""
    fresh = ProgramVersion.objects.filter(state=VersionState.PUBLISHED, published__gt=since, published__lte=until)
    now = dict(fresh.values_list("program_id", "record"))
    was_public, was_retired = Q(published__lte=since), Q(state=VersionState.RETIRED, time__lte=since)
    older = ProgramVersion.objects.filter(was_public | was_retired, program__in=fresh.values("program"))
    last = {}
    for key, state, record in older.order_by("program_id", "number").values_list("program_id", "state", "record"):
        last[key] = None if state == VersionState.RETIRED else record
    in_family = dict(Program.objects.filter(pk__in=last, family__isnull=False).values_list("pk", "family__slug"))
    then = {key: record for key, record in last.items() if record is not None}
    families = {record.slug: family for key, record in then.items() if (family := in_family.get(key))}
    snapshot = Snapshot(
        [SnapshotEntry(record, key=key) for key, record in then.items()],
        today=live.today,
        stamp=live.stamp,
        index=live.index,
        former_sponsors=live.former_sponsors,
        coded_twice=compare_twice(load_comparisons()),
        families=families,
    )
    return ChangesSince(now, then, frozenset(last), snapshot)


@dataclass(frozen=True)
class ComingDeadline:
    """The next deadline of a program: the day of a confirmed date, or the first day of the usual month."""

    record: ProgramRecord
    day: datetime.date
    is_confirmed: bool

    @property
    def reminder(self) -> datetime.date:
        """The day of the reminder, a month before."""
        return month_before(self.day)


def find_coming(record: ProgramRecord, today: datetime.date) -> ComingDeadline | None:
    """Return the confirmed date of a record, or else its next usual month; None without one or if it is probably over."""
    return next(iter(_list_coming(record, today)), None)


def _list_coming(record: ProgramRecord, today: datetime.date) -> list[ComingDeadline]:
    """Return the confirmed date of a record, then its other usual months, soonest first; none if it is probably over."""
    if currency_of(record, today).is_older:
        return []
    deadline = deadline_of(record, today)
    date = deadline.date if deadline.coming else None
    confirmed = [ComingDeadline(record, date, True)] if date else []
    days = (day for day in deadline.next_days(today) if date is None or day.month != date.month)
    return [*confirmed, *(ComingDeadline(record, day, False) for day in days)]


def find_due(today: datetime.date) -> dict[int, ComingDeadline]:
    """Return the deadlines of published programs that are at most a month away, by the key of the program."""
    due: dict[int, ComingDeadline] = {}
    for entry in published_records():
        coming = min(_list_coming(entry.record, today), key=lambda found: found.day, default=None)
        if entry.key is not None and coming and coming.reminder <= today:
            due[entry.key] = coming
    return due


def month_before(day: datetime.date) -> datetime.date:
    """Return the same day of the month before, or that month's last day if it is shorter."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
