"""Writing the rows of programs: address, sponsor, publication, and which version each stands for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, Subquery

from catalog.models import Organization, Program, ProgramVersion, Publication
from catalog.programs.organization_names import check_spelling, known_spellings
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record

BATCH = 500


def write_rows(
    changes: Sequence[tuple[Program | None, Record]], publication: Publication, now: datetime.datetime
) -> list[Program]:
    """Write the row of each record's program, and the organizations it names; None makes a new program.

    Returns the programs in the same order. The caller holds the transaction, writes the versions and makes them current.
    Raises InvalidRecord where a sponsor's or partner's spelling clashes with a known organization.
    """
    organizations = _organizations(record for _, record in changes)
    new: list[Program] = []
    old: list[Program] = []
    programs: list[Program] = []
    for program, record in changes:
        known = program is not None
        program = program or Program()
        program.slug = record.slug
        program.sponsor = organizations[Organization.slug_for(record.sponsor)]
        program.publication, program.updated = publication, now
        (old if known else new).append(program)
        programs.append(program)
    Program.objects.bulk_create(new, batch_size=BATCH)
    for program in old:
        program.save()
    return programs


def make_current(program: Program, version: ProgramVersion) -> None:
    """Let a program stand for one of its versions."""
    program.current = version
    program.save(update_fields=["current"])


def make_all_current(versions: Sequence[ProgramVersion]) -> None:
    """Let the program of each of these versions stand for it. All are in one state, of which a program has one."""
    for start in range(0, len(versions), BATCH):
        some = versions[start : start + BATCH]
        found = ProgramVersion.objects.filter(program=OuterRef("pk"), state=some[0].state).order_by().values("pk")
        Program.objects.filter(pk__in=[version.program_id for version in some]).update(current=Subquery(found))
    for version in versions:
        version.program.current = version


def _organizations(records: Iterable[Record]) -> dict[str, Organization]:
    """Every organization the records name, by slug; unknown ones are made."""
    spelled = known_spellings()
    known = set(spelled)
    problems = [problem for record in records for problem in check_spelling(record, spelled)]
    if problems:
        raise InvalidRecord(problems)
    Organization.objects.bulk_create(
        [Organization(name=name, slug=slug) for slug, name in spelled.items() if slug not in known], batch_size=BATCH
    )
    return {organization.slug: organization for organization in Organization.objects.all()}
