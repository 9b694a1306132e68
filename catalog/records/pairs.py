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
    programs = {
        program.slug: program
        for program in Program.objects.exclude(publication=Publication.RETIRED).select_related("sponsor").defer("note")
    }
    by_key = {program.pk: slug for slug, program in programs.items()}
    faces = {slug: (slug, program.name, program.sponsor.name, program.website or "") for slug, program in programs.items()}
    pending = ProgramVersion.objects.filter(state=VersionState.PENDING, program__publication=Publication.PUBLISHED)
    for key, record in pending.values_list("program_id", "record"):
        slug = by_key[key]
        faces[slug] = (slug, record["name"], record["sponsor"], record["website"] or "")
    apart = set(DistinctPair.objects.values_list("first", "second"))
    found = []
    for one, other, why in _pairs(tuple(faces[slug] for slug in sorted(faces))):
        first, second = sorted((programs[one], programs[other]), key=lambda program: program.pk)
        if (first.pk, second.pk) not in apart:
            found.append(OpenPair(first, second, why))
    return found


@lru_cache(maxsize=2)  # by content: the desk asks on its start page, and names hardly ever change
def _pairs(faces: tuple[_Face, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(duplicate_pairs([dict(zip(_FIELDS, face, strict=True)) for face in faces]))
