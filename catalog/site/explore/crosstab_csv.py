"""A cross-table as CSV with one row for each cell, so that other software can read any table the same way."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from catalog.browse.facets import FACETS
from catalog.browse.results import CrosstabCounts
from catalog.common.percent import exact_percent, wilson_interval
from catalog.exports.provenance import repeat
from catalog.spreadsheets.csv_table import escape_formula


def write_crosstab_csv(rows: str, columns: str, counts: CrosstabCounts, about: Mapping[str, str], show: str = "count") -> bytes:
    """Write every cell, including zeros, of facet `rows` by facet `columns` ("" for the counts of one facet).

    Columns: the codes and labels of both facets, `programs` (the count), the totals of the row, of the column and of the
    table (each counts a program once), and those of `about`, which repeat() fills. If `show` is "row", "column" or "total",
    `percent` and `percent_of` (the number it is a percentage of) follow the count, and its 95% interval (`percent_low`,
    `percent_high`).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    shares = [] if show == "count" else ["percent", "percent_of", "percent_low", "percent_high"]
    heads = [rows, f"{rows}_label", *([columns, f"{columns}_label"] if columns else []), "programs", *shares]
    heads += [f"{rows}_total", *([f"{columns}_total"] if columns else []), "total"]
    writer.writerow([*heads, *about])
    constant = repeat([escape_formula(value) for value in about.values()], len(counts.rows) * max(1, len(counts.columns)))
    for row in counts.rows:
        start = [row, FACETS[rows].labels[row]]
        total = counts.totals[rows][row]
        for column in counts.columns or [""]:
            count, totals, value = total, [total], start
            whole = counts.total
            if columns:
                count, totals = counts.cells[row][column], [total, counts.totals[columns][column]]
                value = [*start, column, FACETS[columns].labels[column]]
                whole = {"row": totals[0], "column": totals[1]}.get(show, counts.total)
            share = [exact_percent(count, whole), whole, *_interval(count, whole)] if shares else []
            writer.writerow([*value, count, *share, *totals, counts.total, *next(constant)])
    return text.getvalue().encode("utf-8-sig")


def _interval(count: int, whole: int) -> list[str]:
    return [f"{100 * limit:.2f}" for limit in wilson_interval(count, whole)] if whole else ["", ""]
