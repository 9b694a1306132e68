"""A record under changed coding rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typology import AS_CODED, Rule, Support, counted


def supports_of(record: Mapping[str, Any], rules: Rule = AS_CODED) -> Support:
    """The supports that a record says are present and that count under the changed rules."""
    supports = record["supports"]
    coded = Support.from_codes(name for name, support in supports.items() if support["present"])
    return counted(coded, supports["recognize"]["basis"], rules)


def ruled(record: Mapping[str, Any], rules: Rule) -> Mapping[str, Any] | None:
    """The record as it would be under the changed rules; None where no support would be left.

    What no longer counts is coded absent, its basis empty; the evidence stays as it was written.
    """
    left = supports_of(record, rules)
    if left == supports_of(record):
        return record
    if not left:
        return None
    supports = {
        name: support
        if Support.from_codes([name]) in left
        else {**support, "present": False, **({"basis": []} if "basis" in support else {})}
        for name, support in record["supports"].items()
    }
    return {**record, "supports": supports}
