"""Count the records that state each field and have each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord

# values that mean "not stated" in fields that are never empty
_SILENT: Mapping[str, Any] = {"deadline_rolling": False, "status": "unknown"}


@dataclass(frozen=True)
class FieldCounts:
    """`fields`: field -> records that state it; `codes`: (field, code) -> records that have it; `total` records.

    `supports` has the codes of the supports that are present, ``recognize.basis`` those of the basis.
    """

    fields: Mapping[str, int]
    codes: Mapping[tuple[str, str], int]
    total: int


def count_fields(records: Iterable[ProgramRecord]) -> FieldCounts:
    """Count over records. A field is stated if it is not null, empty, or a value that means "not stated"."""
    fields: Counter[str] = Counter()
    codes: Counter[tuple[str, str]] = Counter()
    total = 0
    coded = [field.code for field in book().fields.values() if field.vocabulary and field.code != "supports"]
    for record in records:
        total += 1
        fields.update(name for name, value in record if value is not None and value not in ("", [], _SILENT.get(name, "")))
        for name in coded:
            value = getattr(record, name)
            codes.update((name, str(code)) for code in (value if isinstance(value, list) else [value] if value else []))
        codes.update(("supports", name) for name, support in record.supports.by_code() if support.present)
        codes.update(("recognize.basis", code) for code in record.supports.recognize.basis)
    return FieldCounts(fields, codes, total)
