"""A cross-table as CSV: a line for each cell, so that any program can read it without knowing its shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from catalog.exports.csv import guarded
from catalog.facets.declared import FACETS
from catalog.facets.snapshot import Crossed


def crosstable_csv(rows: str, columns: str, counts: Crossed, about: Mapping[str, str]) -> bytes:
    """Every cell, zeros included, of facet `rows` by facet `columns` ("" for the counts of one facet).

    Columns: the facets' values and labels, `programs` (the count), the totals of the row, of the column and of
    all that show (each counts a program once), and those of `about`, the same in every line.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = [rows, f"{rows}_label", *([columns, f"{columns}_label"] if columns else []), "programs"]
    heads += [f"{rows}_total", *([f"{columns}_total"] if columns else []), "total"]
    writer.writerow([*heads, *about])
    constant = [guarded(value) for value in about.values()]
    for row in counts.rows:
        start = [row, FACETS[rows].labels[row]]
        total = counts.totals[rows][row]
        if not columns:
            writer.writerow([*start, total, total, counts.total, *constant])
            continue
        for column in counts.columns:
            line = [*start, column, FACETS[columns].labels[column], counts.cells[row][column]]
            writer.writerow([*line, total, counts.totals[columns][column], counts.total, *constant])
    return text.getvalue().encode("utf-8-sig")
