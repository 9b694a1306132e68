"""A record as one flat row, the columns of tables for people and spreadsheets, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS, SUPPORT_FIELDS, ProgramRecord
from catalog.schema.validation import Record, validate
from catalog.schema.vocabulary import Field, vocabulary
from catalog.schema.vocabulary import type_of as type_of_supports
from typology import Support

LINK = "; "  # between the members of a list; a semicolon inside a member is doubled
_SUPPORTS = tuple(support.code for support in Support)
_PARTS = tuple(part for part in SUPPORT_FIELDS if part != "basis")  # of each support; `basis` is of recognize alone
_LENGTHS = ("duration_months_min", "duration_months_max")
_SOURCES = {"source_urls": "url", "source_titles": "title", "source_read": "read"}
# the fields that several columns hold together, and those columns; the type stands before the supports that it follows from
_SPLIT: dict[str, tuple[str, ...]] = {
    "supports": (
        *(name if part == "present" else f"{name}_{part}" for name in _SUPPORTS for part in _PARTS),
        "recognize_basis",
    ),
    "duration_months": _LENGTHS,
    "sources": tuple(_SOURCES),
}
_TYPE = "type"


def columns_of(fields: Iterable[str]) -> tuple[str, ...]:
    """The columns of a table of programs whose records have these fields, in the order of the codebook.

    What is not public is left out. `type`, which follows from the supports, stands before theirs.
    """
    found: list[str] = []
    for name in fields:
        if FIELDS[name].public:
            found += [_TYPE] if name == "supports" else []
            found += _SPLIT.get(name, (name,))
    return tuple(found)


COLUMNS = columns_of(FIELDS)
_NOT_PUBLIC = tuple(name for name, field in FIELDS.items() if not field.public)
# those of the editors' own files: without the type, and with what only coders see and the version, last
EDITOR_COLUMNS = (*(name for name in COLUMNS if name != _TYPE), *_NOT_PUBLIC, "version")
# fields that a file may leave out: what a program has there stays as it is
MAY_BE_MISSING = frozenset(name for name, field in FIELDS.items() if not field.public or field.since > 1)
# what an editors' file may leave out, or hold although the catalog knows it
EDITOR_OPTIONAL = MAY_BE_MISSING | {_TYPE, "version", "catalog"}

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
    """Whether a column holds text, dates included, and not numbers or truth values."""
    return column not in _NOT_TEXT


def flat(record: ProgramRecord, columns: Collection[str] = COLUMNS) -> dict[str, str]:
    """The record as texts by column, in the order of these columns; record_of_row() is the way back.

    Lists are joined as joined() says, truth values are ``true`` and ``false``, what is not stated is empty.
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
    """The record as a row of the editors' own files, in the order of EDITOR_COLUMNS.

    That is flat() without the type, with what only coders see and the number of the version that it is.
    """
    return {**flat(record, EDITOR_COLUMNS[:-1]), "version": _text(version)}


