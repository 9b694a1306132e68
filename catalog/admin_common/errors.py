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
# accepted values for which a sentence of its own says both what is wrong and what to do
_SENTENCES = {
    "at least one USPS code": "choose at least one state. Only a national program is open everywhere.",
    "the address of the source that shows it": "choose the source that shows it. Its address must be among the sources.",
    "at least one of prepare, place, recognize": "tick at least one of prepare, place and recognize.",
}


def in_words(problem: RecordProblem) -> str:
    """Return an error as a sentence that names its field."""
    words = book().fields.get(re.split(r"[.\[]", problem.field)[0])
    where = f"{words.label} ({problem.field})" if words else problem.field or "The record"
    return f"{where}: {_describe(problem)}"


def text_of(problem: RecordProblem) -> str:
    """Return an error as a sentence to show at its field, so without the field's name."""
    text = _describe(problem)
    return text[:1].upper() + text[1:]


def _describe(problem: RecordProblem) -> str:
    if problem.allowed in _SENTENCES:
        return _SENTENCES[problem.allowed]
    allowed = _IN_PLAIN_WORDS.get(problem.allowed, problem.allowed)
    if problem.message.startswith("is empty"):
        message = problem.message.replace("is empty", "required", 1)
        return f"{message}: {allowed}." if allowed else f"{message}."
    return f"{problem.message} (allowed: {allowed})." if allowed else f"{problem.message}."
