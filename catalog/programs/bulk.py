"""Save or publish many programs at once, as catalog.programs.services does for one.

The caller holds the transaction, is the only writer, and has validated every record.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Max

from catalog.models import BulkEdit, ImportedFile, Program, ProgramVersion, Publication, VersionState
from catalog.programs.revision import bump
from catalog.programs.storage import BATCH, make_all_current, write_rows
from catalog.schema.validation import Record

Changes = Sequence[tuple[Program | None, Record]]  # None: a new program; no slug may change
# the reason of each change, in the same order
Reasons = Sequence[str]


def publish_many(changes: Changes, user: User | None, reasons: Reasons, now: datetime.datetime) -> list[Program]:
    """Publish each record; return the programs in the same order."""
    bump()
    programs = write_rows(changes, Publication.PUBLISHED, now)
    pairs = [(program, record) for program, (_, record) in zip(programs, changes, strict=True)]
    replaced = [VersionState.PUBLISHED, VersionState.PENDING]
    make_all_current(_write_versions(pairs, VersionState.PUBLISHED, replaced, user, reasons, now))
    return programs


def save_many(
    changes: Changes,
    user: User | None,
    reasons: Reasons,
    now: datetime.datetime,
    imported: ImportedFile | None = None,
    bulk_edit: BulkEdit | None = None,
) -> list[Program]:
    """Save each record as a draft or a pending version; return the programs in the same order.

    The versions name the imported file or the bulk edit that they come from.
    """
    drafts = [(program, record) for program, record in changes if program is None or program.publication == Publication.DRAFT]
    written = iter(write_rows(drafts, Publication.DRAFT, now))
    programs = [program if program and program.publication != Publication.DRAFT else next(written) for program, _ in changes]
    pairs = [(program, record) for program, (_, record) in zip(programs, changes, strict=True)]
    versions = _write_versions(pairs, VersionState.PENDING, [VersionState.PENDING], user, reasons, now, imported, bulk_edit)
    make_all_current([version for version in versions if version.program.publication == Publication.DRAFT])
    return programs


def _write_versions(
    pairs: Sequence[tuple[Program, Record]],
    state: VersionState,
    replaced: Sequence[VersionState],
    user: User | None,
    reasons: Reasons,
    now: datetime.datetime,
    imported: ImportedFile | None = None,
    bulk_edit: BulkEdit | None = None,
) -> list[ProgramVersion]:
    """Write a version of each program; versions in the `replaced` states become superseded."""
    numbers: dict[int, int] = defaultdict(int)
    pks = [program.pk for program, _ in pairs]
    for start in range(0, len(pks), BATCH):
        versions = ProgramVersion.objects.filter(program_id__in=pks[start : start + BATCH])
        numbers.update(versions.order_by().values_list("program_id").annotate(last=Max("number")))
        versions.filter(state__in=replaced).update(state=VersionState.SUPERSEDED)
    public = now if state == VersionState.PUBLISHED else None
    return ProgramVersion.objects.bulk_create(
        [
            ProgramVersion(
                program=program,
                number=numbers[program.pk] + 1,
                record=record,
                state=state,
                user=user,
                reason=reason,
                time=now,
                published=public,
                imported=imported,
                bulk_edit=bulk_edit,
            )
            for (program, record), reason in zip(pairs, reasons, strict=True)
        ],
        batch_size=BATCH,
    )
