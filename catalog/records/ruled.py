"""A record under a changed rule of coding."""

from __future__ import annotations

from catalog.schema.fields import ProgramRecord
from typology import Rule, Support, counted


def supports_of(record: ProgramRecord, rule: Rule | None = None) -> Support:
    """The supports that a record says are present and that count under the rule."""
    return counted(record.given, record.supports.recognize.basis, rule)


def ruled(record: ProgramRecord, rule: Rule | None) -> ProgramRecord | None:
    """The record as it would stand under the rule; None where no support would be left.

    What no longer counts is coded absent, its basis empty; the evidence stays as it was written.
    """
    left = supports_of(record, rule)
    if left == supports_of(record):
        return record
    if not left:
        return None
    gone = {"recognize": record.supports.recognize.model_copy(update={"present": False, "basis": []})}
    return record.model_copy(update={"supports": record.supports.model_copy(update=gone)})
