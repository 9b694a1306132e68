"""Mistyped addresses of programs: the one that was meant, or the closest ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalog.search.stemming import fold

MOST = 5  # closest programs on an error page
_LONGEST = 120  # characters of an address that are compared
_SHORTEST = 5  # one letter of a shorter address changes too much to be an error
_LIKENESS = 0.7  # of 1
_BEGINNING = 6  # characters: so many may be the beginning of an address


def find_meant(typed: str, slugs: Iterable[str]) -> str:
    """Return the one slug that a typed address means; "" if none is so close or several are.

    Case, accents, underscores, spaces and punctuation at the ends do not matter, and one letter may be missing, extra,
    different or swapped with the next.
    """
    tidy, known = _tidy(typed), list(slugs)
    if tidy in known:
        return tidy
    if len(tidy) < _SHORTEST:
        return ""
    near = process.extract(tidy, known, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=2)
    return near[0][0] if len(near) == 1 else ""


def find_closest(typed: str, slugs: Iterable[str]) -> list[str]:
    """Return the slugs most like a typed address, the best first: those that begin with it, then those spelled like it."""
    tidy, known = _tidy(typed), list(slugs)
    begun = sorted(slug for slug in known if len(tidy) >= _BEGINNING and slug.startswith(tidy))
    scorer = DamerauLevenshtein.normalized_similarity
    near = [slug for slug, *_ in process.extract(tidy, known, scorer=scorer, score_cutoff=_LIKENESS, limit=MOST)]
    return list(dict.fromkeys([*begun, *near]))[:MOST] if tidy else []


def _tidy(typed: str) -> str:
    return "-".join(fold(re.sub("[_.]", " ", typed[:_LONGEST])))
