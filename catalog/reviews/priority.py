"""How much a published program needs a look: a score made of named reasons, each told in words."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import date_format

from catalog.models import Verdict
from catalog.programs.deadlines import deadline_of, is_offered
from catalog.schema.fields import ProgramRecord

# what each reason weighs at most: who reads an old deadline as a coming one is misled worst
WEIGHTS = {
    "deadline": 40.0,
    "dead_link": 30.0,
    "to_change": 30.0,
    "last_seen": 20.0,
    "status": 15.0,
    "not_looked_at": 12.0,
    "past_deadline": 10.0,
}
AT_HAND = datetime.timedelta(days=60)  # how long before its day a deadline is at hand
# how long a program is left in peace after a look, by what that found
RESTS = {
    Verdict.STILL_TRUE: datetime.timedelta(weeks=26),
    Verdict.CHANGED: datetime.timedelta(weeks=26),
    Verdict.ENDED: datetime.timedelta(weeks=52),
    Verdict.CANT_TELL: datetime.timedelta(weeks=8),
}
_YEARS, _WEEKS = 10, 52  # since last seen, since the last review: what gives the full weight


@dataclass(frozen=True)
class Known:
    """What is known of a published program beside its record.

    `looked` and `verdict` are those of the last review, None where nobody has looked. `to_change` says that it was found
    changed and that nothing was written since. `died` is the day each dead link of it was first found failing.
    """

    looked: datetime.date | None = None
    verdict: Verdict | None = None
    to_change: bool = False
    died: tuple[datetime.date, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason for a look: its name in WEIGHTS, what it weighs here, and what it says."""

    name: str
    weight: float
    text: str


@dataclass(frozen=True)
class Need:
    """How much a program needs a look, and why: the heaviest reason first."""

    score: float
    reasons: tuple[Reason, ...]


def need(record: ProgramRecord, known: Known, today: datetime.date) -> Need:
    """How much the program of this record needs a look as of `today`."""
    found = [reason for of in _REASONS for reason in of(record, known, today) if reason.weight > 0]
    found.sort(key=lambda reason: (-reason.weight, reason.name))
    return Need(sum(reason.weight for reason in found), tuple(found))


def rests(record: ProgramRecord, known: Known, today: datetime.date) -> bool:
    """Whether the program is left in peace: looked at lately, and nothing has come up since.

    What comes up is a deadline that is at hand now and was not then, a link that died, or a change found and not made.
    """
    if known.looked is None or known.verdict is None or known.to_change or today - known.looked >= RESTS[known.verdict]:
        return False
    if any(day >= known.looked for day in known.died):
        return False
    date = _at_hand(record, today)
    return date is None or known.looked >= date - AT_HAND


def _at_hand(record: ProgramRecord, today: datetime.date) -> datetime.date | None:
    """The day of a deadline that is at hand: its date, or the first day of its usual month."""
    if not is_offered(record):
        return None
    deadline = deadline_of(record, today)
    date = deadline.date if deadline.coming else deadline.next_usual(today)
    if deadline.month == today.month and not deadline.coming:
        date = today.replace(day=1)
    return date if date and date - today <= AT_HAND else None


def _deadline(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    date, deadline = _at_hand(record, today), deadline_of(record, today)
    if date is None:
        return
    nearness = 1 - max((date - today).days, 0) / (2 * AT_HAND.days)
    if deadline.coming:
        yield Reason("deadline", WEIGHTS["deadline"] * nearness, f"Deadline on {_day(date)}")
    else:
        said = f"Deadline usually in {calendar.month_name[date.month]}"
        yield Reason("deadline", WEIGHTS["deadline"] * nearness / 2, said)


def _past_deadline(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    deadline = deadline_of(record, today)
    if is_offered(record) and deadline.date and not deadline.coming:
        yield Reason("past_deadline", WEIGHTS["past_deadline"], f"Its stated deadline, {_day(deadline.date)}, is past")


def _last_seen(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    if record.status == "ended":
        return
    year = record.evidence_year
    if year is None:
        yield Reason("last_seen", WEIGHTS["last_seen"] * 0.75, "No year in which its pages show it operating")
    else:
        weight = WEIGHTS["last_seen"] * min(max(today.year - 1 - year, 0) / _YEARS, 1)
        yield Reason("last_seen", weight, f"Last seen operating in {year}")


def _status(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    # one that was seen lately is no riddle, though its pages do not say that it goes on
    if record.status == "unknown" and (record.evidence_year or 0) < today.year - 1:
        yield Reason("status", WEIGHTS["status"], "Whether it is still running is unknown")
    if record.status == "suspended":
        yield Reason("status", WEIGHTS["status"] / 2, "It was suspended and may have come back")


def _dead_link(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    if known.died:
        said = "A link is dead" if len(known.died) == 1 else f"{len(known.died)} links are dead"
        yield Reason("dead_link", WEIGHTS["dead_link"], said)


def _not_looked_at(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    if known.looked is None:
        yield Reason("not_looked_at", WEIGHTS["not_looked_at"], "No editor has looked at it yet")
    else:
        weeks = max((today - known.looked).days, 0) / 7
        said = f"No one has looked since {_day(known.looked)}"
        yield Reason("not_looked_at", WEIGHTS["not_looked_at"] * min(weeks / _WEEKS, 1), said)


def _to_change(record: ProgramRecord, known: Known, today: datetime.date) -> Iterable[Reason]:
    if known.to_change and known.looked:
        yield Reason("to_change", WEIGHTS["to_change"], f"Found changed on {_day(known.looked)}; its record is not changed yet")


def _day(date: datetime.date) -> str:
    return date_format(date, "F j, Y")


_REASONS: tuple[Callable[[ProgramRecord, Known, datetime.date], Iterable[Reason]], ...] = (
    _deadline,
    _past_deadline,
    _dead_link,
    _to_change,
    _last_seen,
    _status,
    _not_looked_at,
)
