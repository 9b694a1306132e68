"""What a file of records would do to the catalog: which programs are new, which cells change, what is wrong and where."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models import Publication
from catalog.records.columns import desk_columns
from catalog.records.differences import Difference, differences
from catalog.records.duplicates import Likeness, likely_duplicates
from catalog.records.editing import source_faults
from catalog.records.faults import Fault, RecordFaults
from catalog.records.flat import column_of, record_of_row
from catalog.records.present import Catalog, Present
from catalog.records.ruled import supports_of
from catalog.records.spelling import spelling_faults
from catalog.records.validation import Record, noted
from typology import ProgramType, derive

# for more new programs than this no duplicates are looked for: each is compared with every other
MOST_COMPARED = 300
_BETWEEN_CODES = re.compile(r"\s*[;,\n]\s*")
# month, day, year: what a spreadsheet of this country makes of a date in a CSV file
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NEEDED_BY_OTHERS = {"", "source_urls", "source_titles", "source_read"}  # "" is the whole row


@dataclass(frozen=True)
class Entry:
    """One row or line of a file: its number, the slug as it stands there, its valid record, or what is wrong with it."""

    number: int
    slug: str
    record: Record | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Filed:
    """A file of records as it was read.

    `columns` are those of a table, in its order, and empty where the file has lines. A file without notes
    (`holds_notes`) leaves each program's note as it is.
    """

    entries: tuple[Entry, ...]
    columns: tuple[str, ...] = ()
    holds_notes: bool = True


@dataclass(frozen=True)
class RowFault:
    """A fault of a file: in which row, of which program, in which field or column, what is wrong, what is allowed."""

    number: int
    slug: str
    fault: Fault


@dataclass(frozen=True)
class New:
    """A program that the catalog doesn't hold yet, and those that may be the same under another name."""

    number: int
    record: Record
    alike: tuple[Likeness, ...] = ()

    @property
    def derived(self) -> ProgramType:
        """The type that follows from its supports."""
        return derive(supports_of(self.record))


@dataclass(frozen=True)
class Changed:
    """A program that the file changes: as it is, the record it would have, every difference.

    `before` and `after` are its types where what the public is told changes, else None.
    """

    number: int
    present: Present
    record: Record
    differences: tuple[Difference, ...]
    before: ProgramType | None = None
    after: ProgramType | None = None


@dataclass(frozen=True)
class Plan:
    """What an import would do. Where there are faults, it does nothing.

    `unchanged` counts the programs that stay as they are, `basis` is a digest of the versions that were compared: two
    plans of one file with the same basis do the same. `compared` says whether duplicates were looked for.
    """

    new: tuple[New, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    faults: tuple[RowFault, ...]
    basis: str
    compared: bool = True

    @property
    def faulty(self) -> int:
        """How many rows have faults."""
        return len({fault.number for fault in self.faults})

    @property
    def retyped(self) -> tuple[Changed, ...]:
        """The published programs whose type changes: for them the public is told a reason."""
        return tuple(change for change in self.changed if change.after)

    @property
    def count(self) -> int:
        """How many programs there are to write."""
        return len(self.new) + len(self.changed)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not self.count


def entry_of_row(number: int, cells: Mapping[str, str], faults: Sequence[Fault] = ()) -> Entry:
    """The entry of a row of an editors' file: texts by column, and what could not be read of it."""
    slug = cells.get("slug", "").strip()
    unread = {fault.field for fault in faults}
    record, found = None, list(faults)
    # with the sources unread, what is said of them would be no fault of the row
    if not unread & _NEEDED_BY_OTHERS:
        try:
            record = record_of_row({name: _as_meant(name, cell) for name, cell in cells.items()}, desk=True)
        except RecordFaults as error:
            found += [fault for fault in error.faults if column_of(fault.field) not in unread]
    return Entry(number, slug, None if found else record, tuple(found))


def plan(filed: Filed, catalog: Catalog, person: int) -> Plan:
    """What the file would do to the catalog, if the person with this primary key imported it.

    A fault, beside those of single records: a slug that stands twice, redirects, or is that of a retired program; another
    spelling of a known organization; a colleague's draft or pending change that would be overridden; a support that is new or
    changed and names no source.
    """
    new: list[New] = []
    changed: list[Changed] = []
    unchanged = 0
    faults: list[RowFault] = []
    first: dict[str, int] = {}
    spelled = dict(catalog.spelled)
    for entry in filed.entries:
        found = list(entry.faults)
        if entry.slug and (earlier := first.setdefault(entry.slug, entry.number)) != entry.number:
            found.append(Fault("slug", f"{entry.slug!r} stands in row {earlier} already", "each program once"))
        present = catalog.programs.get(entry.slug)
        record = entry.record
        if record is not None:
            note = present.record["note"] if present else ""
            record = noted(record, note) if filed.holds_notes else {**record, "note": note}
            same = present is not None and record == present.record
            if not same:
                found += [*spelling_faults(record, spelled), *_faults(record, present, catalog, person)]
            if found:
                pass  # told below
            elif same:
                unchanged += 1
            elif present:
                changed.append(_changed(entry.number, present, record))
            else:
                new.append(New(entry.number, record))
        faults += [RowFault(entry.number, entry.slug, fault) for fault in found]
    compared = len(new) <= MOST_COMPARED
    return Plan(
        new=tuple(_with_alike(new, catalog.faces) if compared else new),
        changed=tuple(changed),
        unchanged=unchanged,
        faults=tuple(faults),
        basis=_basis(filed, catalog),
        compared=compared,
    )


def _faults(record: Record, present: Present | None, catalog: Catalog, person: int) -> list[Fault]:
    """What forbids that this record become that of its program, or of a new one."""
    slug = record["slug"]
    if slug in catalog.former:
        return [Fault("slug", f"{slug!r} redirects to {catalog.former[slug]!r}", "the present slug")]
    if present is None:
        return source_faults(None, record)
    if present.publication == Publication.RETIRED:
        return [Fault("slug", f"“{present.name}” is retired; restore it from its history before you change it by a file")]
    if present.pending_name and present.pending_by != person:
        is_draft = present.publication == Publication.DRAFT
        waits = f"{'is a draft' if is_draft else 'has a pending change'} by {present.pending_name}"
        return [Fault("slug", f"“{present.name}” {waits}: publish or reject it first")]
    return source_faults(present.record, record)


def _changed(number: int, present: Present, record: Record) -> Changed:
    before, after = (derive(supports_of(known)) if known else None for known in (present.public, record))
    retyped = (before, after) if before and before != after else (None, None)
    return Changed(number, present, record, differences(present.record, record), *retyped)


def _with_alike(new: Sequence[New], faces: Iterable[Mapping[str, Any]]) -> list[New]:
    others = [*faces, *(program.record for program in new)]
    return [New(program.number, program.record, tuple(likely_duplicates(program.record, others))) for program in new]


def _basis(filed: Filed, catalog: Catalog) -> str:
    known = [catalog.programs[slug] for slug in sorted({entry.slug for entry in filed.entries}) if slug in catalog.programs]
    told = [[present.slug, present.key, present.number, present.publication] for present in known]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _as_meant(name: str, cell: str) -> str:
    """A cell as its writer meant it: any line breaks; codes divided by any semicolon or comma; dates as 11/23/2026."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    column = desk_columns().get(name)
    if column and column.many and column.vocabulary:
        return "; ".join(filter(None, _BETWEEN_CODES.split(cell.strip())))
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
