"""Compare two records field by field, in the words of the codebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord, support_fields
from catalog.schema.vocabulary import Field, vocabulary

_PARTS = {
    "present": "present",
    "absence": "if absent, what the pages say",
    "basis": "basis",
    "evidence": "evidence",
    "source": "source",
}
GIVEN = ("The program gives it",)  # not shown as a change: that the support is present now says it


@dataclass(frozen=True)
class Difference:
    """One field in which two records differ.

    `field` is its path (``founded``, ``supports.place.evidence``). `before` and `after` are its values in words, one line
    for each member of a list; an empty value is what the codebook says it means.
    """

    field: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: ProgramRecord, after: ProgramRecord) -> tuple[Difference, ...]:
    """Return the fields in which two records differ, in the codebook's order. Each part of a support is a field."""
    changed = [code for code in book().fields if getattr(before, code) != getattr(after, code)]
    old, new = _describe(before, changed), _describe(after, changed)
    return tuple(
        Difference(field, old[field][0], old[field][1], new[field][1])
        for field in old
        if old[field] != new[field] and new[field][1] != GIVEN
    )


def describe_fields(record: ProgramRecord) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the label and the value in words of every field of a record, by path.

    The record was valid when it was written. A code that is no longer in its vocabulary is returned as it is.
    """
    return _describe(record, book().fields)


def _describe(record: ProgramRecord, codes: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = {}
    for code in codes:
        field = book().fields[code]
        if code == "supports":
            for path, label, value in _supports(record):
                found[path] = (label, value)
        else:
            found[code] = (field.label, value_in_words(field, getattr(record, code)) or (_empty(field),))
    return found


def _supports(record: ProgramRecord) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    parts = support_fields(book())
    for term in vocabulary("support").terms:
        name, support = term.code, record.supports.of(term.code).model_dump()
        for part, word in _PARTS.items():
            if part not in support or part not in parts:
                continue
            label = f"{term.label}: {word}"
            yield f"supports.{name}.{part}", label, _part(part, support[part])


def _part(part: str, value: Any) -> tuple[str, ...]:
    if part == "present":
        return ("Yes" if value else "No",)
    if part == "basis":
        return _labels("basis", value) or ("None",)
    if part == "absence":
        return _labels("absence", [value] if value else []) or GIVEN
    return (value or "Not yet tied to one source",)


def value_in_words(field: Field, value: Any) -> tuple[str, ...]:
    """Return a value in words, one line for each member of a list; empty for an empty value."""
    if value is None or value in ("", []):
        return ()
    if isinstance(value, bool):
        return ("Yes" if value else "No",)
    if field.code == "duration_months":
        return (f"{value[0]} to {value[1]} months" if value[0] != value[1] else f"{value[0]} months",)
    if field.code == "sources":
        return tuple(f"{source.title} ({source.url}), read {source.read}" for source in value)
    values = value if isinstance(value, list) else [value]
    if field.vocabulary:
        return _labels(field.vocabulary, map(str, values))
    return tuple(map(str, values))


def _labels(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    known = vocabulary(name).by_code
    return tuple(known[code].label if code in known else code for code in codes)


def _empty(field: Field) -> str:
    return "Not stated" if field.empty == "Never empty" else field.empty
