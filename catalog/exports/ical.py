"""Deadlines as iCalendar (RFC 5545, with the names of RFC 7986)."""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Callable, Iterable

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vText

from catalog.programs.deadlines import Deadline, cycle_seen, deadline_of, is_offered
from catalog.programs.published_records import Published

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Teacher Leadership Program Catalog//Deadlines//EN"
_UID = "deadline-{}@teacher-leadership-program-catalog"  # of no host: the same wherever the catalog is served
_DAY = datetime.timedelta(days=1)
_AHEAD = datetime.timedelta(days=14)
_REFRESH = _DAY
_CAUTION = "Read from public pages: check with the program before you rely on it."


def calendar(
    entries: Iterable[Published],
    *,
    name: str,
    note: str,
    today: datetime.date,
    usual: bool,
    address: Callable[[str], str],
) -> bytes:
    """A calendar of the coming deadlines of `entries`, in the order of their days.

    With `usual`, a program that states only the month of past cycles gets a day to check: the first of
    that month, the next to come. Nothing is before `today`; programs that are not offered have no event, others at
    most one. `address` gives the public address of a program's page by its slug.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    # text to be escaped, which the library does not know of these two
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("description", note)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "P1D")
    events = []
    for entry in entries:
        if not is_offered(entry.record):
            continue
        deadline = deadline_of(entry.record, today)
        day = deadline.date if deadline.coming else deadline.next_usual(today) if usual else None
        if day:
            events.append((day, entry.record.slug, _event(entry, deadline, day, address(entry.record.slug))))
    for _, _, event in sorted(events, key=lambda item: item[:2]):
        made.add_component(event)
    if not events:
        made.add_component(_utc())
    return made.to_ical()


def _event(entry: Published, deadline: Deadline, day: datetime.date, address: str) -> Event:
    record = entry.record
    summary, stated = f"Deadline: {record.name}", f"As stated: {record.deadline_note}" if record.deadline_note else ""
    if not deadline.coming and deadline.month:
        # the note tells of a past cycle, often without its year: it would seem to tell of this one
        year, stated = cycle_seen(record, deadline), "No coming date is confirmed on the pages read."
        seen = f"seen {year}" if year else "from a past cycle"
        summary = f"Check: {record.name}: usually due in {months.month_name[deadline.month]} ({seen})"
    event = Event()
    event.add("uid", _UID.format(record.slug))
    event.add("dtstamp", entry.time.astimezone(datetime.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    event.add("summary", summary)
    event.add("description", "\n".join(filter(None, (record.sponsor, stated, _CAUTION, address))))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -_AHEAD)
    event.add_component(alarm)
    return event


def _utc() -> Timezone:
    """What a calendar without events holds: RFC 5545 wants at least one component."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", datetime.timedelta())
    standard.add("tzoffsetto", datetime.timedelta())
    standard.add("tzname", "UTC")
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone
