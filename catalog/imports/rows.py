"""A file of records: each row or line is a valid record, or has problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.common.text import fold_line
from catalog.imports.cells import check_placeholders, is_empty_placeholder, normalize_cell
from catalog.programs.columns import editor_columns, required_columns
from catalog.programs.slugs import slug_of
from catalog.programs.table_row import COLUMNS, EDITOR_OPTIONAL, column_of, editor_row, record_of_row, row_as_read
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record
from catalog.spreadsheets.limits import MOST_ERRORS
from catalog.spreadsheets.tables import TooManyErrors

_MOST_MEMBERS = 200  # of a list in one cell; each invalid one is a problem
_MOST_LISTED = 6  # columns that a message names
_REQUIRED_BY_OTHERS = {"", "source_urls", "source_titles", "source_read"}  # "" is the whole row
_VERSION = re.compile(r"([0-9]{1,9})(\.0+)?")
_SLUG = re.compile(r"[a-z0-9-]{1,200}")  # no program has any other
# a new program in a file without these columns; the public is told nothing of what is empty
_NEW = {column: "" for column in COLUMNS if column not in EDITOR_OPTIONAL} | {"deadline_rolling": "false"}


@dataclass(frozen=True)
class FileEntry:
    """One row or line of a file: its number, its slug as written, and its valid record or its problems.

    `partial` is an invalid record as far as it could be read. `version` is the number of the version that the row was
    exported from, if the file has it. `missing` names the fields that a line leaves out: the program keeps its values.
    `emptied` lists the column and text of each placeholder that was read as an empty cell. Without a slug in the file, the
    record has one made from its name.
    """

    number: int
    slug: str
    record: Record | None
    problems: tuple[RecordProblem, ...] = ()
    partial: Mapping[str, Any] | None = None
    version: int | None = None
    missing: frozenset[str] = frozenset()
    emptied: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Return the program's name as far as it could be read."""
        name = self.record.name if self.record else (self.partial or {}).get("name")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class RecordFile:
    """The entries of a file of records. Its `columns` are empty: only a table has some."""

    entries: tuple[FileEntry, ...]
    columns: tuple[str, ...] = ()

    @property
    def slugs(self) -> set[str]:
        """Return the slugs in the file that a program may have."""
        return {entry.slug for entry in self.entries if is_slug(entry.slug)}

    @property
    def versions(self) -> dict[str, int]:
        """Return by slug the number of the version that each row was exported from."""
        return {entry.slug: entry.version for entry in self.entries if entry.version is not None and is_slug(entry.slug)}

    def parse(self, known: Mapping[str, Record]) -> RecordFile:
        """Return the file itself: a line is read without the program's present record."""
        return self


def is_slug(text: str) -> bool:
    return bool(_SLUG.fullmatch(text))


def slug_in(cells: Mapping[str, str]) -> str:
    """Return the slug of a row as it is compared."""
    return fold_line(cells.get("slug", ""))


def version_in(cells: Mapping[str, str]) -> int | None:
    """Return the version of a row; None if the row has none, or no valid one."""
    found = _VERSION.fullmatch(fold_line(cells.get("version", "")))
    return int(found[1]) if found else None


def parse_row(
    number: int, cells: Mapping[str, str], problems: Sequence[RecordProblem] = (), known: Record | None = None
) -> FileEntry:
    """Return the entry of a row of an editor's table: its texts by column, and the problems of unreadable cells.

    A column that the row does not have keeps its value in `known`, the program's present record. A new program needs
    required_columns().
    """
    slug = slug_in(cells)
    found = [*problems, *_check_lists(cells), *check_placeholders(cells)]
    unread = {problem.field for problem in found}
    record: Record | None = None
    partial: Mapping[str, Any] | None = None
    lacking = [] if known else [column for column in required_columns() if column not in cells]
    # if the sources are unreadable, errors that refer to them would only be confusing
    if unread & _REQUIRED_BY_OTHERS:
        pass
    elif lacking:
        found.append(_describe_lacking(slug, lacking))
        partial = {name: fold_line(cells.get(name, "")) for name in ("name", "sponsor")}
    else:
        present = editor_row(known) if known else _NEW
        texts = {**present, **{name: normalize_cell(name, cell) for name, cell in cells.items()}}
        if not slug and "slug" not in unread:
            texts["slug"] = slug_of(fold_line(cells.get("name", "")))
        try:
            unchanged = known is not None and texts == {**present, "version": texts["version"]}
            record = known if unchanged else record_of_row(texts, for_editors=True)
        except InvalidRecord as error:
            found += [problem for problem in error.problems if column_of(problem.field) not in unread]
        if found:
            partial, _ = row_as_read(texts, for_editors=True)
    version = version_in(cells) if slug else None
    if slug and version is None and (text := normalize_cell("version", cells.get("version", ""))) and not lacking:
        found.append(RecordProblem("version", f"{text!r} is not a version number", "the number that was exported"))
    emptied = tuple((name, fold_line(cell)) for name, cell in cells.items() if is_empty_placeholder(name, cell))
    return FileEntry(number, slug, None if found else record, tuple(found), partial, version, emptied=emptied)


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


def _describe_lacking(slug: str, lacking: Sequence[str]) -> RecordProblem:
    """Return the problem of a row that names no program of the catalog in a file without the columns of a new one."""
    listed = ", ".join(editor_columns()[column].label for column in lacking[:_MOST_LISTED])
    more = f" and {len(lacking) - _MOST_LISTED} more" if len(lacking) > _MOST_LISTED else ""
    columns = f"for a new program, the columns {listed}{more}, as in the empty template"
    if slug:
        return RecordProblem("slug", f"{slug!r} is not in the catalog", f"the address of a program; {columns}")
    return RecordProblem("slug", "is empty, so the row is a new program", f"the address of a program; {columns}")


def _check_lists(cells: Mapping[str, str]) -> Iterator[RecordProblem]:
    for name, cell in cells.items():
        column = editor_columns().get(name)
        if column and column.many and (count := cell.count(";") + cell.count(",") + cell.count("\n") + 1) > _MOST_MEMBERS:
            yield RecordProblem(name, f"has some {count:,} values", f"at most {_MOST_MEMBERS}")
