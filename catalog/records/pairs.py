"""Pairs of programs in the catalog that may be one, and that no editor has said to be two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.models import DistinctPair, Program, ProgramVersion, Publication, VersionState
from catalog.records.duplicates import duplicate_pairs

_FIELDS = ("slug", "name", "sponsor", "website")
_Face = tuple[str, str, str, str]


@dataclass(frozen=True)
class OpenPair:
    """Two programs that look alike, and what is alike, in words."""

    first: Program
    second: Program
    why: str


def open_pairs() -> list[OpenPair]:
    """Every pair of programs, as they are being worked on, that may be one; the likeliest first. Retired ones are gone."""
    rows = Program.objects.exclude(publication=Publication.RETIRED).values_list("pk", "slug", "name", "sponsor__name", "website")
    faces = {key: (slug, name, sponsor, website or "") for key, slug, name, sponsor, website in rows}
    keys = {face[0]: key for key, face in faces.items()}
    pending = ProgramVersion.objects.filter(state=VersionState.PENDING, program__publication=Publication.PUBLISHED)
    for key, record in pending.values_list("program_id", "record"):
        faces[key] = (faces[key][0], record["name"], record["sponsor"], record["website"] or "")
    apart = set(DistinctPair.objects.values_list("first", "second"))
    named = [(keys[one], keys[other], why) for one, other, why in _pairs(tuple(sorted(faces.values())))]
    alike = [(min(one, other), max(one, other), why) for one, other, why in named]
    found = [(first, second, why) for first, second, why in alike if (first, second) not in apart]
    programs = Program.objects.select_related("sponsor").in_bulk({key for first, second, _ in found for key in (first, second)})
    return [OpenPair(programs[first], programs[second], why) for first, second, why in found]


@lru_cache(maxsize=2)  # by content: the desk asks on its start page, and names hardly ever change
def _pairs(faces: tuple[_Face, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(duplicate_pairs([dict(zip(_FIELDS, face, strict=True)) for face in faces]))
