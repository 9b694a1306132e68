"""How single facts of a record are written: places, lengths, dates, deadlines."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop

from catalog.common import language
from catalog.common.language import gettext, is_english, month_name, ngettext
from catalog.common.text import lower_first
from catalog.common.urls import page_address
from catalog.programs.dates.deadlines import Deadline, cycle_seen, is_offered
from catalog.programs.dates.notes import is_for_others
from catalog.schema.fields import ProgramRecord
from catalog.schema.values import organization_slug
from catalog.schema.vocabulary import vocabulary

# terms of "What you receive" whose label teachers do not use; the label itself belongs to releases and files
_PLAIN = {"release_time": gettext_noop("Paid time out of class")}
OTHERS_DATE = gettext_noop("The date on its pages is not for teachers. Ask when yours is due.")
# Spanish words that change the "y" (and) or the "o" (or) before them
_CHANGES_AND = re.compile(r"h?[ií](?![ae])", re.IGNORECASE)
_CHANGES_OR = re.compile(r"h?[oó]", re.IGNORECASE)


def program_url(slug: str) -> str:
    """Return the address of a program's page."""
    return f"{page_address('browse')}{slug}/"


def sponsor_url(record: ProgramRecord) -> str:
    """Return the address of the page of a record's sponsor."""
    return f"{page_address('sponsor', 'x')[:-2]}{organization_slug(record.sponsor)}/"


def day(date: datetime.date | str) -> str:
    """Return a day in words: ``November 23, 2026``. Takes a date or its ISO form."""
    return language.day(datetime.date.fromisoformat(date) if isinstance(date, str) else date)


