"""A cross-table in words: one account for the page, its figure, its files, its citation and the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from catalog.browse.crosstab import Crossing
from catalog.browse.facets import FACETS
from catalog.browse.sentence import description, kept, label, programs, told
from catalog.programs.display import join_words

FEW = 8  # values that are named one by one


def title(crossing: Crossing) -> str:
    """``Type by sponsor``."""
    rows = FACETS[crossing.rows].words.label
    if not crossing.columns:
        return rows
    other = FACETS[crossing.columns].words.label
    return f"{rows} by {other[:1].lower()}{other[1:]}"


def sentence(crossing: Crossing, names: Mapping[str, str], *, release: bool = True, by: str = "") -> str:
    """What is counted, and what of it shows: ``78 programs open to teachers in Ohio; shown: Award (Recognize), 22``.

    `names` gives each chosen sponsor's name; without `release` the release goes unsaid; `by` stands before what shows.
    """
    counts = crossing.counted()
    counted = crossing.base if release else replace(crossing.base, release="")
    values = shown(crossing)
    return told(counted, counts.base, names) + by + (f"; shown: {values}, {counts.total:,}" if values else "")


def described(crossing: Crossing, names: Mapping[str, str]) -> str:
    """The table in words that hold whatever its counts: ``Type by sponsor: programs open to teachers in Ohio``."""
    values = shown(crossing)
    return f"{title(crossing)}: {description(crossing.base, names)}" + (f"; shown: {values}" if values else "")


def shown(crossing: Crossing) -> str:
    """The values that were chosen to show: ``Fellowship or Award by Nationwide``; empty where all do."""
    return " by ".join(_values(axis, codes) for axis, codes in crossing.picks.items())


def in_table(crossing: Crossing) -> str:
    """How many of those that show do so only as they do not state what a bound limits; empty where none does."""
    counts = crossing.counted()
    return kept(counts.kept, f"the {programs(counts.total)} that show{'s' if counts.total == 1 else ''}")


def named(labels: list[str], link: str = "and") -> str:
    """The labels one by one, or how many they are."""
    return join_words(labels, link) if len(labels) <= FEW else f"{len(labels)} values"


def _values(axis: str, codes: tuple[str, ...]) -> str:
    facet = FACETS[axis]
    several = f"{len(codes)} values of “{facet.words.label.lower()}”"
    return join_words([label(facet, code) for code in codes], "or") if len(codes) <= FEW else several
