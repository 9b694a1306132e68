"""What a file of records would do to the catalog: which programs are new, which cells change, what is wrong and where."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.duplicates.matching import Likeness, face_of, likely_duplicates
from catalog.imports.rows import Entry, Filed
from catalog.models import Publication
from catalog.programs.edit_rules import check_change
from catalog.programs.history.diff import Difference, differences
from catalog.programs.history.merge import Collision, compare
from catalog.programs.organization_names import check_spelling
from catalog.programs.slugs import free_among
from catalog.programs.supports import supports_of
from catalog.programs.table_row import column_of
from catalog.programs.working_records import Catalog, Present
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record, keep_missing, validate
from typology import ProgramType, derive

# for more new programs than this no duplicates are looked for: each is compared with every other
MOST_COMPARED = 300
_QUOTED = 160  # characters of what a fault quotes


@dataclass(frozen=True)
class RowFault:
    """A fault of a file: in which row, of which program, in which field or column, what is wrong, what is allowed."""

    number: int
    slug: str
    fault: RecordProblem


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

    `before` and `after` are its types where what the public is told changes, else None. `kept` tells what others changed
    since the row was exported, which the record has as they left it; `dated` whether the row tells its version at all.
    """

    number: int
    present: Present
    record: Record
    differences: tuple[Difference, ...]
    before: ProgramType | None = None
    after: ProgramType | None = None
    kept: tuple[Difference, ...] = ()
    dated: bool = False


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
    def undated(self) -> bool:
        """Whether some row changes a program and does not tell which version of it that row was made from."""
        return any(not change.dated for change in self.changed)

    @property
    def count(self) -> int:
        """How many programs there are to write."""
        return len(self.new) + len(self.changed)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not self.count

    @property
    def can_be_imported(self) -> bool:
        """Whether there is something to write, and nothing wrong."""
        return not (self.faults or self.nothing)


