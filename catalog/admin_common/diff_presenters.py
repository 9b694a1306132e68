"""Records for admin pages, in the codebook's terms: two side by side, or all of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from catalog.programs.history import text_diff
from catalog.programs.history.diff import describe_fields, differences
from catalog.programs.history.text_diff import mark_differences
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from typology import ProgramType, derive


class DiffPiece(NamedTuple):
    """A part of a line: `only` if the other record lacks it; `url` if it is a link."""

    text: str
    only: bool = False
    url: str = ""


Line = tuple[DiffPiece, ...]


@dataclass(frozen=True)
class DiffRow:
    """One field: its label, and its value in each record, in lines."""

    field: str
    label: str
    values: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class SideBySide:
    """Two records: the rows in which they differ, and those in which they agree; the program's type in both."""

    differing: tuple[DiffRow, ...]
    same: tuple[DiffRow, ...]
    before: ProgramType
    after: ProgramType

    @property
    def retyped(self) -> bool:
        """Whether the type differs."""
        return self.before != self.after

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the fields that differ."""
        return tuple(row.label for row in self.differing)


def side_by_side(before: ProgramRecord, after: ProgramRecord) -> SideBySide:
    """Compare two records, each valid when it was written."""
    differing = diff_rows(before, after)
    fields = {row.field for row in differing}
    same = tuple(row for row in _rows(after) if row.field not in fields)
    return SideBySide(differing, same, type_of(before), type_of(after))


def diff_rows(before: ProgramRecord, after: ProgramRecord) -> tuple[DiffRow, ...]:
    """Return the fields in which two records differ. The records may be invalid, for example without a support."""
    linked = _linked(before, after)
    return tuple(
        DiffRow(one.field, one.label, tuple(_lines(value, linked) for value in mark_differences(one.before, one.after)))
        for one in differences(before, after)
    )


def describe_record(record: ProgramRecord) -> tuple[tuple[DiffRow, ...], tuple[DiffRow, ...]]:
    """Return the rows of all fields: those of the supports with their evidence, and the others."""
    rows = _rows(record)
    supports = tuple(row for row in rows if row.field.startswith("supports."))
    return supports, tuple(row for row in rows if row not in supports)


def type_of(record: ProgramRecord) -> ProgramType:
    """Return the type of a record's supports."""
    return derive(supports_of(record))


def _rows(record: ProgramRecord) -> list[DiffRow]:
    linked = _linked(record)
    plain = [
        (field, label, [(text_diff.TextPiece(line),) for line in value])
        for field, (label, value) in describe_fields(record).items()
    ]
    return [DiffRow(field, label, (_lines(value, linked),)) for field, label, value in plain]


def _linked(*records: ProgramRecord) -> re.Pattern[str]:
    """Match the URLs that are sources or websites of the records; other URLs stay plain text."""
    urls = {source.url for record in records for source in record.sources}
    urls |= {record.website for record in records if record.website}
    return re.compile("|".join(re.escape(url) for url in sorted(urls, key=len, reverse=True)))


def _lines(lines: Iterable[text_diff.Line], linked: re.Pattern[str]) -> tuple[Line, ...]:
    return tuple(tuple(part for piece in line for part in _pieces(piece, linked)) for line in lines)


def _pieces(piece: text_diff.TextPiece, linked: re.Pattern[str]) -> Iterator[DiffPiece]:
    end = 0
    for found in linked.finditer(piece.text):
        if found.start() > end:
            yield DiffPiece(piece.text[end : found.start()], piece.only)
        yield DiffPiece(found[0], piece.only, found[0])
        end = found.end()
    if end < len(piece.text):
        yield DiffPiece(piece.text[end:], piece.only)
