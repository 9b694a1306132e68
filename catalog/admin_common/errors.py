"""Faults of a record in words: beside the field of a form, or on a page that has no field for each."""

from __future__ import annotations

import re

from catalog.schema.codebook import book
from catalog.schema.errors import Fault

# what is allowed as the loader of files tells it -> as people do; nothing where the message says it already
_IN_PLAIN_WORDS = {
    "at least 1 character": "",
    "at least 1 entry": "",
    "[shortest, longest]": "the shortest first",
    "null": "nothing",
    "[]": "nothing",
}


def in_words(fault: Fault) -> str:
    """A fault as a sentence that names its field as people call it."""
    words = book().fields.get(re.split(r"[.\[]", fault.field)[0])
    where = f"{words.label} ({fault.field})" if words else fault.field or "The record"
    return f"{where}: {_told(fault)}"


def text_of(fault: Fault) -> str:
    """A fault as a sentence that stands beside its field, and so does not name it."""
    told = _told(fault)
    return told[:1].upper() + told[1:]


def _told(fault: Fault) -> str:
    allowed = _IN_PLAIN_WORDS.get(fault.allowed, fault.allowed)
    return f"{fault.message} (allowed: {allowed})." if allowed else f"{fault.message}."
