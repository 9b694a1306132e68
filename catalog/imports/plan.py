"""What an import would change: which programs are new, which fields change, which rows have problems."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.duplicates.matching import Likeness, face_of, likely_duplicates
from catalog.imports.rows import FileEntry, RecordFile
from catalog.models import Publication
from catalog.programs.edit_rules import check_change
from catalog.programs.history.diff import Difference, differences
from catalog.programs.history.merge import Collision, compare
from catalog.programs.organization_names import check_spelling, use_present_names
from catalog.programs.slugs import free_among
from catalog.programs.supports import supports_of
from catalog.programs.table_row import column_of
from catalog.programs.working_records import Catalog, Present
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record, keep_missing, validate
from typology import ProgramType, derive

# more new programs than this are not checked for duplicates: each is compared with every other
MOST_COMPARED = 300
_LONGEST_QUOTE = 160  # characters of a value in a message


@dataclass(frozen=True)
class RowProblem:
    """A problem of a file, with the number of its row or line, and the slug and name of its program."""

    number: int
    slug: str
    problem: RecordProblem
    name: str = ""


@dataclass(frozen=True)
class OutdatedRow:
    """A row of a program that was retired, or has another address now (`moved_to`), since the file was made."""

    number: int
    slug: str
    name: str
    moved_to: str = ""


@dataclass(frozen=True)
class NewProgram:
    """A program that the catalog does not have yet, and programs that may be the same under another name."""

    number: int
    record: Record
    duplicates: tuple[Likeness, ...] = ()

    @property
    def derived(self) -> ProgramType:
        return derive(supports_of(self.record))


@dataclass(frozen=True)
class ChangedProgram:
    """A program that the file changes: its present state, its new record, and every difference.

    `before` and `after` are its public types if the type changes, else None. `others_changes` are the changes that other people
    made since the row was exported: the new record keeps them. `has_version` says whether the row names its version.
    """

    number: int
    present: Present
    record: Record
    differences: tuple[Difference, ...]
    before: ProgramType | None = None
    after: ProgramType | None = None
    others_changes: tuple[Difference, ...] = ()
    has_version: bool = False


@dataclass(frozen=True)
class Plan:
    """What an import would do. With any problem, it does nothing.

    `unchanged` counts the programs that stay as they are. `outdated` rows are skipped if the person says so. `emptied` counts
    the placeholders that were read as empty cells, by column and text. `basis` is a digest of the versions that were
    compared: two plans of one file with the same basis do the same.
    """

    new: tuple[NewProgram, ...]
    changed: tuple[ChangedProgram, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    basis: str
    has_duplicate_check: bool = True
    outdated: tuple[OutdatedRow, ...] = ()
    emptied: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def invalid_rows(self) -> int:
        """Return the number of rows with problems."""
        return len({problem.number for problem in self.problems})

    @property
    def type_changes(self) -> tuple[ChangedProgram, ...]:
        """Return the published programs whose type changes; the public sees the reason."""
        return tuple(change for change in self.changed if change.after)

    @property
    def lacks_versions(self) -> bool:
        """Return whether a row changes a program without naming the version that it was exported from."""
        return any(not change.has_version for change in self.changed)

    @property
    def count(self) -> int:
        """Return the number of programs to write."""
        return len(self.new) + len(self.changed)

    @property
    def can_be_imported(self) -> bool:
        return self.count > 0 and not self.problems


def compare_with_catalog(file: RecordFile, catalog: Catalog, person: int, today: datetime.date) -> Plan:
    """Return what the file would do to the catalog if the person with this primary key imported it today.

    Besides the problems of single records: a slug that occurs twice; another spelling of a known organization; a colleague's
    draft or pending change that would be lost; a new or changed support without a source.
    """
    new: list[NewProgram] = []
    changed: list[ChangedProgram] = []
    unchanged = 0
    problems: list[RowProblem] = []
    outdated: list[OutdatedRow] = []
    first: dict[str, int] = {}
    spelled = dict(catalog.spelled)
    slugs = _SlugMaker(file, catalog)
    for entry in file.entries:
        present = catalog.programs.get(entry.slug)
        if row := _find_outdated(entry, present, catalog):
            outdated.append(row)
            continue
        found = list(entry.problems)
        if entry.slug and (earlier := first.setdefault(entry.slug, entry.number)) != entry.number:
            found.append(RecordProblem("slug", f"{entry.slug!r} is already in row {earlier}", "each program once"))
        record = entry.record
        if record is None and entry.partial:
            found += _check_partial(entry.partial, entry, present, catalog, today)
            found = found if entry.slug else slugs.name_known(entry.partial, found)
        if record is not None:
            if not entry.slug:
                record, more = slugs.assign(record)
                found += more
            record = use_present_names(record, catalog.renamed)  # the file may be older than a renaming
            record = keep_missing(record, entry.missing, present.record if present else None)
            record, others_changes, more = _merge(record, entry, present, catalog)
            found += more
            is_unchanged = present is not None and _is_same(record, present.record)
            if not is_unchanged:
                found += [*check_spelling(record, spelled), *_check_state(record, present, catalog, person)]
                found += check_change(present.record if present else None, record.as_json(), today)
            if not found:
                if is_unchanged:
                    unchanged += 1
                elif present:
                    changed.append(_change(entry, present, record, others_changes))
                else:
                    new.append(NewProgram(entry.number, record))
        problems += [RowProblem(entry.number, entry.slug, problem, entry.name) for problem in found]
    has_duplicate_check = len(new) <= MOST_COMPARED
    return Plan(
        new=tuple(_add_duplicates(new, catalog.faces) if has_duplicate_check else new),
        changed=tuple(changed),
        unchanged=unchanged,
        problems=tuple(problems),
        basis=_basis(file, catalog, [program.record.slug for program in new]),
        has_duplicate_check=has_duplicate_check,
        outdated=tuple(outdated),
        emptied=Counter(cell for entry in file.entries for cell in entry.emptied),
    )


def _find_outdated(entry: FileEntry, present: Present | None, catalog: Catalog) -> OutdatedRow | None:
    """Return why a row cannot be imported any more, if its program was renamed or retired. One that agrees may stay."""
    if entry.slug in catalog.former:
        return OutdatedRow(entry.number, entry.slug, entry.name, moved_to=catalog.former[entry.slug])
    if present is None or present.publication != Publication.RETIRED:
        return None
    is_same = entry.record is not None and _is_same(keep_missing(entry.record, entry.missing, present.record), present.record)
    return None if is_same else OutdatedRow(entry.number, entry.slug, present.name)


def _is_same(record: Record, known: Record) -> bool:
    """Return whether two records are equal, apart from differences that nobody sees: older records may have some."""
    if record == known:
        return True
    try:
        return record == validate(known)
    except InvalidRecord:
        return False


class _SlugMaker:
    """Gives each program without a slug one that no program has or had, and that no other row uses."""

    def __init__(self, file: RecordFile, catalog: Catalog):
        self.taken = {face["slug"] for face in catalog.faces} | {*catalog.former} | {entry.slug for entry in file.entries}
        self.known = {_name_and_sponsor(face): face["slug"] for face in catalog.faces}

    def assign(self, record: Record) -> tuple[Record, list[RecordProblem]]:
        """Return the record with its slug; with a problem if the catalog has a program of this name and sponsor."""
        if known := self.known.get(_name_and_sponsor(face_of(record))):
            message = f"is empty, and the catalog already has “{record.name}” of {record.sponsor}"
            return record, [RecordProblem("slug", message, f"“{known}” to change that program, or a new slug for another one")]
        slug = free_among(record.slug, self.taken)
        self.taken.add(slug)
        return record.model_copy(update={"slug": slug}), []

    def name_known(self, partial: Mapping[str, Any], found: list[RecordProblem]) -> list[RecordProblem]:
        """Return the problems of a row without a slug; if the catalog has its program, they name that program's slug."""
        name, sponsor = _name_and_sponsor(partial)
        slugs = [slug for (known, by), slug in self.known.items() if known == name and sponsor in ("", by)]
        if len(slugs) != 1 or not any(problem.field == "slug" for problem in found):
            return found
        named = RecordProblem("slug", "is empty, and the catalog already has this program", f"“{slugs[0]}” to change it")
        return [named if problem.field == "slug" else problem for problem in found]


