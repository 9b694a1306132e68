"""Deadlines as iCalendar (RFC 5545 and RFC 7986)."""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Callable, Iterable

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vText

from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import Deadline, deadline_of
from catalog.programs.display import describe_cycle, due_months
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
    """Return a calendar of the coming deadlines of `entries` by day.

    With `usual`, each month of past cycles has a day to check: the first of that month, from `today` on. Programs that ended,
    are paused or were not seen running for eight years have no event. `address` returns the address of a program's page for
    its slug.
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
        slug, deadline = entry.record.slug, deadline_of(entry.record, today)
        for day, is_confirmed in _list_days(deadline, today, usual=usual):
            uid = f"{slug}-{day.month}" if len(deadline.months) > 1 else slug
            events.append((day, uid, _event(entry, deadline, day, address(slug), uid, is_confirmed=is_confirmed)))
    for _, _, event in sorted(events, key=lambda item: item[:2]):
        ical.add_component(event)
    if not events:
        ical.add_component(_utc())
    return ical.to_ical()


def _list_days(deadline: Deadline, today: datetime.date, *, usual: bool) -> list[tuple[datetime.date, bool]]:
    """Return the days of a deadline: the confirmed date, and with `usual` the first day of each other usual month."""
    coming = deadline.date if deadline.coming else None
    days = [day for day in deadline.next_days(today) if coming is None or day.month != coming.month] if usual else []
    return [*([(coming, True)] if coming else []), *((day, False) for day in days)]


def _event(entry: Published, deadline: Deadline, day: datetime.date, address: str, uid: str, *, is_confirmed: bool) -> Event:
    record = entry.record
    summary, stated = f"Deadline: {record.name}", f"As stated: {record.deadline_note}" if record.deadline_note else ""
    if not is_confirmed:
        # the note is about a past cycle, often without its year, and would seem to be about this one
        stated = f"{due_months(deadline)}. No coming date is confirmed on the pages read."
        seen = describe_cycle(record, deadline)
        summary = f"Check: {record.name}: usually due in {months.month_name[day.month]} ({seen})"
    event = Event()
    event.add("uid", _UID.format(uid))
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
