"""A record as one flat row, the columns of tables for people and spreadsheets, and the way back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from catalog.schema.faults import Fault, RecordFaults
from catalog.schema.fields import ProgramRecord
from catalog.schema.validation import Record, validate
from typology import Support, derive

LINK = "; "  # between the members of a list; a semicolon inside a member is doubled
_BEFORE = """
    slug name sponsor sponsor_type partners scope locality home_state serves_states website summary type
""".split()
_AFTER = """
    form form_basis models practice credentials frameworks focus delivery duration_months_min duration_months_max pays receives
    money_note entry eligibility audience grade_bands min_years_experience deadline_month deadline_date deadline_rolling
    deadline_note status evidence_year founded source_urls source_titles source_read confidence
""".split()
_SUPPORTS = ("prepare", "place", "recognize")
_SUPPORT = [f"{name}{part}" for name in _SUPPORTS for part in ("", "_evidence", "_source")]
# the order of the codebook; `note` is for coders alone
COLUMNS = (*_BEFORE, *_SUPPORT, "recognize_basis", *_AFTER)
# those of the editors' own files: without the type, which follows, and with the coders' note and the version, last
DESK_COLUMNS = (*(name for name in COLUMNS if name != "type"), "note", "version")
# what an editors' file may leave out, or hold: a note that is not told stays, and so does what the file cannot know
DESK_OPTIONAL = frozenset(("type", "note", "version", "catalog"))

# the columns that are fields of the record, by the kind of their value
_TEXTS = """
    slug name sponsor sponsor_type scope summary form_basis money_note eligibility deadline_note status confidence
""".split()
_TEXTS_OR_NULL = "locality home_state website delivery pays entry deadline_date".split()
_NUMBERS_OR_NULL = "min_years_experience deadline_month evidence_year founded".split()
_LISTS = """
    partners serves_states form models practice credentials frameworks focus receives audience grade_bands
