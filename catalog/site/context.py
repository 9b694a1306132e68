"""What every page shows: navigation, languages, canonical address, footnote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop

from catalog.browse.crawlers import canonical_path
from catalog.common.language import ENGLISH, gettext, is_english, language_of, without_language
from catalog.common.urls import absolute
from catalog.site.language import find_other_language, list_alternates

# the links of the header, and those of its two menus
LINKS = (("find", gettext_noop("Find")), ("deadlines", gettext_noop("Deadlines")), ("shortlist", gettext_noop("Saved")))
RESEARCH = (
    ("types", gettext_noop("Types of program")),
    ("explore", gettext_noop("Explore")),
    ("data", gettext_noop("Data")),
    ("methods", gettext_noop("Methods")),
    ("api_docs", "API"),
)
MORE = (("browse", gettext_noop("Browse all programs")), ("about", gettext_noop("About")))
# where a teacher's answers are shown and added to links, in the browser: these pages and those below them
_TEACHERS_PAGES = ("/programs/", "/find/", "/deadlines/", "/states/", "/sponsors/", "/shortlist/")
FOOTNOTE = gettext_noop("Describes this catalog, not all programs.")


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every template. It is the same for every visitor who requests the address."""
    path = without_language(request.path)
    try:
        canonical = canonical_path(request)
        origin = absolute(request, "/").removesuffix("/")
    except SuspiciousOperation:  # an unknown host or too many parameters: the error page needs no canonical address
        canonical = origin = ""
    return {
        "nav": {name: _list_links(request, links) for name, links in (("links", LINKS), ("research", RESEARCH), ("more", MORE))},
        "for_teachers": path == "/" or path.startswith(_TEACHERS_PAGES),
        "in_other_language": find_other_language(request),
        "canonical": absolute(request, canonical) if canonical else "",
        "alternates": list_alternates(request, canonical) if canonical else {},
        "origin": origin,
        "footnote": gettext(FOOTNOTE),
        "operator": {
            "name": settings.OPERATOR_NAME,
            "email": settings.CONTACT_EMAIL,
            "repository": settings.REPOSITORY_URL,
        },
    }


def _list_links(request: HttpRequest, links: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": gettext(label),
            "url": (url := reverse(name)),
            "current": request.path.startswith(url),
            "only_english": not is_english() and language_of(url) == ENGLISH,
        }
        for name, label in links
    ]
