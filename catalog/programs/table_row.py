"""Convert a record to one row of a table, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS, SUPPORT_FIELDS, ProgramRecord, support_fields
from catalog.schema.parts import settle_absence
from catalog.schema.validation import Record, validate
from catalog.schema.vocabulary import Book, Field, vocabulary
from catalog.schema.vocabulary import type_of as type_of_supports
from typology import Support

LINK = "; "  # joins the members of a list; a semicolon inside a member is doubled
_SUPPORTS = tuple(support.code for support in Support)
_PARTS = tuple(part for part in SUPPORT_FIELDS if part != "basis")  # of each support; only recognize has a `basis`
_LENGTHS = ("duration_months_min", "duration_months_max")
_SOURCES = {"source_urls": "url", "source_titles": "title", "source_read": "read"}
# fields that are several columns
_SPLIT: dict[str, tuple[str, ...]] = {
    "supports": (
        *(name if part == "present" else f"{name}_{part}" for name in _SUPPORTS for part in _PARTS),
        "recognize_basis",
    ),
    "duration_months": _LENGTHS,
    "sources": tuple(_SOURCES),
}
# the columns of parts of a support that were added later, by part
_ADDED_PARTS = {part: tuple(f"{name}_{part}" for name in _SUPPORTS) for part, field in SUPPORT_FIELDS.items() if field.since > 1}
_TYPE = "type"


def columns_of(fields: Iterable[str], parts: Collection[str] = SUPPORT_FIELDS) -> tuple[str, ...]:
    """Return the public columns of records with these fields, in the codebook's order, with `type` before the supports.

    `parts` are those that each support has.
    """
    left_out = {column for part, columns in _ADDED_PARTS.items() if part not in parts for column in columns}
    found: list[str] = []
    for name in fields:
        if FIELDS[name].public:
            found += [_TYPE] if name == "supports" else []
            found += (column for column in _SPLIT.get(name, (name,)) if column not in left_out)
    return tuple(found)


def columns_in(words: Book) -> tuple[str, ...]:
    """Return the public columns of the records of a codebook."""
    return columns_of(words.fields, support_fields(words))


COLUMNS = columns_of(FIELDS)
_NOT_PUBLIC = tuple(name for name, field in FIELDS.items() if not field.public)
# the editors' files leave out the type, and end with the fields that are not public and the version
EDITOR_COLUMNS = (*(name for name in COLUMNS if name != _TYPE), *_NOT_PUBLIC, "version")
# fields that a file may leave out; the program then keeps its values
MAY_BE_MISSING = frozenset(name for name, field in FIELDS.items() if not field.public or field.since > 1)
# columns that are optional in the editors' files
EDITOR_OPTIONAL = MAY_BE_MISSING | {_TYPE, "version", "catalog"}.union(*_ADDED_PARTS.values())

_NUMBER_TYPES = ("number", "year", "month 1–12")
NUMBERS = frozenset((*(name for name, field in FIELDS.items() if field.type in _NUMBER_TYPES), *_LENGTHS))
TRUTHS = frozenset((*_SUPPORTS, *(name for name, field in FIELDS.items() if field.type == "true or false")))

_NOT_TEXT = NUMBERS | TRUTHS | {"version"}
_TRUTHS = {"true": True, "false": False}

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_MARK = re.compile(r";;|; ")
_OF_SUPPORT = re.compile(r"supports\.(\w+)(?:\.(\w+)(?:\[\d+\])?)?")
_OF_SOURCE = re.compile(r"sources(?:\[\d+\](?:\.(\w+))?)?")


def is_text(column: str) -> bool:
    """Return whether a column holds text or dates, not numbers or truth values."""
    return column not in _NOT_TEXT


def flat(record: ProgramRecord, columns: Collection[str] = COLUMNS) -> dict[str, str]:
    """Return a record as text by column; record_of_row() is the reverse.

    Lists are joined as by join_members(), truth values are ``true`` and ``false``, a value not stated is empty.
    """
    row: dict[str, Any] = {_TYPE: type_of(record)}
    for name in FIELDS:
        value = getattr(record, name)
        if name == "supports":
            for code, support in value.by_code():
                row[code] = support.present
                row |= {f"{code}_{part}": getattr(support, part) for part in _PARTS if part != "present"}
            row["recognize_basis"] = value.recognize.basis
        elif name == "duration_months":
            row |= zip(_LENGTHS, value or ("", ""), strict=True)
        elif name == "sources":
            row |= {column: [getattr(source, key) for source in value] for column, key in _SOURCES.items()}
        else:
            row[name] = value
    return {column: _text(row[column]) for column in columns}


def editor_row(record: ProgramRecord, version: int | None = None) -> dict[str, str]:
    """Return a record as a row of the editors' files, in the order of EDITOR_COLUMNS."""
    return {**flat(record, EDITOR_COLUMNS[:-1]), "version": _text(version)}


