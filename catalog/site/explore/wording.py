"""A cross-table in words, for the page, the figure, the files, the citation and the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from catalog.browse.crosstabs.crosstab import CrosstabQuery
from catalog.browse.facets import FACETS
from catalog.browse.sentence import describe, describe_selection, describe_unstated, label, programs
from catalog.common.text import lower_first
from catalog.programs.display import join_words

FEW = 8  # up to so many values are listed by name


def describe_axes(crosstab: CrosstabQuery) -> str:
    """Return the title: ``Type by sponsor``."""
    rows = FACETS[crosstab.rows].words.label
    if not crosstab.columns:
        return rows
    return f"{rows} by {lower_first(FACETS[crosstab.columns].words.label)}"


def describe_figure(crosstab: CrosstabQuery) -> str:
    """Return the title of the figure: ``Type by sponsor, panels by scope``."""
    each = f", panels by {lower_first(FACETS[crosstab.by].words.label)}" if crosstab.by else ""
    return f"{describe_axes(crosstab)}{each}"


def describe_counts(crosstab: CrosstabQuery, names: Mapping[str, str], *, release: bool = True, by: str = "") -> str:
    """Return what is counted and shown: ``78 programs open to teachers in Ohio; shown: Award (Recognize), 22``.

    `names` holds the name of each chosen sponsor. `release` says whether to name the release. `by` comes before the values
    that are shown.
    """
    counts = crosstab.count()
    counted = crosstab.base if release else replace(crosstab.base, release="")
    values = describe_shown(crosstab)
    return describe(counted, counts.base, names) + by + (f"; shown: {values}, {counts.total:,}" if values else "")


def describe_table(crosstab: CrosstabQuery, names: Mapping[str, str]) -> str:
    """Return the table in words without its counts: ``Type by sponsor: programs open to teachers in Ohio``."""
    values = describe_shown(crosstab)
    return f"{describe_axes(crosstab)}: {describe_selection(crosstab.base, names)}" + (f"; shown: {values}" if values else "")


def describe_shown(crosstab: CrosstabQuery) -> str:
    """Return the chosen values: ``Fellowship or Award by Nationwide``, or "" if all values are shown."""
    return " by ".join(_join_values(axis, codes) for axis, codes in crosstab.picks.items())


def describe_kept(crosstab: CrosstabQuery) -> str:
    """Return how many programs are shown only because they do not state a number that is limited, or "" if none is."""
    counts = crosstab.count()
    return describe_unstated(counts.kept, f"the {programs(counts.total)} that show{'s' if counts.total == 1 else ''}")


def name_values(labels: list[str]) -> str:
    """Return the labels, or their number if there are many."""
    return join_words(labels, "and") if len(labels) <= FEW else f"{len(labels)} values"


def _join_values(axis: str, codes: tuple[str, ...]) -> str:
    facet = FACETS[axis]
    several = f"{len(codes)} values of “{facet.words.label.lower()}”"
    return join_words([label(facet, code) for code in codes], "or") if len(codes) <= FEW else several
