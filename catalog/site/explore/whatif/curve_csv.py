"""The share of each type under every combination of rules as CSV, with one row for each combination and type."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from catalog.browse.editions.changed_rules import Combination
from catalog.common.percent import exact_percent, wilson_interval
from catalog.exports.provenance import repeat
from catalog.spreadsheets.csv_table import escape_formula
from typology import Rule


def write_curve_csv(combinations: Sequence[Combination], labels: Mapping[str, str], about: Mapping[str, str]) -> bytes:
    """Write the counts of the types under each combination, in their order.

    Columns: `rule` (the codes joined by "; "), one column for each rule ("true" where it is on), the code and the label of
    the type, `programs` (the count), `percent` of `percent_of` (all programs that are left) with its 95% interval, empty where
    no program is left, and those of `about`, which repeat() fills.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    shares = ["programs", "percent", "percent_of", "percent_low", "percent_high"]
    writer.writerow(["rule", *(rule.code for rule in Rule), "type", "type_label", *shares, *about])
    constant = repeat([escape_formula(value) for value in about.values()], len(combinations) * len(labels))
    for one in combinations:
        switches = ["true" if rule in one.rules else "false" for rule in Rule]
        for code, label in labels.items():
            count = one.counts[code]
            limits = [f"{100 * limit:.2f}" for limit in wilson_interval(count, one.total)] if one.total else ["", ""]
            share = [count, exact_percent(count, one.total), one.total, *limits]
            writer.writerow([one.rules.code, *switches, code, label, *share, *next(constant)])
    return text.getvalue().encode("utf-8-sig")
