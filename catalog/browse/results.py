"""The results of a selection: a page of programs with its counts, and a cross-table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group of results under a chosen state: the number of its programs, and those on this page."""

    name: str
    count: int
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class SelectionAnswer:
    """The page and the counts of a selection.

    count      programs that match
    groups     the page's slugs, in order; one group named "" unless a state is chosen
    page       the page shown, at most the last one; pages: how many there are, at least 1
    counts     facet -> value -> programs that have it under all other facets and bounds
    unstated   bound -> programs that match only because they do not state the field
    """

    count: int
    groups: tuple[Group, ...]
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]
    unstated: Mapping[str, int]

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the page, in order."""
        return tuple(slug for group in self.groups for slug in group.slugs)


@dataclass(frozen=True)
class CrosstabCounts:
    """The counts of one or two facets under a selection.

    rows, columns  the values that are shown, in order; no columns for one facet alone
    cells          row -> column -> programs with both values
    totals         facet -> value -> shown programs with it, each counted once
    total          shown programs, each counted once
    base           programs that match the choices in all other facets, shown or not
    silent         facet -> `none` or `unstated`, if it has these -> programs of the base with it
    kept           bound -> shown programs that match only because they do not state the field
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, Mapping[str, int]]
    total: int
    base: int
    silent: Mapping[str, Mapping[str, int]]
    kept: Mapping[str, int]
