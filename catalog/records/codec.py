"""The codec between a record and the rows that hold it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalog.models import Partner, Program, Source, SupportEvidence
from catalog.models.program import SUPPORT_COLUMNS
from catalog.schema.fields import SETS
from catalog.schema.validation import Record, canonical

_AS_IS = """
    slug name sponsor_type scope locality home_state website summary form_basis delivery pays money_note
    entry eligibility deadline_month deadline_rolling deadline_note status evidence_year founded
    confidence note
""".split()


def columns(record: Record) -> dict[str, Any]:
    """The record's single values as columns of Program, all but its sponsor."""
    shortest, longest = record.duration_months or (None, None)
    date = record.deadline_date
    return {
        **{name: getattr(record, name) for name in _AS_IS},
        **{column: record.supports.of(support.code).present for support, column in SUPPORT_COLUMNS.items()},
        "duration_min": _decimal(shortest),
        "duration_max": _decimal(longest),
        "min_years_experience": _decimal(record.min_years_experience),
        "deadline_date": datetime.date.fromisoformat(date) if date else None,
    }


def terms(record: Record) -> Iterator[tuple[str, str]]:
    """Every (vocabulary, code) that the record's sets hold."""
    for name, vocabulary in SETS.items():
        for code in getattr(record, name):
            yield vocabulary, code


def sources(record: Record, program: Program) -> list[Source]:
    """The record's sources as unsaved rows, in order."""
    return [
        Source(
            program=program,
            url=source.url,
            title=source.title,
            read=datetime.date.fromisoformat(source.read),
            position=position,
        )
        for position, source in enumerate(record.sources)
    ]


def evidence(record: Record, program: Program, by_url: Mapping[str, Source]) -> list[SupportEvidence]:
    """The record's three evidence rows, unsaved, tied to the given sources."""
    return [
        SupportEvidence(
            program=program,
            support=name,
            statement=support.evidence,
            source=by_url[support.source] if support.source else None,
            basis=getattr(support, "basis", []),
        )
        for name, support in record.supports.by_code()
    ]


def with_rows(programs: QuerySet[Program]) -> QuerySet[Program]:
    """The same programs with all that record_of() reads fetched beside them."""
    return programs.select_related("sponsor").prefetch_related(
        "terms", "sources", "evidence", Prefetch("partnerships", Partner.objects.select_related("organization"))
    )


def record_of(program: Program) -> Record:
    """The record that a program's rows hold, in canonical form."""
    sets: dict[str, list[tuple[int, str]]] = {vocabulary: [] for vocabulary in SETS.values()}
    for term in program.terms.all():
        sets[term.vocabulary].append((term.position, term.code))
    urls = {source.pk: source.url for source in program.sources.all()}
    supports = {}
    for row in program.evidence.all():
        present = getattr(program, next(c for s, c in SUPPORT_COLUMNS.items() if s.code == row.support))
        supports[row.support] = {
            "present": present,
            "evidence": row.statement,
            "source": urls[row.source_id] if row.source_id else None,
            "basis": row.basis,
        }
    shortest, longest = _number(program.duration_min), _number(program.duration_max)
    return canonical(
        {
            **{name: getattr(program, name) for name in _AS_IS},
            **{name: [code for _, code in sorted(sets[vocabulary])] for name, vocabulary in SETS.items()},
            "sponsor": program.sponsor.name,
            "partners": [partnership.organization.name for partnership in program.partnerships.all()],
            "supports": supports,
            "duration_months": None if shortest is None else [shortest, longest],
            "min_years_experience": _number(program.min_years_experience),
            "deadline_date": program.deadline_date.isoformat() if program.deadline_date else None,
            "sources": [
                {"url": source.url, "title": source.title, "read": source.read.isoformat()} for source in program.sources.all()
            ],
        }
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