def join_words(words: Sequence[str], link: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; `link` is "and" or "or". Spanish says "e" and "u" before the same sound."""
    if len(words) < 2:
        return words[0] if words else ""
    if not is_english():
        changed = (_CHANGES_AND if link == "and" else _CHANGES_OR).match(words[-1])
        link = ("e" if link == "and" else "u") if changed else gettext("and") if link == "and" else gettext("or")
    return f"{', '.join(words[:-1])} {link} {words[-1]}"


def labels(name: str, codes: Sequence[str]) -> list[str]:
    """Return the labels of these codes of a vocabulary."""
    return [vocabulary(name).label_of(code) for code in codes]


def receives(record: ProgramRecord) -> list[str]:
    """Return what teachers receive in their own words: release time is "paid time out of class"."""
    return [gettext(_PLAIN[code]) if code in _PLAIN else vocabulary("receives").label_of(code) for code in record.receives]


def forms(record: ProgramRecord) -> str:
    """Return the kinds of program that a record is, e.g. ``Fellowship, Award``."""
    return ", ".join(labels("form", record.form))


def where(record: ProgramRecord) -> str:
    """Return whose teachers may take part: ``Nationwide``, ``Ohio (no residence rule stated)``, ``Only teachers of …``."""
    if not record.serves_states:
        return gettext("Nationwide")
    states = ", ".join(labels("state", record.serves_states))
    if record.is_residence_assumed:
        return gettext("%(states)s (no residence rule stated)") % {"states": states}
    if record.scope == "local":
        return gettext("Only teachers of %(place)s") % {"place": locality_in(record, states)}
    return states


def locality_in(record: ProgramRecord, states: str) -> str:
    """Return the place that a program serves with its states: ``Morgan County Schools (Georgia)``, each named once."""
    place = record.locality or ""
    return place if f"({states})" in place else f"{place} ({states})"


def experience(record: ProgramRecord) -> str:
    """Return how many years of teaching it asks for: ``5 years``, ``2 to 8 years``, ``at most 5 years``; or nothing."""
    least, most = record.min_years_experience, record.max_years_experience
    if most is not None and least:
        return gettext("%(least)s to %(most)s years") % {"least": least, "most": most}
    if most is not None:
        return ngettext("at most %(years)s year", "at most %(years)s years", 1 if most == 1 else 2) % {"years": most}
    return "" if least is None else ngettext("%(years)s year", "%(years)s years", 1 if least == 1 else 2) % {"years": least}


def not_offered(record: ProgramRecord) -> str:
    """Return why nobody can enter a program now, in a few words for a badge; empty where it is offered."""
    return {"ended": gettext("Ended"), "suspended": gettext("Not offered now")}.get(record.status, "")


def length(record: ProgramRecord) -> str:
    """Return how long it lasts: ``12 months``, ``9–12 months``; empty where not stated."""
    if not record.duration_months:
        return ""
    shortest, longest = record.duration_months
    span = f"{shortest}" if shortest == longest else f"{shortest}–{longest}"
    return ngettext("%(span)s month", "%(span)s months", 1 if span == "1" else 2) % {"span": span}


def describe_last_seen(record: ProgramRecord) -> str:
    """Return when its sources last show it operating: ``Last seen operating: 2017``."""
    year = record.evidence_year
    return gettext("Last seen operating: %(year)s") % {"year": year} if year else gettext("No year on the pages we read")


def deadline_badge(record: ProgramRecord, deadline: Deadline) -> dict[str, str] | None:
    """Return the deadline in the few words that fit on a card, with its kind; None where none is stated."""
    if not is_offered(record):
        return None
    if deadline.coming and deadline.date:
        coming = gettext("Next deadline %(day)s") if deadline.several else gettext("Deadline %(day)s")
        return {"text": coming % {"day": day(deadline.date)}, "kind": "dated"}
    if deadline.months:
        words = due_months(deadline)
        due = words if deadline.several else gettext("Deadline %(usually)s") % {"usually": lower_first(words)}
        return {"text": f"{due} ({describe_cycle(record, deadline)})", "kind": "usual"}
    if deadline.date:
        return {"text": gettext("Stated deadline is past"), "kind": "past"}
    if deadline.several:
        return {"text": due_months(deadline), "kind": "several"}
    return {"text": gettext("Open all year"), "kind": "rolling"} if deadline.kind == "rolling" else None


def deadline_text(record: ProgramRecord, deadline: Deadline) -> str:
    """Return the deadline in a sentence that never makes a past one look current; empty where not stated."""
    if is_for_others(record):
        return gettext(OTHERS_DATE)
    if deadline.coming and deadline.date:
        coming = gettext("%(day)s (coming)") % {"day": day(deadline.date)}
        return f"{coming}. {due_months(deadline)}" if deadline.several else coming
    text = "; ".join(filter(None, (past_date(deadline), usual_month(record, deadline))))
    if not text and deadline.kind == "rolling":
        return gettext("Open all year, as its pages say")
    return text[:1].upper() + text[1:]


def usual_month(record: ProgramRecord, deadline: Deadline) -> str:
    """``usually March, seen 2022``; ``several dates: May, August, seen 2024``; empty where no month is stated."""
    words = lower_first(due_months(deadline))
    return f"{words}, {describe_cycle(record, deadline)}" if deadline.months else words


def due_months(deadline: Deadline) -> str:
    """Return the usual months in words: ``Usually March``, ``Several dates: May, August``; empty where none is stated."""
    names = [month_name(month) for month in deadline.months]
    if not deadline.several:
        return gettext("Usually %(month)s") % {"month": names[0]} if names else ""
    if not names:
        return gettext("Several dates a year")
    if len(names) == 1:
        return gettext("Several dates, one in %(month)s") % {"month": names[0]}
    return gettext("Several dates: %(months)s") % {"months": ", ".join(names)}


def describe_cycle(record: ProgramRecord, deadline: Deadline) -> str:
    """Return how sure the usual months are: ``seen 2022``, ``year not stated``, ``seen 2022; another page says May: check``."""
    year = cycle_seen(record, deadline)
    seen = gettext("seen %(year)s") % {"year": year} if year else gettext("year not stated")
    if not deadline.doubt:
        return seen
    return gettext("%(seen)s; another page says %(month)s: check") % {"seen": seen, "month": month_name(deadline.doubt)}


def deadline_note(record: ProgramRecord, deadline: Deadline) -> str:
    """Return the words on the deadline for researchers, marked in English if they are of a past cycle; empty without any."""
    note = record.deadline_note
    return f"Stated for a past cycle: {note}" if note and deadline.past else note


def past_date(deadline: Deadline) -> str:
    """``The latest stated date, March 21, 2022, is past``; empty where no date is, or it is coming."""
    if not deadline.date or deadline.coming:
        return ""
    return gettext("The latest stated date, %(day)s, is past") % {"day": day(deadline.date)}
