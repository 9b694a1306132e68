"""The next deadlines of some programs, for a short list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.programs import display
from catalog.programs.dates.currency import currency_of, fresh_since
from catalog.programs.dates.deadlines import cycle_seen, deadline_of
from catalog.schema.fields import ProgramRecord

MONTHS = 3


@dataclass(frozen=True)
class DueSoon:
    """A program that is due soon: on a date (`date`, as ISO) or usually in a month; `when` says which, with its age."""

    slug: str
    url: str
    name: str
    sponsor: str
    date: str
    when: str


def list_due_soon(records: Iterable[ProgramRecord], today: datetime.date, most: int = 8) -> list[DueSoon]:
    """Return what is due within three months, this one included: confirmed dates first, then months seen in the last four
    years. At most `most`, in order of time; programs that ended, are paused or probably over are left out.
    """
    found = []
    for record in records:
        deadline = deadline_of(record, today)
        if currency_of(record, today).is_older:
            continue
        if deadline.coming and deadline.date:
            ahead = (deadline.date.year - today.year) * 12 + deadline.date.month - today.month
            when = display.day(deadline.date)
            key = (0, deadline.date.toordinal())
        elif deadline.months and (cycle_seen(record, deadline) or 0) >= fresh_since(today):
            ahead = deadline.months_ahead(today)[0]
            when = f"{display.due_months(deadline)}, {display.describe_cycle(record, deadline)}"
            key = (1, ahead)
        else:
            continue
        if ahead < MONTHS:
            date = deadline.date.isoformat() if deadline.coming and deadline.date else ""
            row = DueSoon(record.slug, display.program_url(record.slug), record.name, record.sponsor, date, when)
            found.append((*key, record.name.casefold(), row))
    return [row for *_, row in sorted(found, key=lambda item: item[:3])[:most]]
