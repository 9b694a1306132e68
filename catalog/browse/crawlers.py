"""Addresses for crawlers: one rule for robots.txt, X-Robots-Tag and canonical addresses.

Filters can be combined in more ways than any crawler can fetch, so crawlers get every page without parameters, the
pages of the whole list, and the programs of one state, kind or type.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from catalog.browse.filterset import TRACKING
from catalog.common.language import OTHERS, without_language

BROWSE = "/programs/"
CRAWLED = ("form", "page", "state", "type")  # the parameters of /programs/ that a crawler may follow, one at a time
OUT_OF_BOUNDS = (
    "/admin/",
    "/api/v1/",
    "/cite",
    "/completions/",
    "/confirm/",
    "/deadlines.ics",
    "/explore.",
    "/explore/whatif.",
    "/explore/curve.",
    "/programs.",
    "/shortlist.",
)
TRANSLATED = ("/completions/",)  # of OUT_OF_BOUNDS, what is also in other languages


def robots_rules() -> list[str]:
    """Return the Allow and Disallow lines of robots.txt (RFC 9309: the longest matching pattern decides)."""
    rules = [f"Disallow: {path}" for path in (*OUT_OF_BOUNDS, *(f"/{code}{path}" for code in OTHERS for path in TRANSLATED))]
    rules.append("Disallow: /*?")
    for name in CRAWLED:
        for browse in (BROWSE, *(f"/{code}{BROWSE}" for code in OTHERS)):
            rules += [f"Allow: {browse}?{name}=", f"Disallow: {browse}?{name}=*&"]
    return rules


def is_for_crawlers(request: HttpRequest) -> bool:
    """Return whether a crawler may index the answer to this request. Advertisers' parameters do not count."""
    path = without_language(request.path)
    if path.startswith(OUT_OF_BOUNDS):
        return False
    parameters = _read_parameters(request)
    return not parameters or (path == BROWSE and len(parameters) == 1 and parameters[0][0] in CRAWLED)


def canonical_path(request: HttpRequest) -> str:
    """Return the canonical path and query of this page.

    Pages of a list have their own. For other combinations of filters it is the page without filters.
    """
    parameters = _read_parameters(request)
    keeps = is_for_crawlers(request) or "page" in request.GET
    return request.path + (f"?{urlencode(parameters)}" if parameters and keeps else "")


def _read_parameters(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the parameters of a request without empty and advertisers' ones."""
    return [(name, value) for name, values in request.GET.lists() for value in values if value and not TRACKING.fullmatch(name)]
