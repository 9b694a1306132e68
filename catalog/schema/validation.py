"""Validation: turns any JSON value into a canonical record, or raises every error in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS, SCHEMA, ProgramRecord, to_line
from catalog.schema.rules import check_rules, no_support
from catalog.schema.upgrades import VERSION, is_known_version, load_stored, upgrade
from typology import Support

__all__ = [
    "Record",
    "canonical",
    "describe_errors",
    "keep_missing",
    "kind_of",
    "to_line",
    "validate",
    "validate_line",
    "without_private",
]

# a record in canonical form: fields in the codebook's order, sets in vocabulary order
Record = ProgramRecord

# pydantic's error type -> our message, and what is allowed
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


def _empty(name: str) -> Any:
    declared = ProgramRecord.model_fields[name]
    if not declared.is_required():
        return declared.get_default(call_default_factory=True)
    return None if FIELDS[name].nullable else ""


# the empty value of each field that is not public
_PRIVATE = {name: _empty(name) for name, field in FIELDS.items() if not field.public}


def validate(data: Any) -> Record:
    """Return the canonical record of `data`, a decoded JSON value or a record.

    Text is stripped of outer blanks, sets are in vocabulary order, whole numbers are int. Raises InvalidRecord.
    """
    if isinstance(data, ProgramRecord):
        data = data.as_json()
    if not isinstance(data, Mapping):
        raise InvalidRecord([RecordProblem("", f"a record is an object, not {kind_of(data)}", "one JSON object")])
    if VERSION in data and not is_known_version(data[VERSION]):
        raise InvalidRecord(
            [RecordProblem(VERSION, f"{data[VERSION]!r} is not a known schema version", f"1 to {SCHEMA}, or no such key")]
        )
    try:
        record = ProgramRecord.model_validate(upgrade(data))
    except ValidationError as error:
        raise InvalidRecord([*describe_errors(error, "the codebook"), *no_support(data.get("supports"))]) from None
    if problems := check_rules(record):
        raise InvalidRecord(problems)
    return record


def validate_line(data: Any) -> tuple[Record, frozenset[str]]:
    """Validate a line of a file; return the record and the optional fields that the line does not have.

    Those are the coder's `note`, which public files do not have, and fields added after the file was made; keep_missing()
    fills them in. Raises InvalidRecord.
    """
    if not isinstance(data, Mapping):
        return validate(data), frozenset()
    missing = {name for name, field in FIELDS.items() if name not in data and (not field.public or field.since > 1)}
    record = validate({**_PRIVATE, **data})
    missing |= {absence_of(support.code) for support in Support if "absence" not in data["supports"][support.code]}
    return record, frozenset(missing)


def absence_of(support: str) -> str:
    """Return the path of what the pages say of a support if it is absent."""
    return f"supports.{support}.absence"


def keep_missing(record: Record, missing: Iterable[str], known: Record | None) -> Record:
    """Return the record with the missing fields filled in from `known`, the program's present record."""
    if not known:
        return record
    kept = record.model_copy(update={name: getattr(known, name) for name in missing if name in FIELDS})
    parts = {}
    for code, support in record.supports.by_code():
        if absence_of(code) in missing and not support.present and not known.supports.of(code).present:
            parts[code] = support.model_copy(update={"absence": known.supports.of(code).absence})
    return kept.model_copy(update={"supports": record.supports.model_copy(update=parts)}) if parts else kept


def without_private(record: Record) -> Record:
    """Return the record with empty private fields, as releases hold it."""
    return record.model_copy(update=_PRIVATE)


def describe_errors(error: ValidationError, whole: str) -> list[RecordProblem]:
    """Return pydantic's errors in our words; `whole` names the object that the fields belong to."""
    return [_problem(details, whole) for details in error.errors(include_url=False)]


def canonical(record: Mapping[str, Any] | ProgramRecord) -> Record:
    """Return the record of stored JSON; a ProgramRecord is returned unchanged."""
    return record if isinstance(record, ProgramRecord) else load_stored(record)


def _problem(details: ErrorDetails, whole: str) -> RecordProblem:
    kind, context = details["type"], details.get("ctx", {})
    path = ""
    for step in details["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    if kind == "codebook":
        return RecordProblem(path, context["message"], context["allowed"])
    if kind == "extra_forbidden":
        return RecordProblem(path, f"is not a field of {whole}", f"{whole}'s fields")
    if kind in ("string_too_short", "string_too_long", "too_short", "too_long"):
        return RecordProblem(path, *_length(details["input"], context))
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        bound = next(iter(context.values()))
        words = {"greater_than": "more than", "greater_than_equal": "at least", "less_than_equal": "at most"}[kind]
        return RecordProblem(path, f"{details['input']} is out of range", f"{words} {bound}")
    message, allowed = _WORDS.get(kind, (details["msg"], ""))
    if kind not in ("missing", "string_unicode") and kind in _WORDS:
        message += f", not {kind_of(details['input'])}"
    return RecordProblem(path, message, allowed)


def _length(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong with the length of a text or list, and what is allowed."""
    limit = f"at least {context['min_length']}" if "min_length" in context else f"at most {context['max_length']}"
    if isinstance(value, str):
        length = len(value.strip())
        return (f"has {length} characters" if length else "is empty"), f"{limit} character{'' if limit.endswith(' 1') else 's'}"
    return (f"has {len(value)} entries" if value else "is empty"), f"{limit} entr{'y' if limit.endswith(' 1') else 'ies'}"


def kind_of(value: Any) -> str:
    """Return the kind of a JSON value in plain words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
