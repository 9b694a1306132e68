"""Writing records into rows: programs with all that hangs on them, many at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from catalog.actions.vocabulary import sync_terms, term_ids
from catalog.models import Organization, Partner, Program, Publication, Source, SupportEvidence
from catalog.records import Record, RecordFaults
from catalog.records.codec import columns, evidence, sources, terms
from catalog.records.spelling import known_spellings, spelling_faults

BATCH = 500


def write_rows(
    changes: Sequence[tuple[Program | None, Record]], publication: Publication, now: datetime.datetime
) -> list[Program]:
    """Write each record into its program's rows; None makes a new program.

    Returns the programs in the same order. The caller holds the transaction and writes versions.
    Raises RecordFaults where a sponsor's or partner's spelling clashes with a known organization.
    """
    sync_terms()
    organizations = _organizations(record for _, record in changes)
    new: list[Program] = []
    old: list[Program] = []
    programs: list[Program] = []
    for program, record in changes:
        known = program is not None
        program = program or Program()
        for name, value in columns(record).items():
            setattr(program, name, value)
        program.sponsor = organizations[Organization.slug_for(record.sponsor)]
        program.publication, program.updated = publication, now
        (old if known else new).append(program)
        programs.append(program)
    Program.objects.bulk_create(new, batch_size=BATCH)
    for program in old:
        program.save()
    pks = [program.pk for program in old]
    for model in (SupportEvidence, Source, Partner, Program.terms.through):
        for start in range(0, len(pks), BATCH):
            model.objects.filter(program_id__in=pks[start : start + BATCH]).delete()
    _write_children(programs, [record for _, record in changes], organizations)
    return programs


def _write_children(programs: Sequence[Program], records: Sequence[Record], organizations: dict[str, Organization]) -> None:
    pairs = list(zip(programs, records, strict=True))
    partners = [
        Partner(program=program, organization=organizations[Organization.slug_for(name)], position=position)
        for program, record in pairs
        for position, name in enumerate(record.partners)
    ]
    Partner.objects.bulk_create(partners, batch_size=BATCH)
    ids, through = term_ids(), Program.terms.through
    through.objects.bulk_create(
        [through(program_id=program.pk, term_id=ids[key]) for program, record in pairs for key in terms(record)],
        batch_size=BATCH,
    )
    rows = [sources(record, program) for program, record in pairs]
    Source.objects.bulk_create([source for group in rows for source in group], batch_size=BATCH)
    SupportEvidence.objects.bulk_create(
        [
            row
            for (program, record), group in zip(pairs, rows, strict=True)
            for row in evidence(record, program, {source.url: source for source in group})
        ],
        batch_size=BATCH,
    )


def _organizations(records: Iterable[Record]) -> dict[str, Organization]:
    """Every organization the records name, by slug; unknown ones are made."""
    spelled = known_spellings()
    known = set(spelled)
    faults = [fault for record in records for fault in spelling_faults(record, spelled)]
    if faults:
        raise RecordFaults(faults)
    Organization.objects.bulk_create(
        [Organization(name=name, slug=slug) for slug, name in spelled.items() if slug not in known], batch_size=BATCH
    )
    return {organization.slug: organization for organization in Organization.objects.all()}
