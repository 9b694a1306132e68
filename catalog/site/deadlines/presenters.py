"""What the deadlines page shows: coming dates, usual months, and programs that state neither."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from catalog.browse.selection import Selection
from catalog.browse.sentence import Part, programs, sentence
from catalog.programs import display
from catalog.programs.deadlines import NOT_OFFERED, Deadline, deadline_of, is_offered
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.site.browse.presenters import build_chips

LONG = 10  # a section of more programs than this lists its months
NONE_COMING = "The pages we read confirm no coming date."
_NOTES = {
    "usual": "The month comes from a past year and may change. Within a month, programs seen running most recently come first.",
    "past": "The stated date has passed, and the pages give no usual month.",
    "rolling": "The pages we read say that these are open all year.",
    "unstated": "The pages we read give no deadline. There may still be one.",
}


@dataclass(frozen=True)
class DeadlineRow:
    """One program with its deadline; `when` and `then` are shown next to it, `past` below."""

    slug: str
    url: str
    name: str
    sponsor: str
    forms: str
    supports: tuple[str, ...]
    combination: str
    where: str
    seen: str
    date: str
    when: str
    then: str
    past: str
    stated: str


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
    def long(self) -> bool:
        """Whether its months are worth a list of links."""
        return len(self.months) > 1 and self.count > LONG

    @property
    def count(self) -> int:
        """How many programs it lists."""
        return sum(month.count for month in self.months)


@dataclass(frozen=True)
class Schedule:
    """Everything the deadlines page prints of a selection; see templates/deadlines/deadlines.html."""

    count: int
    sentence: list[Part]
    chips: list[dict[str, Any]]
    clear_url: str
    change_url: str
    sections: list[DeadlineSection]
    left_out: int
    left_out_note: str
    left_out_url: str

    def count_of(self, section: str) -> int:
        """How many programs the section of this id lists."""
        return sum(found.count for found in self.sections if found.id == section)

    @property
    def empty(self) -> bool:
        """Whether no program fits."""
        return self.count == 0


def build_schedule(
    selection: Selection, records: Sequence[ProgramRecord], today: datetime.date, sponsor_names: Mapping[str, str]
) -> Schedule:
    """Return the deadlines of a selection as of `today`. `records` are all that match; those not offered are only counted."""
    page, browse = reverse("deadlines"), reverse("browse")
    running = [(record, deadline_of(record, today)) for record in records if is_offered(record)]
    left_out = len(records) - len(running)
    return Schedule(
        count=len(records),
        sentence=sentence(selection, len(records), sponsor_names),
        chips=build_chips(selection, sponsor_names, page),
        clear_url=selection.unfiltered().address(page),
        change_url=selection.address(browse),
        sections=_build_sections(running, today) if records else [],
        left_out=left_out,
        left_out_note=_describe_left_out(left_out) if left_out else "",
        left_out_url=selection.with_values("status", NOT_OFFERED).address(browse),
    )


def _describe_left_out(count: int) -> str:
    return f"We left out {programs(count)} that ended or {'is' if count == 1 else 'are'} paused."


_Dated = tuple[ProgramRecord, Deadline]


def _build_sections(running: Iterable[_Dated], today: datetime.date) -> list[DeadlineSection]:
    """Return the kinds of deadline that have programs, and the coming dates always."""
    found: dict[str, list[_Dated]] = {name: [] for name in ("coming", "usual", "past", "rolling", "unstated")}
    for record, deadline in running:
        found[_find_section(deadline)].append((record, deadline))
    coming = _group_by_month(
        "coming",
        sorted(found["coming"], key=lambda item: (item[1].date, *_by_name(item))),
        lambda deadline: (deadline.date.year, deadline.date.month) if deadline.date else (),
        lambda key: f"{calendar.month_name[key[1]]} {key[0]}",
        today,
    )
    usual = _group_by_month(
        "usual",
        sorted(found["usual"], key=lambda item: (item[1].order(today), -(item[0].evidence_year or 0), *_by_name(item))),
        lambda deadline: (deadline.month, "gone") if deadline.is_over(today) else (deadline.month,),
        lambda key: _title_usual_month(key, today),
        today,
    )
    plain = {
        name: (DeadlineMonth(name, "", tuple(_build_row(*item, today) for item in sorted(found[name], key=_by_name))),)
        for name in ("past", "rolling", "unstated")
    }
    sections = [
        DeadlineSection("coming", "Coming dates", "" if coming else NONE_COMING, coming),
        DeadlineSection("usual", "Usual months", _NOTES["usual"], usual),
        DeadlineSection("past", "The stated date is past", _NOTES["past"], plain["past"]),
        DeadlineSection("rolling", "Open all year", _NOTES["rolling"], plain["rolling"]),
        DeadlineSection("unstated", "Not stated", _NOTES["unstated"], plain["unstated"], folded=True),
    ]
    return [section for section in sections if section.count or section.id == "coming"]


def _title_usual_month(key: tuple[Any, ...], today: datetime.date) -> str:
    month, *gone = key
    if gone:
        return f"{calendar.month_name[month]} (likely past for this year)"
    return calendar.month_name[month] + (" (this month)" if month == today.month else "")


def _find_section(deadline: Deadline) -> str:
    if deadline.coming:
        return "coming"
    if deadline.month:
        return "usual"
    return "past" if deadline.date else deadline.kind


def _by_name(item: _Dated) -> tuple[str, str]:
    return item[0].name.casefold(), item[0].slug


def _group_by_month(
    section: str,
    items: Iterable[_Dated],
    key_of: Callable[[Deadline], tuple[Any, ...]],
    title_of: Callable[[tuple[Any, ...]], str],
    today: datetime.date,
) -> tuple[DeadlineMonth, ...]:
    """Return the sorted items grouped by month."""
    months: dict[tuple[Any, ...], list[DeadlineRow]] = {}
    for record, deadline in items:
        months.setdefault(key_of(deadline), []).append(_build_row(record, deadline, today))
    return tuple(DeadlineMonth("-".join(map(str, (section, *key))), title_of(key), tuple(rows)) for key, rows in months.items())


def _build_row(record: ProgramRecord, deadline: Deadline, today: datetime.date) -> DeadlineRow:
    supports = supports_of(record)
    date = when = then = ""
    if deadline.coming and deadline.date:
        date, when = deadline.date.isoformat(), display.day(deadline.date)
        then = f"{calendar.day_name[deadline.date.weekday()]}, {_describe_distance((deadline.date - today).days)}"
    elif deadline.month:
        when, then = display.usual_month(record, deadline).split(", ", 1)
    return DeadlineRow(
        slug=record.slug,
        url=display.program_url(record.slug),
        name=record.name,
        sponsor=record.sponsor,
        forms=display.forms(record),
        supports=supports.codes,
        combination=supports.combination,
        where=display.where(record),
        seen=display.describe_last_seen(record),
        date=date,
        when=capfirst(when),
        then=then,
        past=display.past_date(deadline),
        # under a usual month the note describes a past cycle, often without its year
        stated=record.deadline_note if deadline.coming or deadline.kind == "rolling" else "",
    )


def _describe_distance(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")
