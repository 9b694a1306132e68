"""Pairs of likely duplicates that no editor has marked as distinct."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.duplicates.matching import duplicate_pairs
from catalog.models import DistinctPair, Program, ProgramVersion, Publication, VersionState
from catalog.programs.identity import faces

_FIELDS = ("slug", "name", "sponsor", "website")
_Face = tuple[str, ...]


@dataclass(frozen=True)
class OpenPair:
    """Two programs that look alike, and what is alike, in words."""

    first: Program
    second: Program
    why: str


def count_open_pairs() -> int:
    """Return how many pairs open_pairs() finds."""
    return len(_open_keys())


def open_pairs(most: int | None = None) -> list[OpenPair]:
    """Return pairs of likely duplicates among working versions, most likely first; at most `most` of them if given.

    Leaves out retired programs, and pairs whose merge awaits review.
    """
    found = _open_keys()[:most]
    programs = Program.objects.select_related("sponsor", "current").in_bulk(
        {key for first, second, _ in found for key in (first, second)}
    )
    return [OpenPair(programs[first], programs[second], why) for first, second, why in found]


def _open_keys() -> list[tuple[int, int, str]]:
    """Return the keys of both programs of each pair, the lower first, and what is alike."""
    here = [face for face in faces() if face["publication"] != Publication.RETIRED]
    keys = {face["slug"]: face["key"] for face in here}
    shown = tuple(tuple(face[name] or "" for name in _FIELDS) for face in here)
    apart = set(DistinctPair.objects.values_list("first", "second"))
    merges = ProgramVersion.objects.filter(state=VersionState.PENDING, absorbs__isnull=False)
    settled = {(min(pair), max(pair)) for pair in merges.order_by().values_list("program", "absorbs__program")}
    named = [(keys[one], keys[other], why) for one, other, why in _pairs(shown)]
    alike = [(min(one, other), max(one, other), why) for one, other, why in named]
    return [(first, second, why) for first, second, why in alike if (first, second) not in apart | settled]


@lru_cache(maxsize=2)  # keyed by content: the start page needs it, and names rarely change
def _pairs(shown: tuple[_Face, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(duplicate_pairs([dict(zip(_FIELDS, face, strict=True)) for face in shown]))
