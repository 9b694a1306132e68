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
from catalog.programs.publishing.revision import bump
from catalog.programs.services import absorb
from catalog.programs.storage import BATCH, make_all_current, make_current, write_rows
from catalog.schema.validation import Record

Changes = Sequence[tuple[Program | None, Record]]  # None: a new program; no slug may change
# the reason of each change, in the same order
Reasons = Sequence[str]


def publish_many(
    changes: Changes, user: User | None, reasons: Reasons, now: datetime.datetime, *, with_merges: bool = False
) -> list[Program]:
    """Publish each record; return the programs in the same order.

    A pending merge of one of them is published with it if `with_merges`: then the records must be those of the merges, and
    InvalidRecord is raised as absorb() does.
    """
    bump()
    programs = write_rows(changes, Publication.PUBLISHED, now)
    pairs = [(program, record) for program, (_, record) in zip(programs, changes, strict=True)]
    replaced = [VersionState.PUBLISHED, VersionState.PENDING]
    versions = _write_versions(pairs, VersionState.PUBLISHED, replaced, user, reasons, now, with_merges=with_merges)
    make_all_current(versions)
    for version in versions:
        absorb(version, user, now)
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


def repeat_proposal(proposal: Sequence[tuple[ProgramVersion, Record]], reason: str, now: datetime.datetime) -> ProgramVersion:
    """Write the versions of one proposal again, first to last, each with its present record and by its author.

    Returns the last one, which is pending.

    So the proposal is the latest again after something else was published, and may be published by the same people.
    `reason` is kept where the author gave none. Other fields of a version stay.
    """
    last, record = proposal[-1]
    program = last.program
    program.versions.filter(state=VersionState.PENDING).update(state=VersionState.SUPERSEDED)
    number = program.versions.aggregate(last=Max("number"))["last"]
    written = ProgramVersion.objects.bulk_create(
        ProgramVersion(
            program=program,
            number=number + place,
            record=changed,
            state=VersionState.PENDING if version is last else VersionState.SUPERSEDED,
            user=version.user,
            reason=version.reason or reason,
            time=now,
            imported_id=version.imported_id,
            bulk_edit_id=version.bulk_edit_id,
            absorbs_id=version.absorbs_id,
        )
        for place, (version, changed) in enumerate(proposal, start=1)
    )
    if program.publication == Publication.DRAFT:
        write_rows([(program, record)], Publication.DRAFT, now)
        make_current(program, written[-1])
    return written[-1]


def _write_versions(
    pairs: Sequence[tuple[Program, Record]],
    state: VersionState,
    replaced: Sequence[VersionState],
    user: User | None,
    reasons: Reasons,
    now: datetime.datetime,
    imported: ImportedFile | None = None,
    bulk_edit: BulkEdit | None = None,
    *,
    with_merges: bool = True,
) -> list[ProgramVersion]:
    """Write a version of each program; versions in the `replaced` states become superseded.

    It takes over the merge that a pending one was, if `with_merges`.
    """
    numbers: dict[int, int] = defaultdict(int)
    absorbed: dict[int, int | None] = {}
    pks = [program.pk for program, _ in pairs]
    for start in range(0, len(pks), BATCH):
        versions = ProgramVersion.objects.filter(program_id__in=pks[start : start + BATCH])
        numbers.update(versions.order_by().values_list("program_id").annotate(last=Max("number")))
        merges = versions.filter(state=VersionState.PENDING, absorbs__isnull=False)
        if with_merges:
            absorbed.update(merges.order_by().values_list("program_id", "absorbs"))
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
                absorbs_id=absorbed.get(program.pk),
                bulk_edit=bulk_edit,
            )
            for (program, record), reason in zip(pairs, reasons, strict=True)
        ],
        batch_size=BATCH,
    )
