"""The shortlist: slugs kept in one first-party cookie, read by script and server alike.

The cookie holds the slugs in the order they were added, joined by dots. static/public/shortlist.js writes
the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "shortlist"
MOST = 40  # programs
LONGEST = 3800  # characters: browsers keep no cookie above 4096 bytes, name and attributes included
YEAR = 365 * 24 * 3600
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")


def shortlist(request: HttpRequest) -> tuple[str, ...]:
    """The slugs that the visitor keeps, in the order they were added; whatever is no slug is left out."""
    return slugs(request.COOKIES.get(COOKIE, "").split("."))


def slugs(given: Iterable[str]) -> tuple[str, ...]:
    """The slugs among the given texts, each once, MOST of them at most."""
    found = dict.fromkeys(text.strip() for text in given if _SLUG.fullmatch(text.strip()))
    return tuple(found)[:MOST]


def with_added(kept: Iterable[str], added: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The shortlist with these slugs added at its end, and those for which it had no room."""
    now, full = list(kept), []
    for slug in dict.fromkeys(added):
        if slug in now:
            continue
        if len(now) >= MOST or len(".".join([*now, slug])) > LONGEST:
            full.append(slug)
        else:
            now.append(slug)
    return tuple(now), tuple(full)


def keep(response: HttpResponse, kept: Iterable[str]) -> None:
    """Set the visitor's shortlist to these slugs; an empty one leaves no cookie."""
    value = ".".join(kept)
    if value:
        # not HttpOnly: the script that adds and removes without a reload reads it
        response.set_cookie(COOKIE, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
