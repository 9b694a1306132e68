"""Faults of a record told on a page that has no field for each."""

from __future__ import annotations

import re

from catalog.records import Fault
from catalog.records.vocabulary import book


def in_words(fault: Fault) -> str:
    """A fault as a sentence that names its field as people call it."""
    words = book().fields.get(re.split(r"[.\[]", fault.field)[0])
    where = f"{words.label} ({fault.field})" if words else fault.field or "The record"
    return f"{where}: {fault.message}{f' (allowed: {fault.allowed})' if fault.allowed else ''}."
