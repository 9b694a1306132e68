"""Validation: any value in, a canonical record or every fault out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalog.records.faults import Fault, RecordFaults
from catalog.records.rules import cross_faults, no_support
from catalog.records.schema import FIELDS, RecordShape

# A record in canonical form: the codebook's fields in its order, sets in vocabulary order.
Record = dict[str, Any]

# what pydantic calls a fault -> what we say is wrong and what is allowed
_WORDS = {
    "missing": ("is missing", ""),
    "string_type": ("must be text", "text in quotes"),
    "string_unicode": ("holds a broken character", "Unicode text"),
    "int_type": ("must be a whole number", "a whole number"),
    "int_from_float": ("must be a whole number", "a whole number"),
    "bool_type": ("must be true or false", "true or false"),
    "list_type": ("must be a list", "a list in square brackets"),
    "model_type": ("must be an object", "an object in curly brackets"),
    "model_attributes_type": ("must be an object", "an object in curly brackets"),
    "dict_type": ("must be an object", "an object in curly brackets"),
}


def validate(data: Any) -> Record:
    """The canonical record of `data`, a decoded JSON value.

    Text is stripped of outer blanks, sets come in vocabulary order, whole numbers as int.
    Raises RecordFaults with every fault found.
    """
    if not isinstance(data, Mapping):
        raise RecordFaults([Fault("", f"a record is an object, not {kind_of(data)}", "one JSON object")])
    try:
        shape = RecordShape.model_validate(data)
    except ValidationError as error:
        raise RecordFaults([*faults_of(error, "the codebook"), *no_support(data.get("supports"))]) from None
    if faults := cross_faults(shape):
        raise RecordFaults(faults)
    return shape.model_dump()


def validate_line(data: Any) -> Record:
    """As validate(), for a line of a file: public files leave the coder's `note` out, and then the record comes without it.

    noted() puts in what it lacks. Raises RecordFaults with every fault found.
    """
    if not isinstance(data, Mapping) or "note" in data:
        return validate(data)
    record = validate({**data, "note": ""})
    del record["note"]
    return record


def noted(record: Mapping[str, Any], note: str) -> Record:
    """A record from validate_line() in canonical form, with this note where it came without one."""
    return canonical({"note": note, **record})


def faults_of(error: ValidationError, whole: str) -> list[Fault]:
    """Every fault that pydantic found, in our words; `whole` names what the fields belong to."""
    return [_fault(details, whole) for details in error.errors(include_url=False)]


def canonical(record: Mapping[str, Any]) -> Record:
    """A valid record with its keys in the codebook's order again (a database may have shuffled them)."""
    ordered = {name: record[name] for name in FIELDS}
    ordered["supports"] = {name: {key: record["supports"][name][key] for key in _SUPPORT_KEYS[name]} for name in _SUPPORT_KEYS}
    ordered["sources"] = [{key: source[key] for key in ("url", "title", "read")} for source in record["sources"]]
    return ordered


def to_line(record: Mapping[str, Any]) -> str:
    """The record as one line of JSON, as in programs.jsonl, without the line's end."""
    return json.dumps(canonical(record), ensure_ascii=False)


_SUPPORT_KEYS = {
    "prepare": ("present", "evidence", "source"),
    "place": ("present", "evidence", "source"),
    "recognize": ("present", "evidence", "source", "basis"),
}


def _fault(details: ErrorDetails, whole: str) -> Fault:
    kind, context = details["type"], details.get("ctx", {})
    path = ""
    for step in details["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    if kind == "codebook":
        return Fault(path, context["message"], context["allowed"])
    if kind == "extra_forbidden":
        return Fault(path, f"is not a field of {whole}", f"{whole}'s fields")
    if kind in ("string_too_short", "string_too_long", "too_short", "too_long"):
        return Fault(path, *_length(details["input"], context))
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        bound = next(iter(context.values()))
        words = {"greater_than": "more than", "greater_than_equal": "at least", "less_than_equal": "at most"}[kind]
        return Fault(path, f"{details['input']} is out of range", f"{words} {bound}")
    message, allowed = _WORDS.get(kind, (details["msg"], ""))
    if kind not in ("missing", "string_unicode") and kind in _WORDS:
        message += f", not {kind_of(details['input'])}"
    return Fault(path, message, allowed)


def _length(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with the length of a text or list, and what is allowed."""
    limit = f"at least {context['min_length']}" if "min_length" in context else f"at most {context['max_length']}"
    if isinstance(value, str):
        length = len(value.strip())
        return (f"has {length} characters" if length else "is empty"), f"{limit} character{'' if limit.endswith(' 1') else 's'}"
    return (f"has {len(value)} entries" if value else "is empty"), f"{limit} entr{'y' if limit.endswith(' 1') else 'ies'}"


def kind_of(value: Any) -> str:
    """A JSON value's kind in plain words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