def record_of_row(row: Mapping[str, str], *, for_editors: bool = False) -> Record:
    """Return the canonical record of a row (text by column).

    Columns may be in any order; truth values may be in capitals, as spreadsheets write them. Fields left out get the values
    that missing_fields() describes. A row of the editors' files (`for_editors`) may have a `note`, and its `type` may be
    missing or empty. Raises InvalidRecord with the problems of all columns and fields.
    """
    read, found = row_as_read(row, for_editors=for_editors)
    try:
        valid = validate(read)
    except InvalidRecord as error:
        raise InvalidRecord([*found, *_others(error.problems, found)]) from None
    if found:
        raise InvalidRecord(found)
    stated = row.get("type", "").strip()
    if _type_code(stated) != type_of(valid) and not (for_editors and not stated):
        allowed = f"an empty cell, since the type is computed: {type_of(valid)}" if for_editors else type_of(valid)
        raise InvalidRecord([RecordProblem("type", f"{row['type']!r} does not follow from the supports", allowed)])
    return valid


def missing_fields(columns: Collection[str]) -> frozenset[str]:
    """Return the optional fields that are not in these columns; a record then has their defaults, or empty text."""
    return frozenset(name for name in MAY_BE_MISSING if not any(column in columns for column in _SPLIT.get(name, (name,))))


def row_as_read(row: Mapping[str, str], *, for_editors: bool = False) -> tuple[dict[str, Any], list[RecordProblem]]:
    """Return the row as a record that is not validated yet, and the problems of its columns and cells.

    A value that cannot be read stays text, which is invalid for its field. `for_editors` as for record_of_row().
    """
    reading = _RowReader(row, for_editors)
    return reading.record(), reading.problems


def check_columns(columns: Collection[str], *, for_editors: bool = False) -> list[RecordProblem]:
    """Return the missing columns of a table, then the unknown ones. `for_editors` as for record_of_row()."""
    needed = [column for column in COLUMNS if not (for_editors and column in EDITOR_OPTIONAL)]
    known = _KNOWN | EDITOR_OPTIONAL if for_editors else _KNOWN
    found = [RecordProblem(column, "is missing from the columns") for column in needed if column not in columns]
    allowed = "the columns of the data dictionary"
    return found + [RecordProblem(column, "is not a column of a program", allowed) for column in columns if column not in known]


def column_of(field: str) -> str:
    """Return the column of a field, given its path: ``supports.place.source`` is in ``place_source``.

    The name of a column is returned as it is.
    """
    if support := _OF_SUPPORT.fullmatch(field):
        name, part = support[1], support[2]
        return name if part in (None, "present") else f"{name}_{part}"
    if source := _OF_SOURCE.fullmatch(field):
        return next((column for column, key in _SOURCES.items() if key == source[1]), "source_urls")
    name = field.split("[")[0]
    return {"supports": _SUPPORTS[0], "duration_months": _LENGTHS[0]}.get(name, name)


def _type_code(cell: str) -> str:
    """Return the code of the type in a cell, which may name it by code or by its combination; "" for none."""
    named = vocabulary("type").type_named(cell)
    return named.code if named else ""


def type_of(record: ProgramRecord) -> str:
    """Return the code of a record's type. Raises NoSupportError if no support is present."""
    return type_of_supports(record.given_supports).code


def join_members(members: Iterable[str]) -> str:
    """The members as one text: joined by "; ", each semicolon inside a member doubled, none at all as the empty text.

    So split_members() gives every list back but one, that of a single empty text; no list of a record holds an empty one.
    """
    return LINK.join([member.replace(";", ";;") for member in members])


