"""A file of records as it was read: each row or line a valid record, or what is wrong with it and where."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.programs.columns import editor_columns
from catalog.programs.slugs import slug_of
from catalog.programs.table_row import LINK, TRUTHS, column_of, missing_fields, record_of_row, row_as_read
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.limits import MOST_ERRORS
from catalog.spreadsheets.tables import TooManyErrors

_MOST_MEMBERS = 200  # of a list in one cell; each that is wrong is a fault
_BETWEEN_CODES = re.compile(r"\s*[;,\n]\s*")
# month, day, year: what a spreadsheet of this country makes of a date in a CSV file
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NEEDED_BY_OTHERS = {"", "source_urls", "source_titles", "source_read"}  # "" is the whole row
_VERSION = re.compile(r"[0-9]{1,9}")
_SLUG = re.compile(r"[a-z0-9-]{1,200}")  # anything else is no program's
_TRUTHS = {"yes": "true", "1": "true", "no": "false", "0": "false"}


@dataclass(frozen=True)
class Entry:
    """One row or line of a file: its number, the slug as it stands there, its valid record, or what is wrong with it.

    `typed` is the faulty record as far as it could be read, `version` the number of the version that the row was made
    from, where the file says; `missing` names the fields that the file leaves out: the program keeps what it has there.
    Where there is no slug, that of the valid record is made of its name.
    """

    number: int
    slug: str
    record: Record | None
    faults: tuple[RecordProblem, ...] = ()
    typed: Mapping[str, Any] | None = None
    version: int | None = None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Filed:
    """A file of records as it was read.

    `columns` are those of a table, in its order, and empty where the file has lines.
    """

    entries: tuple[Entry, ...]
    columns: tuple[str, ...] = ()


def entry_of_row(number: int, cells: Mapping[str, str], faults: Sequence[RecordProblem] = ()) -> Entry:
    """The entry of a row of an editors' file: texts by column, and what could not be read of it."""
    slug = cells.get("slug", "").strip()
    found = [*faults, *_long_lists(cells)]
    unread = {fault.field for fault in found}
    record, typed = None, None
    version = None
    # with the sources unread, what is said of them would be no fault of the row
    if not unread & _NEEDED_BY_OTHERS:
        meant = {name: as_meant(name, cell) for name, cell in cells.items()}
        if not slug and "slug" not in unread:
            meant["slug"] = slug_of(cells.get("name", ""))
        try:
            record = record_of_row(meant, for_editors=True)
        except InvalidRecord as error:
            found += [fault for fault in error.problems if column_of(fault.field) not in unread]
            typed, _ = row_as_read(meant, for_editors=True)
        if (told := cells.get("version", "").strip()) and slug:
            version = int(told) if _VERSION.fullmatch(told) else None
            if version is None:
                found.append(RecordProblem("version", f"{told!r} is not the number of a version", "the number that was exported"))
    return Entry(number, slug, None if found else record, tuple(found), typed if found else None, version, missing_fields(cells))


def limit_faults(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries. Raises TooManyErrors where they have more than MOST_ERRORS."""
    found: list[Entry] = []
    count = 0
    for entry in entries:
        found.append(entry)
        count += len(entry.faults)
        if count > MOST_ERRORS:
            raise TooManyErrors(len(found))
    return tuple(found)


def asked_of(filed: Filed) -> tuple[set[str], dict[str, int]]:
    """The slugs that the file names, and the versions that its rows were made from: what catalog_for() takes."""
    slugs = {entry.slug for entry in filed.entries if _SLUG.fullmatch(entry.slug)}
    return slugs, {entry.slug: entry.version for entry in filed.entries if entry.version is not None and entry.slug in slugs}


def _long_lists(cells: Mapping[str, str]) -> Iterator[RecordProblem]:
    for name, cell in cells.items():
        column = editor_columns().get(name)
        if column and column.many and (count := cell.count(";") + cell.count(",") + cell.count("\n") + 1) > _MOST_MEMBERS:
            yield RecordProblem(name, f"lists some {count:,} values", f"at most {_MOST_MEMBERS}")


def as_meant(name: str, cell: str) -> str:
    """A cell as its writer meant it: any line breaks; labels for codes, divided by any semicolon or comma; yes; 11/23/2026."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    column = editor_columns().get(name)
    if column and column.vocabulary:
        words = vocabulary(column.vocabulary).by_word
        members = _BETWEEN_CODES.split(cell.strip()) if column.many else [cell.strip()]
        return LINK.join(words[word.casefold()].code if word.casefold() in words else word for word in members if word)
    if name in TRUTHS:
        return _TRUTHS.get(cell.strip().casefold(), cell)
    if column and "date" in column.kind:
        return _DATE.sub(_iso, cell.strip())
    return cell


def _iso(found: re.Match[str]) -> str:
    """The date as ISO 8601; as it stands where there is no such day."""
    month, day, year = map(int, found.groups())
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return found[0]
