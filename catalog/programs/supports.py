"""A record under changed coding rules."""

from __future__ import annotations

from catalog.schema.fields import ProgramRecord
from typology import AS_CODED, Rule, Support, counted


def supports_of(record: ProgramRecord, rules: Rule = AS_CODED) -> Support:
    """The supports that a record says are present and that count under the changed rules."""
    return counted(record.given, record.supports.recognize.basis, rules)


def ruled(record: ProgramRecord, rules: Rule) -> ProgramRecord | None:
    """The record as it would be under the changed rules; None where no support would be left.

    What no longer counts is coded absent, its basis empty; the evidence stays as it was written.
    """
    left = supports_of(record, rules)
    if left == supports_of(record):
        return record
    if not left:
        return None
    gone = {"recognize": record.supports.recognize.model_copy(update={"present": False, "basis": []})}
    return record.model_copy(update={"supports": record.supports.model_copy(update=gone)})
