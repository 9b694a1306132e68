"""Whether a program still runs, as far as its record shows on a day.

The boundaries are calendar years before that day (design, "Freshness and truth"): seen within the last four years, or not
seen for eight.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from catalog.common.language import gettext, month_name
from catalog.programs.dates.deadlines import deadline_of
from catalog.schema.fields import ProgramRecord

_FRESH_YEARS = 4
_OLD_YEARS = 8


@dataclass(frozen=True)
class Currency:
    """How current a program is, with the few words of its badge.

    code  ``seen`` running within the last four years, or with a coming deadline · ``check``: seen before that ·
          ``over``: not seen for eight years, so probably over · ``closed``: it ended or is suspended ·
          ``unknown``: its pages give no year
    """

    code: Literal["seen", "check", "over", "closed", "unknown"]
    text: str

    @property
    def is_older(self) -> bool:
        """Whether lists fold the program under "Older programs"."""
        return self.code in ("over", "closed")


def fresh_since(today: datetime.date) -> int:
    """Return the first year in which a program must be seen running to be current on a day."""
    return today.year - _FRESH_YEARS + 1


def old_until(today: datetime.date) -> int:
    """Return the last year in which a program was seen running that is probably over on a day."""
    return today.year - _OLD_YEARS


# slug -> the day on which a program itself last confirmed that it runs, while a page is answered
_CONFIRMED: ContextVar[Mapping[str, datetime.date]] = ContextVar("confirmed", default=MappingProxyType({}))


@contextmanager
def use_confirmations(days: Mapping[str, datetime.date]) -> Iterator[None]:
    """Inside the block, confirmed_on() and currency_of() know on which day programs, by slug, confirmed that they run.

    `open_snapshot()` of catalog.browse.live_snapshot does it for whatever reads the catalog, so that every badge agrees.
    """
    token = _CONFIRMED.set(days)
    try:
        yield
    finally:
        _CONFIRMED.reset(token)


def confirmed_on(record: ProgramRecord) -> datetime.date | None:
    """Return the day on which the program itself last confirmed that it runs; None if it did not, and for a release."""
    return _CONFIRMED.get().get(record.slug)


def describe_confirmation(day: datetime.date) -> str:
    """Return the badge of a program that confirmed on a day that it runs."""
    return gettext("Confirmed by the program, %(month)s %(year)s") % {"month": month_name(day.month), "year": day.year}


def currency_of(record: ProgramRecord, today: datetime.date) -> Currency:
    """Return how current a program is on a day, by its record and its own confirmation."""
    year, confirmed = record.evidence_year, confirmed_on(record)
    if record.status == "suspended":
        return Currency("closed", gettext("Not offered now"))
    if record.status == "ended":
        return Currency("closed", gettext("Ended (last seen %(year)s)") % {"year": year} if year else gettext("Ended"))
    if confirmed and confirmed.year >= fresh_since(today):
        return Currency("seen", describe_confirmation(confirmed))
    deadline = deadline_of(record, today)
    if deadline.coming and deadline.date and (not year or year < fresh_since(today)):
        return Currency("seen", gettext("Deadline set for %(year)s") % {"year": deadline.date.year})
    if not year:
        return Currency("unknown", gettext("No year found: check"))
    if year >= fresh_since(today):
        return Currency("seen", gettext("Seen running %(year)s") % {"year": year})
    if year <= old_until(today):
        return Currency("over", gettext("Probably over (last seen %(year)s)") % {"year": year})
    return Currency("check", gettext("Last seen %(year)s: check") % {"year": year})
