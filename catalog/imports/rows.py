"""A file of records: each row or line is a valid record, or has problems."""

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

_MOST_MEMBERS = 200  # of a list in one cell; each invalid one is a problem
_CODE_SEPARATOR = re.compile(r"\s*[;,\n]\s*")
# month, day, year: what a U.S. spreadsheet makes of a date in a CSV file
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_REQUIRED_BY_OTHERS = {"", "source_urls", "source_titles", "source_read"}  # "" is the whole row
_VERSION = re.compile(r"[0-9]{1,9}")
_SLUG = re.compile(r"[a-z0-9-]{1,200}")  # no program has any other
_TRUTHS = {"yes": "true", "1": "true", "no": "false", "0": "false"}


@dataclass(frozen=True)
class FileEntry:
    """One row or line of a file: its number, its slug as written, and its valid record or its problems.

    `partial` is an invalid record as far as it could be read. `version` is the number of the version that the row was
    exported from, if the file has it. `missing` names the fields that the file leaves out: the program keeps its values.
    Without a slug in the file, the record has one made from its name.
    """

    number: int
    slug: str
    record: Record | None
    problems: tuple[RecordProblem, ...] = ()
    partial: Mapping[str, Any] | None = None
    version: int | None = None
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RecordFile:
    """The entries of a file of records, and the columns of a table in order; a file of lines has none."""

    entries: tuple[FileEntry, ...]
    columns: tuple[str, ...] = ()

    @property
    def slugs(self) -> set[str]:
        """Return the slugs in the file that a program may have."""
        return {entry.slug for entry in self.entries if _SLUG.fullmatch(entry.slug)}

    @property
    def versions(self) -> dict[str, int]:
        """Return by slug the number of the version that each row was exported from."""
        slugs = self.slugs
        return {entry.slug: entry.version for entry in self.entries if entry.version is not None and entry.slug in slugs}


def parse_row(number: int, cells: Mapping[str, str], problems: Sequence[RecordProblem] = ()) -> FileEntry:
    """Return the entry of a row of an editor's table: its texts by column, and the problems of unreadable cells."""
    slug = cells.get("slug", "").strip()
    found = [*problems, *_check_lists(cells)]
    unread = {problem.field for problem in found}
    record, partial = None, None
    version = None
    # if the sources are unreadable, errors that refer to them would only be confusing
    if not unread & _REQUIRED_BY_OTHERS:
        texts = {name: normalize_cell(name, cell) for name, cell in cells.items()}
        if not slug and "slug" not in unread:
            texts["slug"] = slug_of(cells.get("name", ""))
        try:
            record = record_of_row(texts, for_editors=True)
        except InvalidRecord as error:
            found += [problem for problem in error.problems if column_of(problem.field) not in unread]
            partial, _ = row_as_read(texts, for_editors=True)
        if slug and (text := cells.get("version", "").strip()):
            version = int(text) if _VERSION.fullmatch(text) else None
            if version is None:
                found.append(RecordProblem("version", f"{text!r} is not a version number", "the number that was exported"))
    return FileEntry(
        number, slug, None if found else record, tuple(found), partial if found else None, version, missing_fields(cells)
    )


def collect_entries(entries: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    """Return the entries. Raises TooManyErrors if they have more than MOST_ERRORS problems."""
    found: list[FileEntry] = []
    count = 0
    for entry in entries:
        found.append(entry)
        count += len(entry.problems)
        if count > MOST_ERRORS:
            raise TooManyErrors(len(found))
    return tuple(found)


def _check_lists(cells: Mapping[str, str]) -> Iterator[RecordProblem]:
    for name, cell in cells.items():
        column = editor_columns().get(name)
        if column and column.many and (count := cell.count(";") + cell.count(",") + cell.count("\n") + 1) > _MOST_MEMBERS:
            yield RecordProblem(name, f"has some {count:,} values", f"at most {_MOST_MEMBERS}")


def normalize_cell(name: str, cell: str) -> str:
    """Return a cell as an export would write it: with \\n for line breaks, codes for labels, true for yes, ISO dates."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    column = editor_columns().get(name)
    if column and column.vocabulary:
        words = vocabulary(column.vocabulary).by_word
        members = _CODE_SEPARATOR.split(cell.strip()) if column.many else [cell.strip()]
        return LINK.join(words[word.casefold()].code if word.casefold() in words else word for word in members if word)
    if name in TRUTHS:
        return _TRUTHS.get(cell.strip().casefold(), cell)
    if column and "date" in column.kind:
        return _DATE.sub(_iso_date, cell.strip())
    return cell


def _iso_date(found: re.Match[str]) -> str:
    month, day, year = map(int, found.groups())
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # no such day: leave it as typed
        return found[0]