""".split()
_LENGTHS = ("duration_months_min", "duration_months_max")
_SOURCES = (("source_urls", "url"), ("source_titles", "title"), ("source_read", "read"))

NUMBERS = frozenset((*_NUMBERS_OR_NULL, *_LENGTHS))
TRUTHS = frozenset((*_SUPPORTS, "deadline_rolling"))

_NOT_TEXT = NUMBERS | TRUTHS | {"version"}

# fields that several columns hold together
_TOGETHER = {
    "supports": set(_SUPPORTS),
    "duration_months": set(_LENGTHS),
    "sources": {column for column, _ in _SOURCES},
}
_TRUTHS = {"true": True, "false": False}

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_MARK = re.compile(r";;|; ")
_OF_SUPPORT = re.compile(r"supports\.(\w+)(?:\.(\w+)(?:\[\d+\])?)?")
_OF_SOURCE = re.compile(r"sources(?:\[\d+\](?:\.(\w+))?)?")


def is_text(column: str) -> bool:
    """Whether a column holds text, dates included, and not numbers or truth values."""
    return column not in _NOT_TEXT


def flat(record: ProgramRecord) -> dict[str, str]:
    """The record as texts by column, in the order of COLUMNS; record_of_row() is the way back.

    Lists are joined as joined() says, truth values are ``true`` and ``false``, what is not stated is empty.
    """
    supports = record.supports
    row = dict.fromkeys(COLUMNS, "")
    for name in _TEXTS:
        row[name] = record[name]
    for name in _TEXTS_OR_NULL:
        row[name] = record[name] or ""
    for name in _LISTS:
        row[name] = joined(record[name])
    for name in _NUMBERS_OR_NULL:
        row[name] = _number_text(record[name])
    for column, length in zip(_LENGTHS, record.duration_months or (), strict=False):
        row[column] = _number_text(length)
    for name in _SUPPORTS:
        support = supports.of(name)
        row[name] = _truth_text(support.present)
        row[f"{name}_evidence"] = support.evidence
        row[f"{name}_source"] = support.source or ""
    row["type"] = type_of(record)
    row["recognize_basis"] = joined(supports.recognize.basis)
    row["deadline_rolling"] = _truth_text(record.deadline_rolling)
    for column, key in _SOURCES:
        row[column] = joined([source[key] for source in record.sources])
    return row


def desk_row(record: ProgramRecord, version: int | None = None) -> dict[str, str]:
    """The record as a row of the editors' own files, in the order of DESK_COLUMNS.

    That is flat() without the type, the coders' note, and the number of the version that it is.
    """
    row = flat(record)
    del row["type"]
    return {**row, "note": record.note, "version": _number_text(version)}


def record_of_row(row: Mapping[str, str], *, desk: bool = False) -> Record:
    """The canonical record that a row of texts by column holds; its `note` is empty where the row holds none.

    The columns may come in any order; truth values may be in capitals, as spreadsheets write them. A row of the
    editors' files (`desk`) may hold `note`, and its `type` may be missing or empty.
    Raises RecordFaults: of the columns, where one is missing, unknown, or holds what its kind does not allow, together
    with those of the record's other fields.
    """
    read, found = row_as_read(row, desk=desk)
    try:
        valid = validate(read)
    except RecordFaults as error:
        raise RecordFaults([*found, *_others(error.faults, found)]) from None
    if found:
        raise RecordFaults(found)
    stated = row.get("type", "").strip()
    if stated != type_of(valid) and not (desk and not stated):
        allowed = f"an empty cell, since the type is computed: {type_of(valid)}" if desk else type_of(valid)
        raise RecordFaults([Fault("type", f"{row['type']!r} does not follow from the supports", allowed)])
    return valid


def row_as_read(row: Mapping[str, str], *, desk: bool = False) -> tuple[dict[str, Any], list[Fault]]:
    """The row as a record that is still to be validated, and the faults of its columns and cells.

    What could not be read is of no kind that its field allows. `desk` as for record_of_row().
    """
    reading = _Reading(row, desk)
    return reading.record(), reading.faults


def column_faults(columns: Collection[str], *, desk: bool = False) -> list[Fault]:
    """What is wrong with the columns of a table, each fault at its column: those missing, then those unknown.

    `desk` as for record_of_row().
    """
    needed = [column for column in COLUMNS if not (desk and column in DESK_OPTIONAL)]
    known = _KNOWN | DESK_OPTIONAL if desk else _KNOWN
    found = [Fault(column, "is missing from the columns") for column in needed if column not in columns]
    allowed = "the columns of the data dictionary"
    return found + [Fault(column, "is not a column of a program", allowed) for column in columns if column not in known]


def column_of(field: str) -> str:
    """The column that holds a field, told by its path in the record: ``supports.place.source`` is in ``place_source``.

    A column's own name is given back as it is.
    """
    if support := _OF_SUPPORT.fullmatch(field):
        name, part = support[1], support[2]
        return name if part in (None, "present") else f"{name}_{part}"
    if source := _OF_SOURCE.fullmatch(field):
        return next((column for column, key in _SOURCES if key == source[1]), _SOURCES[0][0])
    name = field.split("[")[0]
    return {"supports": _SUPPORTS[0], "duration_months": _LENGTHS[0]}.get(name, name)


def type_of(record: ProgramRecord) -> str:
    """The code of the type that follows from the supports of a record. Raises NoSupportError where none is present."""
    return _type(*[record.supports.of(name).present for name in _SUPPORTS])


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


def _others(faults: Iterable[Fault], found: Iterable[Fault]) -> Iterator[Fault]:
    """The faults of a record but for those that only follow from what is known to be wrong in its row."""
    known = {fault.field for fault in found}
    whole = {field for field, columns in _TOGETHER.items() if known & columns}
    for fault in faults:
        if column_of(fault.field) not in known and fault.field.split("[")[0] not in whole:
            yield fault


class _Reading:
    """One row as it is read: what each cell holds, and the faults found on the way."""

    def __init__(self, row: Mapping[str, str], desk: bool):
        self.row = row
        self.faults = column_faults(row, desk=desk)

    def record(self) -> dict[str, Any]:
        """The row as a record that is still to be validated; without sense where there are faults."""
        return {
            **{name: self.text(name) for name in _TEXTS},
            **{name: self.text(name).strip() or None for name in _TEXTS_OR_NULL},
            **{name: separated(self.text(name)) for name in _LISTS},
            **{name: self.number(name) for name in _NUMBERS_OR_NULL},
            "supports": {name: self.support(name) for name in _SUPPORTS},
            "duration_months": self.lengths(),
            "deadline_rolling": self.truth("deadline_rolling"),
            "sources": self.sources(),
            "note": self.text("note"),
        }

    def text(self, column: str) -> str:
        return self.row.get(column, "")

    def number(self, column: str) -> int | float | str | None:
        text = self.text(column).strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.faults.append(Fault(column, f"{text!r} is not a number", "a number such as 12 or 2.5, or nothing"))
            return text
        value = float(text)
        return int(value) if value == int(value) else value

    def truth(self, column: str) -> bool | None:
        text = self.text(column).strip().lower()
        if column in self.row and text not in _TRUTHS:
            self.faults.append(Fault(column, f"{text!r} is neither true nor false", "true or false"))
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
            self.faults.append(Fault(empty[0], "is empty, though the other length is stated", "both lengths, or neither"))
        return None if len(empty) == 2 else lengths

    def sources(self) -> list[dict[str, str]] | None:
        columns = {column: separated(self.text(column)) for column, _ in _SOURCES}
        count = len(columns["source_urls"])
        for column, members in columns.items():
            if column in self.row and len(members) != count:
                self.faults.append(Fault(column, f"has {len(members)} members, source_urls has {count}", "one for each source"))
        if any(len(members) != count for members in columns.values()):
            return None
        keys = [key for _, key in _SOURCES]
        return [dict(zip(keys, source, strict=True)) for source in zip(*columns.values(), strict=True)]


# `catalog` tells, row by row, of which catalog and when a public table is; it is no fact of the program
_KNOWN = frozenset((*COLUMNS, "catalog"))


@cache
def _type(*present: bool) -> str:
    """The code of the type by whether a program prepares, places, recognizes."""
    given = (name for name, is_given in zip(_SUPPORTS, present, strict=True) if is_given)
    return derive(Support.from_codes(given)).value


def _number_text(value: float | None) -> str:
    return "" if value is None else str(value)


def _truth_text(value: bool) -> str:
    return "true" if value else "false"
