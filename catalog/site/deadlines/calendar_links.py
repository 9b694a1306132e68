"""The addresses of calendars, and the parameters that only calendars take."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog.browse.filterset import Ignored, shortened
from catalog.browse.selection import Selection


def build_calendar_url(selection: Selection, *, usual: bool = False) -> str:
    """Return the address of a selection's calendar, with or without usual months."""
    address = selection.bare().address(reverse("deadlines_ics"))
    return f"{address}{'&' if '?' in address else '?'}usual=1" if usual else address


def build_reminder_url(slug: str) -> str:
    """Return the address of the calendar of one program: its confirmed date, or its usual month."""
    return f"{reverse('deadlines_ics')}?{urlencode({'program': slug, 'usual': 1})}"


def take_usual(query: QueryDict) -> tuple[bool, QueryDict, list[Ignored]]:
    """Return whether the query asks for usual months, the query without that, and invalid values."""
    others = query.copy()
    values = {value.strip() for value in query.getlist("usual")} - {""}
    others.pop("usual", None)
    ignored = [Ignored("usual", value, f"“usual” takes 1, not “{shortened(value)}”") for value in sorted(values - {"1"})]
    return "1" in values, others, ignored


def take_program(query: QueryDict, known: Collection[str]) -> tuple[set[str], QueryDict, list[Ignored]]:
    """Return the slugs of programs that the query asks for, the query without them, and unknown slugs."""
    others = query.copy()
    asked = {value.strip() for value in query.getlist("program")} - {""}
    others.pop("program", None)
    unknown = sorted(asked - set(known))
    return asked, others, [Ignored("program", slug, f"“{shortened(slug)}” is not a program") for slug in unknown]
