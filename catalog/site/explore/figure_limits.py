"""Which figures can be drawn: a figure that nobody could read is refused, with what to choose instead."""

from __future__ import annotations

from catalog.browse.crosstabs.crosstab import CrosstabQuery
from catalog.browse.facets import FACETS
from catalog.browse.results import CrosstabCounts

MOST_PANELS = 12
MOST_CELLS = 600  # of all panels of heat maps; a heat map without panels has no limit, because both facets have one
MOST_BARS = 160  # of all panels
MOST_SEGMENTS = 12  # of a stacked bar, so that their colors can be told apart
MOST_LINES = 20_000  # of a CSV file


def explain_limit(crosstab: CrosstabQuery, counts: CrosstabCounts, panels: int, rows: int, columns: int) -> str:
    """Return why the figure of a cross-table of this size cannot be drawn, or "" if it can."""
    if crosstab.by and panels > MOST_PANELS:
        label = FACETS[crosstab.by].words.label
        return f"This figure would have {panels} panels; at most {MOST_PANELS} fit. Filter “{label}” to fewer values."
    if crosstab.figure == "stacked":
        return _explain_stacked(crosstab, counts, columns) or _explain_many(rows * max(1, panels), MOST_BARS, "bars")
    cells = rows * max(1, columns) * max(1, panels)
    if crosstab.figure == "bars":
        return _explain_many(cells, MOST_BARS, "bars")
    return _explain_many(cells, MOST_CELLS, "cells") if crosstab.by else ""


def explain_long_file(crosstab: CrosstabQuery, counts: CrosstabCounts) -> str:
    """Return why the CSV of a table with panels would be too long, or "" if it is not."""
    panels = len(crosstab.panels()) if crosstab.by else 0
    lines = len(counts.rows) * max(1, len(counts.columns)) * panels
    if lines <= MOST_LINES:
        return ""
    return f"This file would have {lines:,} lines; at most {MOST_LINES:,} are made. Filter the facets to fewer values."


def _explain_many(count: int, most: int, what: str) -> str:
    if count <= most:
        return ""
    return f"This figure would have {count:,} {what}; at most {most} fit. Choose fewer values of the rows, columns or panels."


def _explain_stacked(crosstab: CrosstabQuery, counts: CrosstabCounts, columns: int) -> str:
    label = FACETS[crosstab.columns].words.label
    if crosstab.show == "column":
        return "Stacked bars cannot show percentages of columns, because their parts would not add up. Choose bars."
    if any(sum(cells.values()) > counts.totals[crosstab.rows][row] for row, cells in counts.cells.items()):
        return f"Stacked bars cannot show “{label}”: a program can have several values, so parts would not add up. Choose bars."
    if columns > MOST_SEGMENTS:
        return f"A stacked bar can have {MOST_SEGMENTS} parts, not {columns}. Filter “{label}” to fewer values, or choose bars."
    return ""