def _name_and_sponsor(face: Mapping[str, Any]) -> tuple[str, str]:
    return str(face.get("name", "")).casefold(), str(face.get("sponsor", "")).casefold()


def _check_partial(
    partial: Mapping[str, Any], entry: FileEntry, present: Present | None, catalog: Catalog, today: datetime.date
) -> Iterator[RecordProblem]:
    """Check the change of an invalid record, but leave out problems that only follow from its known ones."""
    known = {column_of(problem.field) for problem in entry.problems}
    before = catalog.bases.get(entry.slug) or (present.record if present else None)
    for problem in check_change(before, partial, today):
        column = column_of(problem.field)
        if column not in known and column.split("_")[0] not in known:
            yield problem


def _merge(
    record: Record, entry: FileEntry, present: Present | None, catalog: Catalog
) -> tuple[Record, tuple[Difference, ...], list[RecordProblem]]:
    """Add to the record what others changed since its row was exported.

    Returns the record, the changes of others, and a problem for each field that both changed.
    """
    if present is None or entry.version in (None, present.number):
        return record, (), []
    base = catalog.bases.get(entry.slug)
    if base is None:
        allowed = f"the number that was exported; the present one is {present.number}"
        return record, (), [RecordProblem("version", f"“{present.name}” has no version {entry.version}", allowed)]
    if record == present.record:
        return record, (), []
    merged = compare(base.model_copy(update={"slug": record.slug}), present.record, record)
    if merged.collisions:
        return record, (), [_describe_collision(collision, present) for collision in merged.collisions]
    try:
        return validate(merged.record), merged.theirs_only, []
    except InvalidRecord as error:
        why = f"does not agree with a change{_by(present)} since this row was exported"
        return (
            record,
            (),
            [RecordProblem(problem.field, f"{why}: {problem.message}", problem.allowed) for problem in error.problems],
        )


