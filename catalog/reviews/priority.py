"""How much a published program needs a review: a score, the sum of named reasons."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import date_format

from catalog.models import Verdict
from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.schema.fields import ProgramRecord

# the maximum weight of each reason; a wrong deadline misleads teachers most
WEIGHTS = {
    "deadline": 40.0,
    "dead_link": 30.0,
    "to_change": 30.0,
    "last_seen": 20.0,
    "status": 15.0,
    "not_reviewed": 12.0,
    "past_deadline": 10.0,
}
NEAR = datetime.timedelta(days=60)  # how long before its date a deadline is near
# how long a program is not queued again after a review, by verdict
REVIEW_INTERVALS = {
    Verdict.STILL_TRUE: datetime.timedelta(weeks=26),
    Verdict.CHANGED: datetime.timedelta(weeks=26),
    Verdict.ENDED: datetime.timedelta(weeks=52),
    Verdict.CANT_TELL: datetime.timedelta(weeks=8),
}
_YEARS, _WEEKS = 10, 52  # since last seen, since the last review: this many give the full weight


@dataclass(frozen=True)
class ReviewFacts:
    """What is known about a published program besides its record.

    reviewed, verdict  day and verdict of the last review, or None
    to_change          it was found changed, and no version was written since
    died               the day on which each of its dead links first failed
    """

    reviewed: datetime.date | None = None
    verdict: Verdict | None = None
    to_change: bool = False
    died: tuple[datetime.date, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason for a review: its name in WEIGHTS, its weight for this program, and its text."""

    name: str
    weight: float
    text: str


@dataclass(frozen=True)
class Need:
    """How much a program needs a review, and why: the heaviest reason first."""

    score: float
    reasons: tuple[Reason, ...]


def compute_need(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Need:
    """Return how much a program needs a review as of `today`."""
    found = [reason for of in _REASONS for reason in of(record, known, today) if reason.weight > 0]
    found.sort(key=lambda reason: (-reason.weight, reason.name))
    return Need(sum(reason.weight for reason in found), tuple(found))


def was_reviewed_recently(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> bool:
    """Return whether the program was reviewed recently and nothing has come up since.

    What can come up: a deadline that was not near then, a link that died, or a change found and not entered.
    """
    if (
        known.reviewed is None
        or known.verdict is None
        or known.to_change
        or today - known.reviewed >= REVIEW_INTERVALS[known.verdict]
    ):
        return False
    if any(day >= known.reviewed for day in known.died):
        return False
    date = _near_deadline(record, today)
    return date is None or known.reviewed >= date - NEAR


def _near_deadline(record: ProgramRecord, today: datetime.date) -> datetime.date | None:
    """Return the date of a near deadline: its date, or the first day of its usual month."""
    if not is_offered(record):
        return None
    deadline = deadline_of(record, today)
    date = deadline.date if deadline.coming else deadline.next_usual(today)
    if today.month in deadline.months and not deadline.coming:
        date = today.replace(day=1)
    return date if date and date - today <= NEAR else None


def _deadline(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    date, deadline = _near_deadline(record, today), deadline_of(record, today)
    if date is None:
        return
    nearness = 1 - max((date - today).days, 0) / (2 * NEAR.days)
    if deadline.coming:
        yield Reason("deadline", WEIGHTS["deadline"] * nearness, f"Deadline on {_day(date)}")
    else:
        text = f"Deadline usually in {calendar.month_name[date.month]}"
        yield Reason("deadline", WEIGHTS["deadline"] * nearness / 2, text)


def _past_deadline(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    deadline = deadline_of(record, today)
    if is_offered(record) and deadline.date and not deadline.coming:
        yield Reason("past_deadline", WEIGHTS["past_deadline"], f"Its deadline, {_day(deadline.date)}, has passed")


def _last_seen(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    if record.status == "ended":
        return
    year = record.evidence_year
    if year is None:
        yield Reason("last_seen", WEIGHTS["last_seen"] * 0.75, "No year in which its pages show it operating")
    else:
        weight = WEIGHTS["last_seen"] * min(max(today.year - 1 - year, 0) / _YEARS, 1)
        yield Reason("last_seen", weight, f"Last seen operating in {year}")


def _status(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    # if it was seen operating recently, an unknown status is not urgent
    if record.status == "unknown" and (record.evidence_year or 0) < today.year - 1:
        yield Reason("status", WEIGHTS["status"], "Whether it is still running is unknown")
    if record.status == "suspended":
        yield Reason("status", WEIGHTS["status"] / 2, "It was suspended and may run again")


def _dead_link(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    if known.died:
        text = "A link is dead" if len(known.died) == 1 else f"{len(known.died)} links are dead"
        yield Reason("dead_link", WEIGHTS["dead_link"], text)


def _not_reviewed(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    if known.reviewed is None:
        yield Reason("not_reviewed", WEIGHTS["not_reviewed"], "Not reviewed yet")
    else:
        weeks = max((today - known.reviewed).days, 0) / 7
        text = f"Last reviewed on {_day(known.reviewed)}"
        yield Reason("not_reviewed", WEIGHTS["not_reviewed"] * min(weeks / _WEEKS, 1), text)


def _to_change(record: ProgramRecord, known: ReviewFacts, today: datetime.date) -> Iterable[Reason]:
    if known.to_change and known.reviewed:
        yield Reason(
            "to_change", WEIGHTS["to_change"], f"Found changed on {_day(known.reviewed)}, but the record was not changed yet"
        )


def _day(date: datetime.date) -> str:
    return date_format(date, "F j, Y")


_REASONS: tuple[Callable[[ProgramRecord, ReviewFacts, datetime.date], Iterable[Reason]], ...] = (
    _deadline,
    _past_deadline,
    _dead_link,
    _to_change,
    _last_seen,
    _status,
    _not_reviewed,
)
