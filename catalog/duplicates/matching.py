"""Find likely duplicates: programs that may be the same under two names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from catalog.schema.fields import ProgramRecord

# how similar, of 100, two names and their sponsors must be. Measured on the catalog's own programs: many universities
# have a "Teacher Leader Endorsement", and Georgia's department of education is not Guam's
ALIKE_NAMES, ALIKE_SPONSORS = 82, 92
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Likeness:
    """A program that may be the same as another, and why, in words."""

    slug: str
    name: str
    sponsor: str
    why: str


@dataclass(frozen=True)
class _Face:
    """What is compared of a record."""

    slug: str
    name: str
    sponsor: str
    words: str
    sponsor_words: str
    page: str


def likely_duplicates(record: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> list[Likeness]:
    """Return those of `others` that may be the same program as `record`, most likely first.

    Only `slug`, `name`, `sponsor` and `website` are read, each of which may be empty; the record's own slug is skipped.
    Two are alike if both name and sponsor are similar, or if they have the same website, except a front page, which a
    sponsor's programs may share. If the record has no sponsor (a visitor entered only a name), a similar name is enough.
    """
    face = _face(record)
    found = []
    for other in map(_face, others):
        if other.slug != face.slug and (likeness := _alike(face, other)):
            found.append((likeness, other))
    found.sort(key=lambda pair: (-pair[0][0], pair[1].slug))
    return [Likeness(other.slug, other.name, other.sponsor, why) for (_, why), other in found]


def face_of(record: ProgramRecord) -> dict[str, Any]:
    """Return the fields of a record that likely_duplicates() reads."""
    return {"slug": record.slug, "name": record.name, "sponsor": record.sponsor, "website": record.website}


def duplicate_pairs(records: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return every pair of records that may be one program, most likely first: both slugs in order, and why."""
    faces = sorted(map(_face, records), key=lambda face: face.slug)
    found = []
    for first, second in combinations(faces, 2):
        if likeness := _alike(first, second):
            found.append((-likeness[0], first.slug, second.slug, likeness[1]))
    return [(first, second, why) for _, first, second, why in sorted(found)]


def _face(record: Mapping[str, Any]) -> _Face:
    sponsor = record.get("sponsor") or ""
    sponsor_words = _plain(sponsor)
    # without the sponsor's name, with which many names begin
    words = _plain(record.get("name") or "")
    without = words.removeprefix(sponsor_words).strip()
    return _Face(
        record.get("slug") or "", record.get("name") or "", sponsor, without or words, sponsor_words, _page(record.get("website"))
    )


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _page(url: str | None) -> str:
    """Return a URL in a form to compare, or "" for a front page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path.lower()}?{parts.query}"


def _alike(one: _Face, other: _Face) -> tuple[float, str] | None:
    """Return how similar two are, from 0 to 200, and why, or None."""
    names = fuzz.token_sort_ratio(one.words, other.words, score_cutoff=ALIKE_NAMES) if one.words and other.words else 0
    if one.page and one.page == other.page:
        return (100 + names, "the same website" + (" and a similar name" if names else ""))
    if one.words and not one.sponsor_words:
        whole = fuzz.token_sort_ratio(one.words, f"{other.sponsor_words} {other.words}", score_cutoff=ALIKE_NAMES)
        return (max(names, whole), "a similar name") if names or whole else None
    if names and fuzz.ratio(one.sponsor_words, other.sponsor_words) >= ALIKE_SPONSORS:
        return (names, "a similar name and the same sponsor")
    return None