def _describe_collision(collision: Collision, present: Present) -> RecordProblem:
    now = "; ".join(collision.theirs)
    now = f"{now[:_LONGEST_QUOTE]}…" if len(now) > _LONGEST_QUOTE else now
    message = f"was changed{_by(present)} since this row was exported, and is now: {now}"
    return RecordProblem(collision.field, message, "its present value; to change that, export the program again")


def _by(present: Present) -> str:
    return f" by {present.writer}" if present.writer else ""


def _check_state(record: Record, present: Present | None, catalog: Catalog, person: int) -> list[RecordProblem]:
    """Return why this program may not be written at all."""
    if present is None:
        return []
    if present.pending_name and present.pending_by != person:
        is_draft = present.publication == Publication.DRAFT
        state = f"{'is a draft' if is_draft else 'has a pending change'} by {present.pending_name}"
        return [RecordProblem("slug", f"“{present.name}” {state}: publish or reject it first")]
    return []


def _change(entry: FileEntry, present: Present, record: Record, others_changes: tuple[Difference, ...]) -> ChangedProgram:
    before, after = (derive(supports_of(known)) if known else None for known in (present.public, record))
    changes_type = before is not None and before != after
    return ChangedProgram(
        entry.number,
        present,
        record,
        differences(present.record, record),
        before=before if changes_type else None,
        after=after if changes_type else None,
        others_changes=others_changes,
        has_version=entry.version is not None,
    )


def _add_duplicates(new: Sequence[NewProgram], faces: Iterable[Mapping[str, Any]]) -> list[NewProgram]:
    others = [*faces, *(face_of(program.record) for program in new)]
    return [replace(program, duplicates=tuple(likely_duplicates(face_of(program.record), others))) for program in new]


def _basis(file: RecordFile, catalog: Catalog, new: Sequence[str]) -> str:
    known = [catalog.programs[slug] for slug in sorted({entry.slug for entry in file.entries}) if slug in catalog.programs]
    states = [[present.slug, present.key, present.number, present.publication] for present in known]
    return hashlib.sha256(json.dumps([states, new]).encode()).hexdigest()
