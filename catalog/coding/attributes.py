"""The fields of the record that coders can code besides the supports, and their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.vocabulary import Vocabulary, vocabulary

# in the order of the coding form
ATTRIBUTES = ("form", "focus", "sponsor_type", "models", "audience")
Attributes = Mapping[str, tuple[str, ...]]


def vocabulary_of(field: str) -> Vocabulary:
    """Return the vocabulary of a field's codes."""
    return vocabulary(FIELDS[field].vocabulary)


def takes_one(field: str) -> bool:
    """Whether a record has exactly one code in the field."""
    return FIELDS[field].type == "one code"


def may_be_empty(field: str) -> bool:
    """Whether a record may have no code in the field."""
    return not FIELDS[field].required


def label_of(field: str) -> str:
    """Return the label of a field's attribute, as filters and tables name it."""
    return vocabulary_of(field).label


def describe_codes(field: str, codes: tuple[str, ...]) -> str:
    """Return the labels of codes, joined by commas; “Not stated” for none."""
    words = vocabulary_of(field)
    return ", ".join(words.label_of(code) for code in codes) or words.unstated_label


def attributes_of(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the attributes in a record's JSON, as codings hold them. Fields that are missing are left out."""
    found = {field: values[field] for field in ATTRIBUTES if values.get(field) is not None}
    return {field: [value] if isinstance(value, str) else list(value) for field, value in found.items()}


def record_attributes(record: ProgramRecord) -> dict[str, list[str]]:
    """Return the attributes of a record, as codings hold them."""
    return attributes_of({field: getattr(record, field) for field in ATTRIBUTES})


def read_attributes(coding: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the attributes of a stored coding in the vocabularies' present codes and order; none for an older coding."""
    stored = coding.get("attributes") or {}
    return {field: tuple(vocabulary_of(field).current(stored[field])) for field in ATTRIBUTES if field in stored}
