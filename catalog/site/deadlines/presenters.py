"""What the deadlines page shows: twelve months, confirmed dates, usual months with their age, and the rest."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from catalog.browse.selection import Selection
from catalog.browse.sentence import Part, sentence
from catalog.common.language import describe_distance, gettext, month_name, ngettext
from catalog.programs import display
from catalog.programs.dates.currency import currency_of, fresh_since
from catalog.programs.dates.deadlines import Deadline, cycle_seen, deadline_of
from catalog.schema.fields import ProgramRecord
from catalog.site.browse.presenters import build_chips
from catalog.site.deadlines.calendar_links import build_reminder_url

NONE_COMING = gettext_noop("No coming date is confirmed on the pages we read.")
# kind of deadline -> the title of its section and a note
_SECTIONS = {
    "coming": (gettext_noop("Confirmed dates"), ""),
    "usual": (
        gettext_noop("Usual time of year"),
        gettext_noop("Each month comes from a past year, %(year)s or later. It may change."),
    ),
    "older": (
        gettext_noop("Months from before %(year)s, or without a year"),
        gettext_noop("These months may be old. Ask the program first."),
    ),
    "past": (gettext_noop("The date has passed"), gettext_noop("The pages we read give no usual month.")),
    "rolling": (gettext_noop("Open all year"), gettext_noop("The pages we read say so.")),
    "unstated": (
        gettext_noop("No date known"),
        gettext_noop("The pages we read give no date for teachers. There may still be one."),
    ),
}


@dataclass(frozen=True)
class DeadlineRow:
    """One program with its deadline: `date` in ISO form where it is confirmed, `when` in words, `then` the age or distance."""

    slug: str
    url: str
    name: str
    sponsor: str
    forms: str
    where: str
    date: str
    when: str
    then: str
    stated: str
    remind_url: str


@dataclass(frozen=True)
class DeadlineMonth:
    """The rows of one month, or of a section without months (`title` is empty)."""

    id: str
    title: str
    rows: tuple[DeadlineRow, ...]

    @property
    def count(self) -> int:
        """How many programs it lists."""
        return len(self.rows)


@dataclass(frozen=True)
class DeadlineSection:
    """One kind of deadline; `folded` where its programs are hidden at first."""

    id: str
    title: str
    note: str
    months: tuple[DeadlineMonth, ...]
    folded: bool = False

    @property
    def count(self) -> int:
        """How many programs it lists, each once even if it is due in several months."""
        return len({row.slug for month in self.months for row in month.rows})


@dataclass(frozen=True)
class StripMonth:
    """One of the next twelve months: its programs with a confirmed date or a recent usual month, and where they are listed."""

    name: str
    year: int
    count: int
    url: str


@dataclass(frozen=True)
class Schedule:
    """Everything the deadlines page prints of a selection; see templates/deadlines/deadlines.html."""

    count: int
    sentence: list[Part]
    chips: list[dict[str, Any]]
    clear_url: str
    change_url: str
    strip: tuple[StripMonth, ...]
    sections: list[DeadlineSection]
    none_coming: str
    events: int
    left_out: int
    left_out_note: str

    @property
    def empty(self) -> bool:
        """Whether no program fits."""
        return self.count == 0


def build_schedule(
    selection: Selection, records: Sequence[ProgramRecord], today: datetime.date, sponsor_names: Mapping[str, str]
) -> Schedule:
    """Return the deadlines of a selection as of `today`.

    `records` are all that match. Those that ended, are paused or were not seen for eight years are only counted.
    """
    page, browse = reverse("deadlines"), reverse("browse")
    running = [(record, deadline_of(record, today)) for record in records if not currency_of(record, today).is_older]
    left_out = len(records) - len(running)
    sections = _build_sections(running, today) if records else []
    return Schedule(
        count=len(records),
        sentence=sentence(selection, len(records), sponsor_names),
        chips=build_chips(selection, sponsor_names, page),
        clear_url=selection.unfiltered().address(page),
        change_url=selection.address(browse),
        strip=_build_strip(sections, today),
        sections=sections,
        none_coming="" if any(section.id == "coming" for section in sections) else gettext(NONE_COMING),
        # the days of the calendar with usual months
        events=sum(deadline.coming + len(_find_months("usual", deadline, today)) for _, deadline in running),
        left_out=left_out,
        left_out_note=ngettext(
            "We left out %(shown)s program that ended, paused or was not seen running for eight years.",
            "We left out %(shown)s programs that ended, paused or were not seen running for eight years.",
            left_out,
        )
        % {"shown": f"{left_out:,}"}
        if left_out
        else "",
    )


_Dated = tuple[ProgramRecord, Deadline]


def _build_sections(running: Iterable[_Dated], today: datetime.date) -> list[DeadlineSection]:
    """Return the kinds of deadline that have programs."""
    since = fresh_since(today)
    found: dict[str, list[_Dated]] = {name: [] for name in _SECTIONS}
    for record, deadline in running:
        found[_find_section(record, deadline, since)].append((record, deadline))
        if deadline.coming and _find_months("usual", deadline, today):
            found["usual"].append((record, deadline))
    sections = []
    for name, (title, note) in _SECTIONS.items():
        months: dict[tuple[int, int], list[_Dated]] = {}
        for item in sorted(found[name], key=lambda item: (*item[1].order(today), -_age_of(item), item[0].name.casefold())):
            for key in _find_months(name, item[1], today):
                months.setdefault(key, []).append(item)
        shown = tuple(
            DeadlineMonth(
                f"{name}-{year}-{month}" if month else name,
                _title_month(name, year, month, today),
                tuple(_build_row(name, *item, today) for item in items),
            )
            for (year, month), items in sorted(months.items())
        )
        if shown:
            heading, words = (gettext(text) % {"year": since} if text else "" for text in (title, note))
            sections.append(DeadlineSection(name, heading, words, shown, folded=name not in ("coming", "usual")))
    return sections


def _build_strip(sections: Iterable[DeadlineSection], today: datetime.date) -> tuple[StripMonth, ...]:
    """Return the twelve months from this one on. A month leads to its usual programs, or else to its confirmed dates."""
    by_id = {month.id: month for section in sections for month in section.months}
    strip = []
    for ahead in range(12):
        years, index = divmod(today.month - 1 + ahead, 12)
        year, number = today.year + years, index + 1
        here = [by_id[key] for name in ("usual", "coming") if (key := f"{name}-{year}-{number}") in by_id]
        url = f"#{here[0].id}" if here else ""
        strip.append(StripMonth(capfirst(month_name(number)), year, sum(month.count for month in here), url))
    return tuple(strip)


def _find_section(record: ProgramRecord, deadline: Deadline, since: int) -> str:
    if deadline.coming:
        return "coming"
    if deadline.months:
        return "usual" if (cycle_seen(record, deadline) or 0) >= since else "older"
    return "past" if deadline.date else deadline.kind


def _find_months(section: str, deadline: Deadline, today: datetime.date) -> list[tuple[int, int]]:
    """Return year and month of each place in a section: of the confirmed date, or of the next time of each other usual month.

    If the day of the last cycle is over this month, the next time is a year ahead. Other sections have no months.
    """
    if section not in ("coming", "usual"):
        return [(0, 0)]
    date = deadline.date if deadline.coming else None
    if section == "coming":
        return [(date.year, date.month)] if date else []
    found = [divmod(today.month - 1 + ahead, 12) for ahead in deadline.months_ahead(today)]
    return [(today.year + years, index + 1) for years, index in found if date is None or index + 1 != date.month]


def _title_month(section: str, year: int, month: int, today: datetime.date) -> str:
    """Return the heading of a month. Usual months have no year: it would look like a date."""
    if not month:
        return ""
    name = capfirst(month_name(month))
    if section == "coming":
        return gettext("%(month)s %(year)s") % {"month": name, "year": year}
    gone = (year, month) == (today.year + 1, today.month)
    return gettext("%(month)s (probably past for this year)") % {"month": name} if gone else name


def _age_of(item: _Dated) -> int:
    return cycle_seen(*item) or 0


def _build_row(section: str, record: ProgramRecord, deadline: Deadline, today: datetime.date) -> DeadlineRow:
    date = when = then = ""
    if section == "coming" and deadline.date:
        date, when = deadline.date.isoformat(), display.day(deadline.date)
        weekday, distance = WEEKDAYS[deadline.date.weekday()], describe_distance((deadline.date - today).days)
        then = gettext("%(weekday)s, %(distance)s") % {"weekday": weekday, "distance": distance}
    elif deadline.months:
        when, then = display.due_months(deadline), display.describe_cycle(record, deadline)
    elif deadline.date:
        when, then = display.day(deadline.date), gettext("past")
    elif deadline.several:
        when, then = display.due_months(deadline), gettext("ask for the next one")
    return DeadlineRow(
        slug=record.slug,
        url=display.program_url(record.slug),
        name=record.name,
        sponsor=record.sponsor,
        forms=display.forms(record),
        where=display.where(record),
        date=date,
        when=when,
        then=then,
        # under a usual month the note describes a past cycle, often without its year
        stated=record.deadline_note if date else "",
        remind_url=build_reminder_url(record.slug) if deadline.coming or deadline.months else "",
    )
