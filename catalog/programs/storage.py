"""Write the rows of programs: slug, sponsor, publication and current version."""

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
    """Write the row of each program (None: a new one) and the organizations that its record names.

    Returns the programs in the same order. The caller holds the transaction, writes the versions and makes them current.
    Raises InvalidRecord if a sponsor or partner is known under another spelling.
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
        program.save(update_fields=["slug", "sponsor", "publication", "updated"])
    return programs


def make_current(program: Program, version: ProgramVersion) -> None:
    """Make a version the current one of its program."""
    program.current = version
    program.save(update_fields=["current"])


def make_all_current(versions: Sequence[ProgramVersion]) -> None:
    """Make each version the current one of its program. All are in one state, of which a program has one."""
    for start in range(0, len(versions), BATCH):
        some = versions[start : start + BATCH]
        found = ProgramVersion.objects.filter(program=OuterRef("pk"), state=some[0].state).order_by().values("pk")
        Program.objects.filter(pk__in=[version.program_id for version in some]).update(current=Subquery(found))
    for version in versions:
        version.program.current = version


def _organizations(records: Iterable[Record]) -> dict[str, Organization]:
    """Return the organizations that the records name, by slug; create unknown ones."""
    spelled = known_spellings()
    known = set(spelled)
    problems = [problem for record in records for problem in check_spelling(record, spelled)]
    if problems:
        raise InvalidRecord(problems)
    Organization.objects.bulk_create(
        [Organization(name=name, slug=slug) for slug, name in spelled.items() if slug not in known], batch_size=BATCH
    )
    return {organization.slug: organization for organization in Organization.objects.all()}
