"""The shortlist: slugs in one first-party cookie, which the server and static/public/shortlist.js both read and write.

The cookie holds the slugs in the order they were added, joined by dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "shortlist"
MOST = 40  # programs
LONGEST = 3800  # characters: browsers drop cookies above 4096 bytes, with name and attributes
YEAR = 365 * 24 * 3600
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")


def shortlist(request: HttpRequest) -> tuple[str, ...]:
    """Return the visitor's slugs in the order they were added, without invalid ones."""
    return slugs(request.COOKIES.get(COOKIE, "").split("."))


def slugs(given: Iterable[str]) -> tuple[str, ...]:
    """Return the valid slugs among the texts, each once, at most MOST."""
    found = dict.fromkeys(text.strip() for text in given if _SLUG.fullmatch(text.strip()))
    return tuple(found)[:MOST]


def add_slugs(current: Iterable[str], added: Iterable[str], place: int | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the shortlist with these slugs from a place on, by default at its end, and the slugs that do not fit."""
    now = list(current)
    fitting: list[str] = []
    full: list[str] = []
    for slug in dict.fromkeys(added):
        if slug in now:
            continue
        if len(now) + len(fitting) >= MOST or len(".".join([*now, *fitting, slug])) > LONGEST:
            full.append(slug)
        else:
            fitting.append(slug)
    place = len(now) if place is None else place
    return (*now[:place], *fitting, *now[place:]), tuple(full)


def set_cookie(response: HttpResponse, chosen: Iterable[str]) -> None:
    """Set the visitor's shortlist to these slugs; an empty list deletes the cookie."""
    value = ".".join(chosen)
    if value:
        # not HttpOnly, because the script reads it
        response.set_cookie(COOKIE, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
