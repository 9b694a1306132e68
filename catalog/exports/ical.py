"""Deadlines as iCalendar (RFC 5545 and RFC 7986)."""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Callable, Iterable

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vText

from catalog.programs.currency import currency_of
from catalog.programs.deadlines import Deadline, cycle_seen, deadline_of
from catalog.programs.published_records import Published

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Teacher Leadership Program Catalog//Deadlines//EN"
_UID = "deadline-{}@teacher-leadership-program-catalog"  # has no host, so that it never changes
_DAY = datetime.timedelta(days=1)
_AHEAD = datetime.timedelta(days=30)  # the reminder comes about a month before
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
    """Return a calendar of the coming deadlines of `entries` by day, at most one per program.

    With `usual`, a program that only states the month of past cycles gets a day to check: the first of that month, from
    `today` on. Programs that ended, are paused or were not seen running for eight years
    have no event. `address` returns the address of a program's page for its
    slug.
    """
    ical = Calendar()
    ical.add("prodid", _PRODUCT)
    ical.add("version", "2.0")
    # the library does not escape these two by itself
    ical.add("name", vText(name))
    ical.add("x-wr-calname", vText(name))
    ical.add("description", note)
    ical.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    ical.add("x-published-ttl", "P1D")
    events = []
    for entry in entries:
        if currency_of(entry.record, today).is_older:
            continue
        deadline = deadline_of(entry.record, today)
        day = deadline.date if deadline.coming else deadline.next_usual(today) if usual else None
        if day:
            events.append((day, entry.record.slug, _event(entry, deadline, day, address(entry.record.slug))))
    for _, _, event in sorted(events, key=lambda item: item[:2]):
        ical.add_component(event)
    if not events:
        ical.add_component(_utc())
    return ical.to_ical()


def _event(entry: Published, deadline: Deadline, day: datetime.date, address: str) -> Event:
    record = entry.record
    summary, stated = f"Deadline: {record.name}", f"As stated: {record.deadline_note}" if record.deadline_note else ""
    if not deadline.coming and deadline.month:
        # the note is about a past cycle, often without its year, and would seem to be about this one
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
    """Return the component of a calendar without events: RFC 5545 requires at least one."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", datetime.timedelta())
    standard.add("tzoffsetto", datetime.timedelta())
    standard.add("tzname", "UTC")
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone
