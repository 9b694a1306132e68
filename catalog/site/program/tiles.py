"""The four facts that a teacher asks for first: money, the deadline, length and place, whether it still runs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.text import capfirst

from catalog.browse.facets import AnyRecord
from catalog.common.text import pluralize
from catalog.programs import display
from catalog.programs.currency import Currency, fresh_since
from catalog.programs.date_notes import is_for_others
from catalog.programs.deadlines import cycle_seen, deadline_of, is_offered
from catalog.programs.money_line import UNKNOWN, money_line
from catalog.schema.vocabulary import vocabulary

SILENT = "Its pages don’t say"
_MOST_STATES = 3  # more are counted


@dataclass(frozen=True)
class FactTile:
    """A fact: its name for tests and styles, a heading, a few words, a line below. Without words, its pages do not say it."""

    name: str
    heading: str
    words: str
    note: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether the record says anything."""
        return self.words != SILENT


def build_tiles(record: AnyRecord, currency: Currency, today: datetime.date) -> list[FactTile]:
    """Return the tiles in their order. `currency` says how current the program is on the day `today`."""
    return [_money(record, today), _due(record, today), _place(record), _running(record, currency)]


def _money(record: AnyRecord, today: datetime.date) -> FactTile:
    words = money_line(record, today)
    return FactTile("money", "Money", SILENT if words in ("", UNKNOWN) else words)


def _due(record: AnyRecord, today: datetime.date) -> FactTile:
    deadline = deadline_of(record, today)
    if not is_offered(record):
        return FactTile("due", "When it is due", "Not offered now")
    if deadline.coming and deadline.date:
        days = (deadline.date - today).days
        left = {0: "That is today.", 1: "That is tomorrow."}.get(days, f"{days} days from now.")
        note = f"{left} It has several dates." if deadline.several else left
        return FactTile("due", "When it is due", display.day(deadline.date), note)
    if deadline.months:
        age = _describe_age(cycle_seen(record, deadline), today)
        return FactTile("due", "When it is due", display.due_months(deadline), age)
    if deadline.date:
        return FactTile("due", "When it is due", "Ask for the next date", f"The last one was {display.day(deadline.date)}.")
    if deadline.several:
        return FactTile("due", "When it is due", display.due_months(deadline), "Ask for the next date.")
    if deadline.kind == "rolling":
        return FactTile("due", "When it is due", "Open all year", "So its pages say.")
    if is_for_others(record):
        return FactTile("due", "When it is due", "Ask when yours is due", "The date on its pages is not for teachers.")
    return FactTile("due", "When it is due", SILENT)


def _describe_age(year: int | None, today: datetime.date) -> str:
    """Return how old a usual month is: ``Seen in 2022, 4 years ago.``"""
    if not year:
        return "Year not stated. Check it."
    age = today.year - year
    when = "this year" if age <= 0 else "last year" if age == 1 else f"{age} years ago"
    return f"Seen in {year}, {when}." + ("" if year >= fresh_since(today) else " Check it.")


def _place(record: AnyRecord) -> FactTile:
    delivery = vocabulary("delivery").label_of(record.delivery).lower()
    words = capfirst(", ".join(filter(None, (display.length(record), delivery))))
    return FactTile("place", "How long and where", words or SILENT, describe_reach(record))


def describe_reach(record: AnyRecord) -> str:
    """Return whose teachers may take part, short enough for a tile."""
    states = [vocabulary("state").by_code[code].phrase for code in record.serves_states]
    if record.scope == "local":
        return f"{display.where(record)}."
    places = display.join_words(states) if len(states) <= _MOST_STATES else f"{len(states)} states"
    if record.is_residence_assumed:
        return f"Run in {places}. No rule on where you live." if places else "No rule on where you live."
    return f"For teachers in {places}." if places else "Open nationwide."


def _running(record: AnyRecord, currency: Currency) -> FactTile:
    words = {
        "seen": "Yes, as far as we know",
        "check": "Maybe: ask first",
        "over": "Probably not",
        "closed": "No" if record.status == "ended" else "Not now",
        "unknown": "We could not tell",
    }
    note = f"{currency.text}."
    if record.status == "suspended":
        note = f"Last seen {record.evidence_year}." if record.evidence_year else ""
    return FactTile("running", "Still running?", words[currency.code], note)


def describe_reading(record: AnyRecord) -> str:
    """Return when its pages were read: ``We read 3 pages on November 23, 2026``."""
    read = sorted({source.read for source in record.sources})
    span = display.day(read[-1]) if len(read) == 1 else f"between {display.day(read[0])} and {display.day(read[-1])}"
    return f"We read {pluralize(len(record.sources), 'page')} {'on ' if len(read) == 1 else ''}{span}"
