"""Records on the desk, in the codebook's words: two side by side, or one whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.records.differences import differences, told
from catalog.records.ruled import supports_of
from catalog.records.wording import Line, Piece, marked
from typology import ProgramType, derive


@dataclass(frozen=True)
class Row:
    """One field: how people call it, and its value in each record; `linked` where the values are addresses."""

    field: str
    label: str
    values: tuple[tuple[Line, ...], ...]
    linked: bool


@dataclass(frozen=True)
class SideBySide:
    """Two records: the rows in which they differ, and those in which they agree; the program's type in both."""

    differing: tuple[Row, ...]
    same: tuple[Row, ...]
    before: ProgramType
    after: ProgramType

    @property
    def retyped(self) -> bool:
        """Whether the type differs."""
        return self.before != self.after

    @property
    def labels(self) -> tuple[str, ...]:
        """How people call the fields that differ."""
        return tuple(row.label for row in self.differing)


def side_by_side(before: Mapping[str, Any], after: Mapping[str, Any]) -> SideBySide:
    """Two records, each valid when it was written."""
    found = {one.field: one for one in differences(before, after)}
    differing = [_row(one.field, one.label, *marked(one.before, one.after)) for one in found.values()]
    same = [_row(field, label, _plain(value)) for field, (label, value) in told(after).items() if field not in found]
    return SideBySide(tuple(differing), tuple(same), type_of(before), type_of(after))


def whole(record: Mapping[str, Any]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Every field of a record: those of the supports with their evidence, and all others."""
    rows = [_row(field, label, _plain(value)) for field, (label, value) in told(record).items()]
    supports = tuple(row for row in rows if row.field.startswith("supports."))
    return supports, tuple(row for row in rows if row not in supports)


def type_of(record: Mapping[str, Any]) -> ProgramType:
    """The type that a record's supports make."""
    return derive(supports_of(record))


def _row(field: str, label: str, *values: tuple[Line, ...]) -> Row:
    linked = field in ("website", "sources") or field.endswith(".source")
    return Row(field, label, values, linked)


def _plain(value: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple((Piece(line),) for line in value)
