"""A cross-table as CSV with one row for each cell, so that other software can read any table the same way."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import product

from catalog.browse.facets import FACETS
from catalog.browse.results import CrosstabCounts
from catalog.common.percent import exact_percent, wilson_interval
from catalog.exports.provenance import repeat
from catalog.spreadsheets.csv_table import escape_formula


def write_crosstab_csv(
    rows: str, columns: str, panels: Mapping[str, CrosstabCounts], about: Mapping[str, str], show: str = "count", by: str = ""
) -> bytes:
    """Write every cell, including zeros, of facet `rows` by facet `columns` ("" for the counts of one facet).

    `panels` holds the counts for each value of a third facet `by`, or for "" without one. Columns: the codes and labels of
    the facets, `programs` (the count), the totals of the row, of the column and of the table (each counts a program once;
    within the value of `by`), and those of `about`, which repeat() fills. If `show` is "row", "column" or "total", `percent`
    and `percent_of` (the number it is a percentage of) follow the count, and its 95% interval (`percent_low`,
    `percent_high`).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    shares = [] if show == "count" else ["percent", "percent_of", "percent_low", "percent_high"]
    axes = [axis for axis in (by, rows, columns) if axis]
    heads = [*(name for axis in axes for name in (axis, f"{axis}_label")), "programs", *shares]
    heads += [f"{rows}_total", *([f"{columns}_total"] if columns else []), "total"]
    writer.writerow([*heads, *about])
    lines = sum(len(counts.rows) * max(1, len(counts.columns)) for counts in panels.values())
    constant = repeat([escape_formula(value) for value in about.values()], lines)
    for panel, counts in panels.items():
        for row, column in product(counts.rows, counts.columns or [""]):
            count = total = counts.totals[rows][row]
            totals, whole = [total], counts.total
            if columns:
                count, totals = counts.cells[row][column], [total, counts.totals[columns][column]]
                whole = {"row": totals[0], "column": totals[1]}.get(show, counts.total)
            codes = {by: panel, rows: row, columns: column}
            values = [value for axis in axes for value in (codes[axis], FACETS[axis].labels[codes[axis]])]
            share = [exact_percent(count, whole), whole, *_interval(count, whole)] if shares else []
            writer.writerow([*values, count, *share, *totals, counts.total, *next(constant)])
    return text.getvalue().encode("utf-8-sig")


def _interval(count: int, whole: int) -> list[str]:
    return [f"{100 * limit:.2f}" for limit in wilson_interval(count, whole)] if whole else ["", ""]
