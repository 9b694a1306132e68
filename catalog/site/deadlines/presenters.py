"""What the deadlines page shows: coming dates, usual months, and what states neither, ready to print."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.browse.selection import Selection
from catalog.browse.sentence import Part, programs, sentence
from catalog.programs import display
from catalog.programs.deadlines import NOT_OFFERED, Deadline, deadline_of, is_offered
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.site.browse.presenters import build_chips

LONG = 10  # a section of more programs than this lists its months
NONE_COMING = "No coming date is confirmed on the pages read."
_NOTES = {
    "usual": "The month of a past cycle, no promise for the next. Within a month, those seen most recently come first.",
    "past": "A date is stated, but it has passed, and the pages tell no usual month.",
    "rolling": "The pages read say that these are open all year.",
    "unstated": "The pages read tell no deadline; that does not mean there is none.",
}


@dataclass(frozen=True)
class Row:
    """One program with its deadline; `when` and `then` stand beside it, `past` below."""

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
class Month:
    """The rows of one month, or of a section that goes by none (`title` empty)."""

    id: str
    title: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        """How many programs it lists."""
        return len(self.rows)


@dataclass(frozen=True)
class Section:
    """One kind of deadline; `folded` where its programs show only on demand."""

    id: str
    title: str
    note: str
    months: tuple[Month, ...]
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
    sections: list[Section]
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


def schedule(
    selection: Selection, records: Sequence[ProgramRecord], today: datetime.date, sponsor_names: Mapping[str, str]
) -> Schedule:
    """The deadlines of a selection as of `today`. `records` are all that fit; those not offered are only counted."""
    page, browse = reverse("deadlines"), reverse("browse")
    running = [(record, deadline_of(record, today)) for record in records if is_offered(record)]
    left_out = len(records) - len(running)
    return Schedule(
        count=len(records),
        sentence=sentence(selection, len(records), sponsor_names),
        chips=build_chips(selection, sponsor_names, page),
        clear_url=selection.unfiltered().address(page),
        change_url=selection.address(browse),
        sections=_sections(running, today) if records else [],
        left_out=left_out,
        left_out_note=_left_out(left_out) if left_out else "",
        left_out_url=selection.choosing("status", NOT_OFFERED).address(browse),
    )


def _left_out(count: int) -> str:
    return f"{programs(count)} that ended or {'is' if count == 1 else 'are'} suspended {'is' if count == 1 else 'are'} left out."


_Dated = tuple[ProgramRecord, Deadline]


def _sections(running: Iterable[_Dated], today: datetime.date) -> list[Section]:
    """The kinds of deadline, those without a program left out but for the coming dates."""
    found: dict[str, list[_Dated]] = {name: [] for name in ("coming", "usual", "past", "rolling", "unstated")}
    for record, deadline in running:
        found[_section_of(deadline)].append((record, deadline))
    coming = _by_month(
        "coming",
        sorted(found["coming"], key=lambda item: (item[1].date, *_by_name(item))),
        lambda deadline: (deadline.date.year, deadline.date.month) if deadline.date else (),
        lambda key: f"{calendar.month_name[key[1]]} {key[0]}",
        today,
    )
    usual = _by_month(
        "usual",
        sorted(found["usual"], key=lambda item: (item[1].order(today), -(item[0].evidence_year or 0), *_by_name(item))),
        lambda deadline: (deadline.month, "gone") if deadline.gone(today) else (deadline.month,),
        lambda key: _usual_title(key, today),
        today,
    )
    plain = {
        name: (Month(name, "", tuple(_row(*item, today) for item in sorted(found[name], key=_by_name))),)
        for name in ("past", "rolling", "unstated")
    }
    sections = [
        Section("coming", "Coming dates", "" if coming else NONE_COMING, coming),
        Section("usual", "Usual months", _NOTES["usual"], usual),
        Section("past", "The stated date is past", _NOTES["past"], plain["past"]),
        Section("rolling", "Open all year", _NOTES["rolling"], plain["rolling"]),
        Section("unstated", "Not stated", _NOTES["unstated"], plain["unstated"], folded=True),
    ]
    return [section for section in sections if section.count or section.id == "coming"]


def _usual_title(key: tuple[Any, ...], today: datetime.date) -> str:
    month, *gone = key
    if gone:
        return f"{calendar.month_name[month]} (likely past for this year)"
    return calendar.month_name[month] + (" (this month)" if month == today.month else "")


def _section_of(deadline: Deadline) -> str:
    if deadline.coming:
        return "coming"
    if deadline.month:
        return "usual"
    return "past" if deadline.date else deadline.kind


def _by_name(item: _Dated) -> tuple[str, str]:
    return item[0].name.casefold(), item[0].slug


def _by_month(
    section: str,
    items: Iterable[_Dated],
    key_of: Callable[[Deadline], tuple[Any, ...]],
    title_of: Callable[[tuple[Any, ...]], str],
    today: datetime.date,
) -> tuple[Month, ...]:
    """The items, which are in order, under the month of each."""
    months: dict[tuple[Any, ...], list[Row]] = {}
    for record, deadline in items:
        months.setdefault(key_of(deadline), []).append(_row(record, deadline, today))
    return tuple(Month("-".join(map(str, (section, *key))), title_of(key), tuple(rows)) for key, rows in months.items())


def _row(record: ProgramRecord, deadline: Deadline, today: datetime.date) -> Row:
    supports = supports_of(record)
    date = when = then = ""
    if deadline.coming and deadline.date:
        date, when = deadline.date.isoformat(), display.day(deadline.date)
        then = f"{calendar.day_name[deadline.date.weekday()]}, {_away((deadline.date - today).days)}"
    elif deadline.month:
        when, then = display.usual_month(record, deadline).split(", ", 1)
    return Row(
        slug=record.slug,
        url=display.program_url(record.slug),
        name=record.name,
        sponsor=record.sponsor,
        forms=display.forms(record),
        supports=supports.codes,
        combination=supports.combination,
        where=display.where(record),
        seen=display.seen(record),
        date=date,
        when=when[:1].upper() + when[1:],
        then=then,
        past=display.past_date(deadline),
        # under a usual month the note would tell of a past cycle, often without its year
        stated=record.deadline_note if deadline.coming or deadline.kind == "rolling" else "",
    )


def _away(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")
