"""The flow from type to type under changed rules as CSV, with one row for each pair of types that has programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from catalog.exports.provenance import repeat
from catalog.spreadsheets.csv_table import escape_formula


def write_flow_csv(
    pairs: Iterable[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    labels: Mapping[str, str],
    about: Mapping[str, str],
) -> bytes:
    """Write the pairs of codes (before, after) in their order.

    Columns: both codes with their labels, `moved` ("true" if they differ), `programs` (the count), `total` (all pairs),
    and those of `about`, which repeat() fills.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["before", "before_label", "after", "after_label", "moved", "programs", "total", *about])
    constant = repeat([escape_formula(value) for value in about.values()], len(counts))
    total = sum(counts.values())
    for before, after in pairs:
        moved = "true" if before != after else "false"
        writer.writerow([before, labels[before], after, labels[after], moved, counts[before, after], total, *next(constant)])
    return text.getvalue().encode("utf-8-sig")