def split_members(text: str) -> list[str]:
    """Return the members of a text made by join_members(). A single semicolon is part of a member unless a blank follows."""
    if not text:
        return []
    members, start = [""], 0
    for mark in _MARK.finditer(text):
        members[-1] += text[start : mark.start()]
        start = mark.end()
        if mark[0] == LINK:
            members.append("")
        else:
            members[-1] += ";"
    members[-1] += text[start:]
    return members


def _others(problems: Iterable[RecordProblem], found: Iterable[RecordProblem]) -> Iterator[RecordProblem]:
    """Yield the problems of a record, without those that follow from problems already found in its row."""
    known = {problem.field for problem in found}
    whole = {field for field, columns in _SPLIT.items() if known & set(columns)}
    for problem in problems:
        if column_of(problem.field) not in known and problem.field.split("[")[0] not in whole:
            yield problem


class _RowReader:
    """Reads one row: the value of each cell, and the problems found."""

    def __init__(self, row: Mapping[str, str], for_editors: bool):
        self.row = row
        self.problems = check_columns(row, for_editors=for_editors)

    def record(self) -> dict[str, Any]:
        """Return the row as a record that is not validated yet; meaningless if there are problems."""
        together: dict[str, Callable[[], Any]] = {
            "supports": lambda: {name: self.support(name) for name in _SUPPORTS},
            "duration_months": self.lengths,
            "sources": self.sources,
        }
        left_out = missing_fields(self.row)
        return {
            name: together[name]() if name in together else self.value(name, field)
            for name, field in FIELDS.items()
            if name not in left_out or name in _NOT_PUBLIC  # a missing note is empty
        }

    def value(self, name: str, field: Field) -> Any:
        if field.type in _NUMBER_TYPES:
            return self.number(name)
        if field.type == "true or false":
            return self.truth(name)
        if field.type in ("set of codes", "list of text"):
            return split_members(self.text(name))
        return self.text(name).strip() or None if field.nullable else self.text(name)

    def text(self, column: str) -> str:
        return self.row.get(column, "")

    def number(self, column: str) -> int | float | str | None:
        text = self.text(column).strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.problems.append(RecordProblem(column, f"{text!r} is not a number", "a number such as 12 or 2.5, or nothing"))
            return text
        value = float(text)
        return int(value) if value == int(value) else value

    def truth(self, column: str) -> bool | None:
        text = self.text(column).strip().lower()
        if column in self.row and text not in _TRUTHS:
            self.problems.append(RecordProblem(column, f"{text!r} is neither true nor false", "true or false"))
        return _TRUTHS.get(text)

    def support(self, name: str) -> dict[str, Any]:
        present = self.truth(name)
        support = {
            "present": present,
            "absence": settle_absence(bool(present), self.text(f"{name}_absence").strip()),
            "evidence": self.text(f"{name}_evidence"),
            "source": self.text(f"{name}_source").strip() or None,
        }
        return {**support, "basis": split_members(self.text("recognize_basis"))} if name == "recognize" else support

    def lengths(self) -> list[int | float | str | None] | None:
        lengths = [self.number(column) for column in _LENGTHS]
        empty = [column for column in _LENGTHS if not self.text(column).strip()]
        if len(empty) == 1 and empty[0] in self.row:
            self.problems.append(RecordProblem(empty[0], "is empty, but the other length is stated", "both lengths, or neither"))
        return None if len(empty) == 2 else lengths

    def sources(self) -> list[dict[str, str]] | None:
        columns = {column: split_members(self.text(column)) for column in _SOURCES}
        count = len(columns["source_urls"])
        for column, members in columns.items():
            if column in self.row and len(members) != count:
                self.problems.append(
                    RecordProblem(column, f"has {len(members)} members, source_urls has {count}", "one for each source")
                )
        if any(len(members) != count for members in columns.values()):
            return None
        keys = list(_SOURCES.values())
        return [dict(zip(keys, source, strict=True)) for source in zip(*columns.values(), strict=True)]


# `catalog` says which catalog a public table comes from; it is not part of the record
_KNOWN = frozenset((*COLUMNS, "catalog"))


def _text(value: Any) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return join_members(value) if isinstance(value, list) else str(value)
