"""What a record's deadline says today: a date, a usual month, always open, or nothing."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from catalog.schema.fields import ProgramRecord

NOT_OFFERED = ("suspended", "ended")  # statuses of programs that nobody can enter now

# notes whose date is one for schools, districts or associations that send in names, or for winners of an earlier round
_OTHERS_DATE = re.compile(
    r"""winners['’]\ applications                                    # state winners move to the next round
    | ^each\ affiliate\ sets\ its\ own                              # the date is that of one affiliate
    | ^(county\ offices|jurisdictions|schools)\ (send|sent)\b
    | ^districts(['’]\ names\b|\ name\b)
    | \bdistrict\ applications\b
    | \bfor\ (districts|schools)\b""",
    re.IGNORECASE | re.VERBOSE,
)


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
        """Whether it describes a past cycle: it is neither coming nor open all year."""
        return not self.coming and self.kind != "rolling"

    def is_over(self, today: datetime.date) -> bool:
        """Whether it is usually this month, and the day of the last cycle is over: likely past for this year."""
        return (
            not self.coming
            and self.date is not None
            and self.date.month == self.month == today.month
            and self.date.day < today.day
        )

    def order(self, today: datetime.date) -> tuple[int, int]:
        """Return a sort key: coming dates first, then usual months from this month on, rolling, the rest.

        A day of this month that is over comes last among the months.
        """
        if self.coming and self.date:
            return 0, (self.date - today).days
        if self.month:
            return 1, 12 if self.is_over(today) else (self.month - today.month) % 12
        return (2, 0) if self.kind == "rolling" else (3, 0)

    def next_usual(self, today: datetime.date) -> datetime.date | None:
        """Return the first day of the next usual month, today at the earliest; None if no month is stated."""
        if not self.month:
            return None
        first = today.replace(month=self.month, day=1)
        return first if first >= today else first.replace(year=today.year + 1)


def is_offered(record: ProgramRecord) -> bool:
    """Return whether a program can be entered now: its status is neither suspended nor ended."""
    return record.status not in NOT_OFFERED


def is_for_others(record: ProgramRecord) -> bool:
    """Return whether the stated date is not a teacher's own: others send in names by it, or an earlier round decides."""
    return bool((record.deadline_date or record.deadline_month) and _OTHERS_DATE.search(record.deadline_note or ""))


def deadline_of(record: ProgramRecord, today: datetime.date) -> Deadline:
    """Return a teacher's deadline of a record as of `today`. A date for others (is_for_others) is none."""
    if is_for_others(record):
        return Deadline("unstated")
    month = record.deadline_month
    if record.deadline_date:
        date = datetime.date.fromisoformat(record.deadline_date)
        return Deadline("dated", coming=date >= today, date=date, month=month)
    if month:
        return Deadline("usual", month=month)
    return Deadline("rolling" if record.deadline_rolling else "unstated")


def cycle_seen(record: ProgramRecord, deadline: Deadline) -> int | None:
    """Return the year of the cycle that a usual month comes from; None if unknown."""
    return deadline.date.year if deadline.date else record.evidence_year