def record_of_row(row: Mapping[str, str], *, for_editors: bool = False) -> Record:
    """The canonical record that a row of texts by column holds; fields that the row may leave out come as missing_fields() says.

    The columns may come in any order; truth values may be in capitals, as spreadsheets write them. A row of the
    editors' files (`for_editors`) may hold `note`, and its `type` may be missing or empty.
    Raises InvalidRecord: of the columns, where one is missing, unknown, or holds what its kind does not allow, together
    with those of the record's other fields.
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
    """The fields that a table with these columns leaves out and may: a record of it has their defaults, or empty text."""
    return frozenset(name for name in MAY_BE_MISSING if not any(column in columns for column in _SPLIT.get(name, (name,))))


def row_as_read(row: Mapping[str, str], *, for_editors: bool = False) -> tuple[dict[str, Any], list[RecordProblem]]:
    """The row as a record that is still to be validated, and the problems of its columns and cells.

    What could not be read is of no kind that its field allows. `for_editors` as for record_of_row().
    """
    reading = _Reading(row, for_editors)
    return reading.record(), reading.problems


def check_columns(columns: Collection[str], *, for_editors: bool = False) -> list[RecordProblem]:
    """What is wrong with the columns of a table, each problem at its column: those missing, then those unknown.

    `for_editors` as for record_of_row().
    """
    needed = [column for column in COLUMNS if not (for_editors and column in EDITOR_OPTIONAL)]
    known = _KNOWN | EDITOR_OPTIONAL if for_editors else _KNOWN
    found = [RecordProblem(column, "is missing from the columns") for column in needed if column not in columns]
    allowed = "the columns of the data dictionary"
    return found + [RecordProblem(column, "is not a column of a program", allowed) for column in columns if column not in known]


def column_of(field: str) -> str:
    """The column that holds a field, told by its path in the record: ``supports.place.source`` is in ``place_source``.

    A column's own name is given back as it is.
    """
    if support := _OF_SUPPORT.fullmatch(field):
        name, part = support[1], support[2]
        return name if part in (None, "present") else f"{name}_{part}"
    if source := _OF_SOURCE.fullmatch(field):
        return next((column for column, key in _SOURCES.items() if key == source[1]), "source_urls")
    name = field.split("[")[0]
    return {"supports": _SUPPORTS[0], "duration_months": _LENGTHS[0]}.get(name, name)


def _type_code(cell: str) -> str:
    """The code of the type that a cell names by its code or by the combination of its supports; "" for none."""
    named = vocabulary("type").type_named(cell)
    return named.code if named else ""


def type_of(record: ProgramRecord) -> str:
    """The code of the type that follows from the supports of a record. Raises NoSupportError where none is present."""
    return type_of_supports(record.given).code


def joined(members: Iterable[str]) -> str:
    """The members as one text: joined by "; ", each semicolon inside a member doubled, none at all as the empty text.

    So separated() gives every list back but one, that of a single empty text; no list of a record holds an empty one.
    """
    return LINK.join([member.replace(";", ";;") for member in members])


def separated(text: str) -> list[str]:
    """The members that joined() made this text of; a single semicolon before anything but a blank is taken as it stands."""
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
    """The problems of a record but for those that only follow from what is known to be wrong in its row."""
    known = {problem.field for problem in found}
    whole = {field for field, columns in _SPLIT.items() if known & set(columns)}
    for problem in problems:
        if column_of(problem.field) not in known and problem.field.split("[")[0] not in whole:
            yield problem


class _Reading:
    """One row as it is read: what each cell holds, and the problems found on the way."""

    def __init__(self, row: Mapping[str, str], for_editors: bool):
        self.row = row
        self.problems = check_columns(row, for_editors=for_editors)

    def record(self) -> dict[str, Any]:
        """The row as a record that is still to be validated; without sense where there are problems."""
        together: dict[str, Callable[[], Any]] = {
            "supports": lambda: {name: self.support(name) for name in _SUPPORTS},
            "duration_months": self.lengths,
            "sources": self.sources,
        }
        left_out = missing_fields(self.row)
        return {
            name: together[name]() if name in together else self.value(name, field)
            for name, field in FIELDS.items()
            if name not in left_out or name in _NOT_PUBLIC  # the note is of no schema version: it is empty
        }

    def value(self, name: str, field: Field) -> Any:
        if field.type in _NUMBER_TYPES:
            return self.number(name)
        if field.type == "true or false":
            return self.truth(name)
        if field.type in ("set of codes", "list of text"):
            return separated(self.text(name))
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
        support = {
            "present": self.truth(name),
            "evidence": self.text(f"{name}_evidence"),
            "source": self.text(f"{name}_source").strip() or None,
        }
        return {**support, "basis": separated(self.text("recognize_basis"))} if name == "recognize" else support

    def lengths(self) -> list[int | float | str | None] | None:
        lengths = [self.number(column) for column in _LENGTHS]
        empty = [column for column in _LENGTHS if not self.text(column).strip()]
        if len(empty) == 1 and empty[0] in self.row:
            self.problems.append(RecordProblem(empty[0], "is empty, but the other length is stated", "both lengths, or neither"))
        return None if len(empty) == 2 else lengths

    def sources(self) -> list[dict[str, str]] | None:
        columns = {column: separated(self.text(column)) for column in _SOURCES}
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


# `catalog` tells, row by row, of which catalog and when a public table is; it is no fact of the program
_KNOWN = frozenset((*COLUMNS, "catalog"))


def _text(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return joined(value) if isinstance(value, list) else str(value)
