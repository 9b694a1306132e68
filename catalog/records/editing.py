"""What is asked of a person who writes a record, beyond what the codebook asks of any record."""

from __future__ import annotations

from catalog.records.faults import Fault
from catalog.records.validation import Record


def source_faults(before: Record | None, after: Record) -> list[Fault]:
    """The supports that must name their source and don't: those of a new record, and those that differ from `before`.

    Takes two valid records; None as `before` for a new one. A support counts as changed in whichever of its parts it
    differs: present, evidence, basis or source. Many of the first records tie no source to a support: they may stay so
    until somebody changes that support, so that a new deadline or link needs no evidence entered again.
    """
    known = before["supports"] if before else {}
    why = "though this support is changed" if before else "though the program is new"
    return [
        Fault(f"supports.{code}.source", f"is empty, {why}", "the address of the source that shows it")
        for code, support in after["supports"].items()
        if not support["source"] and support != known.get(code)
    ]
