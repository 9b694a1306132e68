"""A program begun from a web page: what of it goes into the form, and which programs it may be already."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db.models import Q
from rapidfuzz import fuzz

from catalog.common.text import one_line
from catalog.duplicates.matching import likely_duplicates
from catalog.duplicates.stated_facts import Facts
from catalog.models import ProgramVersion, VersionState
from catalog.programs.identity import faces

LONGEST_URL = 500  # characters, as the codebook has it
_LONGEST = {"name": 200, "sponsor": 200, "summary": 420, "source_title": 300}
_NOT_MARKED = ("website", "source_url", "source_title", "source_read")  # where the page was found
_LONGEST_QUERY = 7500  # bytes: a server takes no endless request line
_ALIKE, _MOST = 92, 8
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class KnownProgram:
    """The working version of a program, with the fields to compare."""

    key: int
    slug: str
    name: str
    sponsor: str
    website: str
    sources: tuple[str, ...]


def initial_values(
    url: str,
    read: datetime.date,
    *,
    name: str = "",
    title: str = "",
    description: str = "",
    site: str = "",
    stated: Facts | None = None,
) -> Facts:
    """Return the form's initial values, without control characters and cut to the codebook's lengths.

    `read` is the day the page at `url` was read, `stated` what its sentences say. `from_page` names the fields to check.
    """
    values = {
        "name": name,
        "sponsor": "" if _is_host(site) else site,
        "summary": description,
        "website": url,
        "source_url": url,
        "source_title": title,
        "source_read": read.isoformat(),
    }
    cleaned: Facts = {field: _cut(one_line(value), _LONGEST.get(field)) for field, value in values.items()}
    for field, value in (stated or {}).items():
        cleaned[field] = value if isinstance(value, list) else one_line(value)
    cleaned["from_page"] = " ".join(field for field, value in cleaned.items() if value and field not in _NOT_MARKED)
    for field in ("eligibility", "summary", "money_note", "deadline_note", "sponsor", "source_title"):
        if len(urlencode(cleaned, doseq=True)) > _LONGEST_QUERY:  # Chinese and the like take nine bytes for each character
            cleaned[field] = ""
    return {field: value for field, value in cleaned.items() if value}


def drop_parameters(url: str, parameters: re.Pattern[str]) -> str:
    """Return the URL without these query parameters."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    rest = [(name, value) for name, value in query if not parameters.fullmatch(name)]
    return url if len(rest) == len(query) else urlunsplit(parts._replace(query=urlencode(rest)))


def known_programs() -> list[KnownProgram]:
    """Return the working version of every program, with the sources of its record and its pending change."""
    sources: dict[int, set[str]] = {}
    versions = ProgramVersion.objects.filter(Q(current_of__isnull=False) | Q(state=VersionState.PENDING)).order_by()
    for key, named in versions.values_list("program", "record__sources"):
        sources.setdefault(key, set()).update(source["url"] for source in named)
    return [
        KnownProgram(
            face["key"], face["slug"], face["name"], face["sponsor"], face["website"] or "", tuple(sources.get(face["key"], ()))
        )
        for face in faces()
    ]


def find_existing(values: Mapping[str, Any], known: Iterable[KnownProgram]) -> list[tuple[KnownProgram, str]]:
    """Return programs that a page may describe, each with the reason, most likely first.

    In addition to likely_duplicates(): programs with the page as a source, and programs with nearly the same name
    and any sponsor, because few pages name their sponsor.
    """
    by_slug = {program.slug: program for program in known}
    face: dict[str, Any] = {field: values.get(field, "") for field in ("name", "sponsor", "website")}
    faces = [
        {"slug": each.slug, "name": each.name, "sponsor": each.sponsor, "website": each.website} for each in by_slug.values()
    ]
    found = {likeness.slug: likeness.why for likeness in likely_duplicates(face, faces)}
    for program in by_slug.values():
        if program.slug in found:
            continue
        if any(_same_page(url, face["website"]) for url in (program.website, *program.sources)):
            found[program.slug] = "it names this page"
        elif _alike(program.name, face["name"]):
            found[program.slug] = "a very similar name"
    return [(by_slug[slug], why) for slug, why in list(found.items())[:_MOST]]


def _cut(text: str, longest: int | None) -> str:
    return shorten(text, longest, placeholder="…") if longest else text


def _is_host(site: str) -> bool:
    """Whether a page's site name is only its host name."""
    return "." in site.strip(".") and " " not in site


def _same_page(one: str, other: str) -> bool:
    return bool(one and other) and _page(one) == _page(other)


def _page(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ("", "", url)
    return (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query)


def _alike(one: str, other: str) -> bool:
    first, second = (" ".join(_WORDS.findall(name.casefold())) for name in (one, other))
    return bool(first and second) and fuzz.token_sort_ratio(first, second) >= _ALIKE