def plan(filed: Filed, catalog: Catalog, person: int, today: datetime.date) -> Plan:
    """What the file would do to the catalog, if the person with this primary key imported it today.

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
    unnamed = _Unnamed(filed, catalog)
    for entry in filed.entries:
        found = list(entry.faults)
        if entry.slug and (earlier := first.setdefault(entry.slug, entry.number)) != entry.number:
            found.append(RecordProblem("slug", f"{entry.slug!r} stands in row {earlier} already", "each program once"))
        present = catalog.programs.get(entry.slug)
        record = entry.record
        if record is None and entry.typed:
            found += _of_typed(entry.typed, entry, present, catalog, today)
        if record is not None:
            if not entry.slug:
                record, amiss = unnamed.named(record)
                found += amiss
            record = keep_missing(record, entry.missing, present.record if present else None)
            record, kept, amiss = _caught_up(record, entry, present, catalog)
            found += amiss
            same = present is not None and record == present.record
            if not same:
                found += [*check_spelling(record, spelled), *_faults(record, present, catalog, person)]
                found += check_change(present.record if present else None, record.as_json(), today)
            if found:
                pass  # told below
            elif same:
                unchanged += 1
            elif present:
                changed.append(_changed(entry, present, record, kept))
            else:
                new.append(New(entry.number, record))
        faults += [RowFault(entry.number, entry.slug, fault) for fault in found]
    compared = len(new) <= MOST_COMPARED
    return Plan(
        new=tuple(_with_alike(new, catalog.faces) if compared else new),
        changed=tuple(changed),
        unchanged=unchanged,
        faults=tuple(faults),
        basis=_basis(filed, catalog, [program.record.slug for program in new]),
        compared=compared,
    )


class _Unnamed:
    """The programs of a file that come without a slug: each gets one that nothing else has, had, or claims in the file."""

    def __init__(self, filed: Filed, catalog: Catalog):
        self.taken = {face["slug"] for face in catalog.faces} | {*catalog.former} | {entry.slug for entry in filed.entries}
        self.known = {_called(face): face["slug"] for face in catalog.faces}

    def named(self, record: Record) -> tuple[Record, list[RecordProblem]]:
        """The record with its slug; a fault where the catalog holds a program of this name and sponsor."""
        if known := self.known.get(_called(face_of(record))):
            message = f"is empty, and the catalog holds “{record.name}” of {record.sponsor} already"
            return record, [RecordProblem("slug", message, f"{known} to change that program, or a new slug for another one")]
        slug = free_among(record.slug, self.taken)
        self.taken.add(slug)
        return record.model_copy(update={"slug": slug}), []


def _called(face: Mapping[str, Any]) -> tuple[str, str]:
    return str(face["name"]).casefold(), str(face["sponsor"]).casefold()


def _of_typed(
    typed: Mapping[str, Any], entry: Entry, present: Present | None, catalog: Catalog, today: datetime.date
) -> Iterator[RecordProblem]:
    """What is asked of the change of a record that is not valid, but for what only follows from the faults known of it."""
    known = {column_of(fault.field) for fault in entry.faults}
    before = catalog.bases.get(entry.slug) or (present.record if present else None)
    for fault in check_change(before, typed, today):
        column = column_of(fault.field)
        if column not in known and column.split("_")[0] not in known:
            yield fault


def _caught_up(
    record: Record, entry: Entry, present: Present | None, catalog: Catalog
) -> tuple[Record, tuple[Difference, ...], list[RecordProblem]]:
    """The record with what others changed since its row was exported, what that is, and where both changed the same."""
    if present is None or entry.version in (None, present.number):
        return record, (), []
    base = catalog.bases.get(entry.slug)
    if base is None:
        allowed = f"the number that was exported; {present.number} is the present one"
        return record, (), [RecordProblem("version", f"“{present.name}” never had a version {entry.version}", allowed)]
    if record == present.record:
        return record, (), []
    merged = compare(base.model_copy(update={"slug": record.slug}), present.record, record)
    if merged.collisions:
        return record, (), [_collision(collision, present) for collision in merged.collisions]
    try:
        return validate(merged.record), merged.theirs_only, []
    except InvalidRecord as error:
        why = f"does not agree with what was changed{_by(present)} since this row was exported"
        return record, (), [RecordProblem(fault.field, f"{why}: {fault.message}", fault.allowed) for fault in error.problems]


def _collision(collision: Collision, present: Present) -> RecordProblem:
    now = "; ".join(collision.theirs)
    now = f"{now[:_QUOTED]}…" if len(now) > _QUOTED else now
    message = f"was changed{_by(present)} since this row was exported, and is now: {now}"
    return RecordProblem(collision.field, message, "what it is now; to change that, export the program again")


def _by(present: Present) -> str:
    return f" by {present.writer}" if present.writer else ""


def _faults(record: Record, present: Present | None, catalog: Catalog, person: int) -> list[RecordProblem]:
    """What forbids that this record become that of its program, or of a new one, whatever it says."""
    slug = record.slug
    if slug in catalog.former:
        return [RecordProblem("slug", f"{slug!r} redirects to {catalog.former[slug]!r}", "the present slug")]
    if present is None:
        return []
    if present.publication == Publication.RETIRED:
        return [RecordProblem("slug", f"“{present.name}” is retired; restore it from its history before you change it by a file")]
    if present.pending_name and present.pending_by != person:
        is_draft = present.publication == Publication.DRAFT
        waits = f"{'is a draft' if is_draft else 'has a pending change'} by {present.pending_name}"
        return [RecordProblem("slug", f"“{present.name}” {waits}: publish or reject it first")]
    return []


def _changed(entry: Entry, present: Present, record: Record, kept: tuple[Difference, ...]) -> Changed:
    before, after = (derive(supports_of(known)) if known else None for known in (present.public, record))
    retyped = before is not None and before != after
    return Changed(
        entry.number,
        present,
        record,
        differences(present.record, record),
        before=before if retyped else None,
        after=after if retyped else None,
        kept=kept,
        dated=entry.version is not None,
    )


def _with_alike(new: Sequence[New], faces: Iterable[Mapping[str, Any]]) -> list[New]:
    others = [*faces, *(face_of(program.record) for program in new)]
    return [New(program.number, program.record, tuple(likely_duplicates(face_of(program.record), others))) for program in new]


def _basis(filed: Filed, catalog: Catalog, new: Sequence[str]) -> str:
    known = [catalog.programs[slug] for slug in sorted({entry.slug for entry in filed.entries}) if slug in catalog.programs]
    told = [[present.slug, present.key, present.number, present.publication] for present in known]
    return hashlib.sha256(json.dumps([told, new]).encode()).hexdigest()
