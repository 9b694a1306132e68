"""Record errors as sentences, with or without the name of their field."""

from __future__ import annotations

import re

from catalog.schema.codebook import book
from catalog.schema.errors import RecordProblem

# accepted values in the file loader's terms -> in plain words; empty if the message already says it
_IN_PLAIN_WORDS = {
    "at least 1 character": "",
    "at least 1 entry": "",
    "[shortest, longest]": "the shortest first",
    "null": "nothing",
    "[]": "nothing",
}


def in_words(fault: RecordProblem) -> str:
    """Return an error as a sentence that names its field."""
    words = book().fields.get(re.split(r"[.\[]", fault.field)[0])
    where = f"{words.label} ({fault.field})" if words else fault.field or "The record"
    return f"{where}: {_told(fault)}"


def text_of(fault: RecordProblem) -> str:
    """Return an error as a sentence to show at its field, so without the field's name."""
    told = _told(fault)
    return told[:1].upper() + told[1:]


def _told(fault: RecordProblem) -> str:
    allowed = _IN_PLAIN_WORDS.get(fault.allowed, fault.allowed)
    return f"{fault.message} (allowed: {allowed})." if allowed else f"{fault.message}."
