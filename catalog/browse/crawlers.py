"""Which addresses are for crawlers: one rule for robots.txt, X-Robots-Tag and canonical addresses.

Filters can be combined in more ways than any crawler can fetch, so crawlers get every page without parameters, the
pages of the whole list, and the programs of one state, kind or type.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from catalog.browse.filterset import TRACKING

BROWSE = "/programs/"
CRAWLED = ("form", "page", "state", "type")  # the parameters of /programs/ that a crawler may follow, one at a time
OUT_OF_BOUNDS = (
    "/admin/",
    "/api/v1/",
    "/cite",
    "/completions/",
    "/deadlines.ics",
    "/explore.",
    "/explore/whatif.",
    "/programs.",
    "/shortlist.",
)


def robots_rules() -> list[str]:
    """The Allow and Disallow lines of robots.txt (RFC 9309: the longest pattern that fits decides)."""
    rules = [f"Disallow: {path}" for path in OUT_OF_BOUNDS]
    rules.append("Disallow: /*?")
    for name in CRAWLED:
        rules += [f"Allow: {BROWSE}?{name}=", f"Disallow: {BROWSE}?{name}=*&"]
    return rules


def is_for_crawlers(request: HttpRequest) -> bool:
    """Whether a crawler may keep the answer to this request; advertisers' parameters do not count."""
    if request.path.startswith(OUT_OF_BOUNDS):
        return False
    asked = _asked(request)
    return not asked or (request.path == BROWSE and len(asked) == 1 and asked[0][0] in CRAWLED)


def canonical_path(request: HttpRequest) -> str:
    """The one path, with its query, under which crawlers should know this page.

    A page of a list is its own; any other combination of filters counts as the page without them.
    """
    asked = _asked(request)
    keeps = is_for_crawlers(request) or "page" in request.GET
    return request.path + (f"?{urlencode(asked)}" if asked and keeps else "")


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters of a request, without advertisers' ones and those that are empty."""
    return [(name, value) for name, values in request.GET.lists() for value in values if value and not TRACKING.fullmatch(name)]
