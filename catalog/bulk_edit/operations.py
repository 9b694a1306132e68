"""What a bulk edit does to a field: set it, or add codes to a set or remove them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.programs.history.diff import value_in_words
from catalog.schema.fields import FIELDS

# what depends on other fields, or on reading the pages of one program
_ONE_BY_ONE = {"scope", "serves_states", "serves_basis", "form", "form_basis", "models", "confidence"}
FIRST = ("status", "sponsor", "focus")  # the fields that the form shows unfolded
EDITABLE = (
    *FIRST,
    *(
        code
        for code, field in FIELDS.items()
        if (field.type in ("one code", "set of codes") or code == "evidence_year") and code not in {*_ONE_BY_ONE, *FIRST}
    ),
)


class Action(StrEnum):
    """How an operation changes its field."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True)
class FieldOperation:
    """One change of one field of the record. `value` holds codes for a set of codes, else the new value."""

    field: str
    action: Action
    value: Any

    def apply(self, value: Any) -> Any:
        """Return the new value of the field. The codes of a set that does not change stay as they are."""
        if self.action == Action.ADD:
            return [*value, *(code for code in self.value if code not in value)]
        if self.action == Action.REMOVE:
            return [code for code in value if code not in self.value]
        if isinstance(self.value, list):
            return value if set(value) == set(self.value) else list(self.value)
        return self.value

    def describe(self) -> str:
        """Return the operation in words: "Focus: add Science and STEM"."""
        field = FIELDS[self.field]
        words = " and ".join(value_in_words(field, self.value)) or field.empty
        return f"{field.label}: {words}" if self.action == Action.SET else f"{field.label}: {self.action} {words}"


def apply_all(operations: Iterable[FieldOperation], record: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a record's JSON with all operations applied; not validated."""
    return record | {operation.field: operation.apply(record[operation.field]) for operation in operations}


def describe_all(operations: Sequence[FieldOperation]) -> str:
    """Return all operations in words, at most 500 characters."""
    text = "; ".join(operation.describe() for operation in operations)
    return text if len(text) <= 500 else f"{text[:499]}…"
