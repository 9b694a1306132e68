"""The four facts that a teacher asks for first: money, the deadline, length and place, whether it still runs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from catalog.browse.facets import AnyRecord
from catalog.common.language import gettext, month_name, ngettext
from catalog.programs import display
from catalog.programs.dates.currency import Currency, fresh_since
from catalog.programs.dates.deadlines import cycle_seen, deadline_of, is_offered
from catalog.programs.dates.notes import is_for_others
from catalog.programs.money.line import tell_money
from catalog.schema.vocabulary import vocabulary

SILENT = gettext_noop("Its pages don’t say")
_MOST_STATES = 3  # more are counted


@dataclass(frozen=True)
class FactTile:
    """A fact: its name for tests and styles, a heading, a few words, a line below. `is_stated`: whether its pages say it."""

    name: str
    heading: str
    words: str
    note: str = ""
    is_stated: bool = True


def build_tiles(record: AnyRecord, currency: Currency, today: datetime.date) -> list[FactTile]:
    """Return the tiles in their order. `currency` says how current the program is on the day `today`."""
    return [_money(record, today), _due(record, today), _place(record), _running(record, currency)]


def _money(record: AnyRecord, today: datetime.date) -> FactTile:
    words = tell_money(record, today)
    return FactTile("money", gettext("Money"), words or gettext(SILENT), is_stated=bool(words))


def _due(record: AnyRecord, today: datetime.date) -> FactTile:
    deadline, heading = deadline_of(record, today), gettext("When it is due")
    if not is_offered(record):
        return FactTile("due", heading, gettext("Not offered now"))
    if deadline.coming and deadline.date:
        days = (deadline.date - today).days
        left = {0: gettext("That is today."), 1: gettext("That is tomorrow.")}.get(days)
        left = left or gettext("%(days)s days from now.") % {"days": days}
        note = f"{left} {gettext('It has several dates.')}" if deadline.several else left
        return FactTile("due", heading, display.day(deadline.date), note)
    if deadline.months:
        age = _describe_age(cycle_seen(record, deadline), today)
        if deadline.doubt:
            age = gettext("%(age)s Another page says %(month)s: check.") % {"age": age, "month": month_name(deadline.doubt)}
        return FactTile("due", heading, display.due_months(deadline), age)
    if deadline.date:
        return FactTile(
            "due",
            heading,
            gettext("Ask for the next date"),
            gettext("The last one was %(day)s.") % {"day": display.day(deadline.date)},
        )
    if deadline.several:
        return FactTile("due", heading, display.due_months(deadline), gettext("Ask for the next date."))
    if deadline.kind == "rolling":
        return FactTile("due", heading, gettext("Open all year"), gettext("So its pages say."))
    if is_for_others(record):
        return FactTile("due", heading, gettext("Ask when yours is due"), gettext("The date on its pages is not for teachers."))
    return FactTile("due", heading, gettext(SILENT), is_stated=False)


def _describe_age(year: int | None, today: datetime.date) -> str:
    """Return how old a usual month is: ``Seen in 2022, 4 years ago.``"""
    if not year:
        return gettext("Year not stated. Check it.")
    age = today.year - year
    if age <= 1:
        return (gettext("Seen in %(year)s, this year.") if age <= 0 else gettext("Seen in %(year)s, last year.")) % {"year": year}
    if year >= fresh_since(today):
        return gettext("Seen in %(year)s, %(age)s years ago.") % {"year": year, "age": age}
    return gettext("Seen in %(year)s, %(age)s years ago. Check it.") % {"year": year, "age": age}


def _place(record: AnyRecord) -> FactTile:
    delivery = vocabulary("delivery").label_of(record.delivery).lower()
    words = capfirst(", ".join(filter(None, (display.length(record), delivery))))
    return FactTile("place", gettext("How long and where"), words or gettext(SILENT), describe_reach(record), bool(words))


def describe_reach(record: AnyRecord) -> str:
    """Return whose teachers may take part, short enough for a tile."""
    states = [vocabulary("state").by_code[code].phrase for code in record.serves_states]
    if record.scope == "local":
        return f"{display.where(record)}."
    count = gettext("%(count)s states") % {"count": len(states)}
    places = display.join_words(states) if len(states) <= _MOST_STATES else count
    if record.is_residence_assumed and not places:
        return gettext("No rule on where you live.")
    if record.is_residence_assumed:
        return gettext("Run in %(places)s. No rule on where you live.") % {"places": places}
    return gettext("For teachers in %(places)s.") % {"places": places} if places else gettext("Open nationwide.")


def _running(record: AnyRecord, currency: Currency) -> FactTile:
    words = {
        "seen": gettext("Yes, as far as we know"),
        "check": gettext("Maybe: ask first"),
        "over": gettext("Probably not"),
        "closed": gettext("No") if record.status == "ended" else gettext("Not now"),
        "unknown": gettext("We could not tell"),
    }
    note = f"{currency.text}."
    if record.status == "suspended":
        note = gettext("Last seen %(year)s.") % {"year": record.evidence_year} if record.evidence_year else ""
    return FactTile("running", gettext("Still running?"), words[currency.code], note)


def describe_reading(record: AnyRecord) -> str:
    """Return when its pages were read: ``We read 3 pages on November 23, 2026``."""
    read = sorted({source.read for source in record.sources})
    words = {"count": len(record.sources), "first": display.day(read[0]), "day": display.day(read[-1])}
    if len(read) == 1:
        return ngettext("We read %(count)s page on %(day)s", "We read %(count)s pages on %(day)s", len(record.sources)) % words
    return (
        ngettext(
            "We read %(count)s page between %(first)s and %(day)s",
            "We read %(count)s pages between %(first)s and %(day)s",
            len(record.sources),
        )
        % words
    )
