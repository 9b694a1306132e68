"""What every page shows: navigation, canonical address, footnote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse

from catalog.browse.crawlers import canonical_path
from catalog.common.urls import absolute

# the links of the header, and those of its two menus
LINKS = (("find", "Find"), ("deadlines", "Deadlines"), ("shortlist", "Saved"))
RESEARCH = (
    ("types", "Types of program"),
    ("explore", "Explore"),
    ("data", "Data"),
    ("methods", "Methods"),
    ("api_docs", "API"),
)
MORE = (("browse", "Browse all programs"), ("about", "About"))
# where a teacher's answers are shown and added to links, in the browser: these pages and those below them
_TEACHERS_PAGES = ("/programs/", "/find/", "/deadlines/", "/states/", "/sponsors/", "/shortlist/")
FOOTNOTE = "Describes this catalog, not all programs."


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every template: navigation, canonical address, footnote. It is the same for every visitor."""
    try:
        canonical = absolute(request, canonical_path(request))
        origin = absolute(request, "/").removesuffix("/")
    except SuspiciousOperation:  # an unknown host or too many parameters: the error page needs no canonical address
        canonical = origin = ""
    return {
        "nav": {name: _list_links(request, links) for name, links in (("links", LINKS), ("research", RESEARCH), ("more", MORE))},
        "for_teachers": request.path == "/" or request.path.startswith(_TEACHERS_PAGES),
        "canonical": canonical,
        "origin": origin,
        "footnote": FOOTNOTE,
        "operator": {
            "name": settings.OPERATOR_NAME,
            "email": settings.CONTACT_EMAIL,
            "repository": settings.REPOSITORY_URL,
        },
    }


def _list_links(request: HttpRequest, links: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "url": reverse(name), "current": request.path.startswith(reverse(name))}
        for name, label in links
    ]
