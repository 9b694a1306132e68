"""What a record's deadline says today: a date, a usual month, always open, or nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from catalog.schema.fields import ProgramRecord

NOT_OFFERED = ("suspended", "ended")  # the statuses of a program that nobody can enter now


@dataclass(frozen=True)
class Deadline:
    """A deadline as of one day.

    kind      ``dated`` a full date is stated · ``usual`` only the month of past cycles ·
              ``rolling`` stated to be open all year · ``unstated``
    coming    True for a date that is today or later
    date      the full date, where one is stated, past or coming
    month     the usual month, 1..12, where one is stated
    """

    kind: Literal["dated", "usual", "rolling", "unstated"]
    coming: bool = False
    date: datetime.date | None = None
    month: int | None = None

    @property
    def past(self) -> bool:
        """Whether what is stated of it tells of a past cycle, which is all that is neither coming nor open all year."""
        return not self.coming and self.kind != "rolling"

    def gone(self, today: datetime.date) -> bool:
        """Whether its usual month is this one and the day of its past cycle is over: likely past for this year."""
        return (
            not self.coming
            and self.date is not None
            and self.date.month == self.month == today.month
            and self.date.day < today.day
        )

    def order(self, today: datetime.date) -> tuple[int, int]:
        """A key that sorts coming dates first, then usual months from this month on, rolling, the rest.

        A day of this month that is over stands where the month comes round again.
        """
        if self.coming and self.date:
            return 0, (self.date - today).days
        if self.month:
            return 1, 12 if self.gone(today) else (self.month - today.month) % 12
        return (2, 0) if self.kind == "rolling" else (3, 0)

    def next_usual(self, today: datetime.date) -> datetime.date | None:
        """The first day of the next usual month, today at the earliest; None where no month is stated."""
        if not self.month:
            return None
        first = today.replace(month=self.month, day=1)
        return first if first >= today else first.replace(year=today.year + 1)


def is_offered(record: ProgramRecord) -> bool:
    """Whether a program may be entered now, as far as its sources show: it is neither suspended nor ended."""
    return record.status not in NOT_OFFERED


def deadline_of(record: ProgramRecord, today: datetime.date) -> Deadline:
    """The deadline a record states, as of `today`. A past date is never coming."""
    month = record.deadline_month
    if record.deadline_date:
        date = datetime.date.fromisoformat(record.deadline_date)
        return Deadline("dated", coming=date >= today, date=date, month=month)
    if month:
        return Deadline("usual", month=month)
    return Deadline("rolling" if record.deadline_rolling else "unstated")


def cycle_seen(record: ProgramRecord, deadline: Deadline) -> int | None:
    """The year of the cycle that a usual month was read from; None where the pages tell none."""
    return deadline.date.year if deadline.date else record.evidence_year
