"""What a record's deadline says today: a date, a usual month, always open, or nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from catalog.programs.dates.notes import find_doubt, find_months, find_year, is_for_others
from catalog.schema.fields import ProgramRecord

NOT_OFFERED = ("suspended", "ended")  # statuses of programs that nobody can enter now


@dataclass(frozen=True)
class Deadline:
    """A deadline as of one day.

    kind      ``dated`` a full date is stated · ``usual`` only the month of past cycles ·
              ``rolling`` stated to be open all year · ``unstated``
    coming    True for a date that is today or later
    date      the full date, where one is stated, past or coming
    months    the usual months, 1..12, in order, where they are stated
    several   whether it is due more than once a year; the pages may not give all of the months
    doubt     the month that another page of the program states instead
    """

    kind: Literal["dated", "usual", "rolling", "unstated"]
    coming: bool = False
    date: datetime.date | None = None
    months: tuple[int, ...] = ()
    several: bool = False
    doubt: int | None = None

    @property
    def past(self) -> bool:
        """Whether it describes a past cycle: it is neither coming nor open all year."""
        return not self.coming and self.kind != "rolling"

    def is_over(self, today: datetime.date) -> bool:
        """Whether the day of the last cycle is over this month: likely past for this year."""
        return (
            not self.coming
            and self.date is not None
            and self.date.month == today.month
            and self.date.month in self.months
            and self.date.day < today.day
        )

    def months_ahead(self, today: datetime.date) -> list[int]:
        """Return how far ahead each usual month is, soonest first: 0 for this month, 12 for a day of it that is over."""
        over = today.month if self.is_over(today) else 0
        return sorted(12 if month == over else (month - today.month) % 12 for month in self.months)

    def order(self, today: datetime.date) -> tuple[int, int]:
        """Return a sort key: coming dates first, then usual months from this month on, rolling, the rest.

        A day of this month that is over comes last among the months.
        """
        if self.coming and self.date:
            return 0, (self.date - today).days
        if self.months:
            return 1, self.months_ahead(today)[0]
        return (2, 0) if self.kind == "rolling" else (3, 0)

    def next_days(self, today: datetime.date) -> list[datetime.date]:
        """Return the first day of each usual month, the next time it comes, today at the earliest, soonest first."""
        firsts = (today.replace(month=month, day=1) for month in self.months)
        return sorted(first if first >= today else first.replace(year=first.year + 1) for first in firsts)

    def next_usual(self, today: datetime.date) -> datetime.date | None:
        """Return the first day of the next usual month, today at the earliest; None if no month is stated."""
        return next(iter(self.next_days(today)), None)


def is_offered(record: ProgramRecord) -> bool:
    """Return whether a program can be entered now: its status is neither suspended nor ended."""
    return record.status not in NOT_OFFERED


def deadline_of(record: ProgramRecord, today: datetime.date) -> Deadline:
    """Return a teacher's deadline of a record as of `today`. A date for others (is_for_others) is none."""
    if is_for_others(record):
        return Deadline("unstated")
    usual = find_months(record)
    months, several, doubt = usual.months, usual.several, find_doubt(record)
    if record.deadline_date:
        date = datetime.date.fromisoformat(record.deadline_date)
        return Deadline("dated", coming=date >= today, date=date, months=months, several=several, doubt=doubt)
    if months:
        return Deadline("usual", months=months, several=several, doubt=doubt)
    return Deadline("rolling" if record.deadline_rolling else "unstated", several=several)


def cycle_seen(record: ProgramRecord, deadline: Deadline) -> int | None:
    """Return the year in which a usual month was seen; None if its pages state no year for it.

    A date may lie ahead of the pages that state it. It was seen on them, so never later than the program itself.
    """
    year = deadline.date.year if deadline.date else find_year(record)
    return min(year, record.evidence_year or year) if year else None
