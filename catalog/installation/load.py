"""Loading a file of records: every problem told, all or nothing, the same file twice changes nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.coding.services import write_frozen
from catalog.models import FormerSlug, Program, ProgramVersion, VersionState
from catalog.programs.bulk import publish_many
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile, LineProblem, Progress, read_lines
from catalog.programs.organization_names import check_spelling, known_spellings
from catalog.programs.revision import one_writer
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record, canonical, keep_missing


@dataclass(frozen=True)
class Loaded:
    """What a load did: slugs made, changed, left as they were, and kept because an editor had changed them."""

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

    A record equal to the published one changes nothing. A program that an editor has changed, proposed to change, decided
    on or retired since the last load is left alone unless `overwrite_edited`. Programs the file does not name stay. A
    line without the coder's `note` leaves the note as it is.
    The record of each program made by this load is also kept as the coding of `coder` under `codebook`
    (catalog.coding.services), by default the catalog's present one; without a coder none is kept. `time` is when
    the versions are published, now where none is given; `progress` wraps the lines as they are read (tqdm, say).

    Raises InvalidFile, and then nothing is written; ValueError for a coder's name of more than 20 characters
    and for a codebook that is no number.
    """
    records = read_lines(data, progress)
    one_writer()
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
        if coder and created:
            made = [(row.pk, record) for row, (known, record) in zip(rows, changes, strict=True) if known is None]
            write_frozen(made, coder, codebook or current_codebook())
    return Loaded(tuple(created), tuple(changed), tuple(unchanged), tuple(kept))


def _refuse_clashes(records: dict[int, tuple[Record, frozenset[str]]]) -> None:
    """Raise InvalidFile where a record's slug or spelling clashes with what the database holds."""
    problems = []
    spelled = known_spellings()
    former = dict(FormerSlug.objects.values_list("slug", "program__slug"))
    for number, (record, _) in records.items():
        found = check_spelling(record, spelled)
        if record.slug in former:
            found.append(RecordProblem("slug", f"{record.slug!r} redirects to {former[record.slug]!r}", "the present slug"))
        problems += [LineProblem(number, record.slug, problem) for problem in found]
    if problems:
        raise InvalidFile(problems)


def _latest_versions() -> dict[int, tuple[Record | None, bool]]:
    """For each program: its published record (None if there is none), and whether it holds work of an editor.

    A load that published at once ends the editors' work before it. A version that waits counts as their work even
    where no person wrote it: the second reading proposes changes of edited programs in nobody's name.
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
