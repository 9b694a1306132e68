"""What every page shows: navigation, languages, canonical address, footnote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import gettext_noop

from catalog.browse.crawlers import canonical_path
from catalog.common.language import ENGLISH, OTHERS, gettext, is_english, language, language_of, without_language
from catalog.common.urls import absolute

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
        "language": language(),
        "in_other_language": _find_other_language(request),
        "canonical": absolute(request, canonical) if canonical else "",
        "alternates": _list_alternates(request, canonical) if canonical else {},
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


def _find_other_language(request: HttpRequest) -> dict[str, str] | None:
    """Return the language that this page is not in, with the same page in it; None if the page is only in English."""
    here = request.get_full_path()
    for code, name in {ENGLISH: "English", **OTHERS}.items():
        if code != language() and (url := translate_url(here, _django_code(code))) != here:
            return {"code": code, "name": name, "url": url}
    return None


def _list_alternates(request: HttpRequest, canonical: str) -> dict[str, str]:
    """Return the public address of a page in each language, the default as ``x-default``; {} if it is only in English."""
    found = {code: translate_url(canonical, _django_code(code)) for code in (ENGLISH, *OTHERS)}
    if len(set(found.values())) == 1:
        return {}
    return {code: absolute(request, url) for code, url in {**found, "x-default": found[ENGLISH]}.items()}


def _django_code(code: str) -> str:
    return settings.LANGUAGE_CODE if code == ENGLISH else code
