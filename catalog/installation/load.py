"""Load a file of records: all or nothing, with every problem listed. Loading it twice changes nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.coding.services import write_frozen
from catalog.families.services import put_into_derived_families
from catalog.models import FormerSlug, Program, ProgramVersion, VersionState
from catalog.programs.bulk import publish_many
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile, LineProblem, Progress, read_lines
from catalog.programs.organization_names import check_spelling, former_names, known_spellings, use_present_names
from catalog.programs.publishing.revision import one_writer
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record, canonical, keep_missing


@dataclass(frozen=True)
class Loaded:
    """The slugs that a load created, changed, found unchanged, and kept because an editor had changed them."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def load(
    data: bytes,
    *,
    coder: str = "",
    codebook: str = "",
    overwrite_edited: bool = False,
    time: datetime.datetime | None = None,
    progress: Progress = iter,
) -> Loaded:
    """Publish every record of a JSONL file (bytes, UTF-8), all or nothing.

    A record equal to the published one changes nothing. Unless `overwrite_edited`, a program stays as it is if an editor
    has changed, decided on or retired it, or proposed a change, since the last load. Programs that are not in the file
    stay. A line without the coder's `note` keeps the note. Former names of organizations become the present ones. New
    programs come into the family that their name shows.

    coder: the record of each new program is also stored as a coding of this coder; empty for none.
    codebook: of these codings; by default the catalog's own.
    time: when the versions are published; by default now.
    progress: wraps the lines while they are read, such as tqdm.

    Raises InvalidFile, and then nothing is written; ValueError for a coder's name of more than 20 characters or
    an invalid codebook number.
    """
    records = read_lines(data, progress)
    one_writer()
    former = former_names()
    records = {number: (use_present_names(record, former), missing) for number, (record, missing) in records.items()}
    _refuse_clashes(records)
    programs = {program.slug: program for program in Program.objects.all()}
    latest = _latest_versions()
    created, changed, unchanged, kept = [], [], [], []
    changes: list[tuple[Program | None, Record]] = []
    for record, missing in records.values():
        slug = record.slug
        program = programs.get(slug)
        if program is None:
            created.append(slug)
        else:
            published, edited = latest.get(program.pk, (None, False))
            record = keep_missing(record, missing, published)
            if published == record:
                unchanged.append(slug)
                continue
            if edited and not overwrite_edited:
                kept.append(slug)
                continue
            changed.append(slug)
        changes.append((program, record))
    if changes:
        rows = publish_many(changes, None, ["Loaded from a file"] * len(changes), time or timezone.now())
        made = [(row.pk, record) for row, (known, record) in zip(rows, changes, strict=True) if known is None]
        put_into_derived_families(made)
        if coder and created:
            write_frozen(made, coder, codebook or current_codebook())
    return Loaded(tuple(created), tuple(changed), tuple(unchanged), tuple(kept))


def _refuse_clashes(records: dict[int, tuple[Record, frozenset[str]]]) -> None:
    """Raise InvalidFile if a record's slug or spelling conflicts with the database."""
    problems = []
    spelled = known_spellings()
    # the address of a merged program leads elsewhere, but the program is known by it
    moved = FormerSlug.objects.exclude(slug__in=Program.objects.values("slug"))
    former = dict(moved.values_list("slug", "program__slug"))
    for number, (record, _) in records.items():
        found = check_spelling(record, spelled)
        if record.slug in former:
            found.append(RecordProblem("slug", f"{record.slug!r} redirects to {former[record.slug]!r}", "the present slug"))
        problems += [LineProblem(number, record.slug, problem) for problem in found]
    if problems:
        raise InvalidFile(problems)


def _latest_versions() -> dict[int, tuple[Record | None, bool]]:
    """Return for each program its published record or None, and whether an editor has worked on it since the last load.

    A pending version counts as an editor's work even without an author: the second reading proposes changes of edited
    programs without one.
    """
    found: dict[int, tuple[Record | None, bool]] = {}
    rows = ProgramVersion.objects.order_by("program", "number")
    for pk, record, state, published, people in rows.values_list(
        "program_id", "record", "state", "published", Coalesce("user_id", "decided_by_id")
    ):
        public, edited = found.get(pk, (None, False))
        is_load = people is None and published is not None
        edited = not is_load and (edited or people is not None or state == VersionState.PENDING)
        found[pk] = (canonical(record) if state == VersionState.PUBLISHED else public, edited)
    return found
