"""What every page shows: navigation, canonical address, footnote."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse

from catalog.browse.crawlers import canonical_path
from catalog.common.urls import absolute

NAVIGATION = (
    ("browse", "Browse"),
    ("find", "Find"),
    ("deadlines", "Deadlines"),
    ("types", "Types"),
    ("explore", "Explore"),
    ("data", "Data"),
    ("methods", "Methods"),
    ("about", "About"),
)
FOOTNOTE = "Describes this catalog, not all programs."


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every template: navigation, canonical address, footnote. It is the same for every visitor."""
    try:
        canonical = absolute(request, canonical_path(request))
        origin = absolute(request, "/").removesuffix("/")
    except SuspiciousOperation:  # an unknown host or too many parameters: the error page needs no canonical address
        canonical = origin = ""
    return {
        "nav": [
            {"label": label, "url": reverse(name), "current": request.path.startswith(reverse(name))}
            for name, label in NAVIGATION
        ],
        "canonical": canonical,
        "origin": origin,
        "shortlist_current": request.path == reverse("shortlist"),
        "footnote": FOOTNOTE,
        "operator": {
            "name": settings.OPERATOR_NAME,
            "email": settings.CONTACT_EMAIL,
            "repository": settings.REPOSITORY_URL,
        },
    }
