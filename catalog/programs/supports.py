"""A record under changed coding rules."""

from __future__ import annotations

from catalog.schema.fields import ProgramRecord
from catalog.schema.parts import SILENT
from typology import AS_CODED, Rule, Support, limit_supports


def supports_of(record: ProgramRecord, rules: Rule = AS_CODED) -> Support:
    """Return the supports that are present in a record and count under the rules."""
    return limit_supports(record.given_supports, record.supports.recognize.basis, rules)


def apply_rules(record: ProgramRecord, rules: Rule) -> ProgramRecord | None:
    """Return the record under changed rules; None if no support is left.

    A support that does not count becomes absent, with an empty basis; its evidence stays. Its pages describe nothing else that
    counts, so the support is not described; no page rules it out.
    """
    left = supports_of(record, rules)
    if left == supports_of(record):
        return record
    if not left:
        return None
    absent = {"recognize": record.supports.recognize.model_copy(update={"present": False, "absence": SILENT, "basis": []})}
    return record.model_copy(update={"supports": record.supports.model_copy(update=absent)})
