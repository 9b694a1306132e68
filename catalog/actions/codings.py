"""Codings are written once: coder A's when programs are first loaded, other coders' from a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.actions.lines import LineFault, LoadFaults, checked_lines, read_lines
from catalog.actions.revision import bump, one_writer
from catalog.actions.rows import BATCH
from catalog.models import Coding, FormerSlug, Program, Publication
from catalog.models.coding import FIRST_CODER, kind_of
from catalog.records import Fault, Record
from catalog.records.coding import validate_coding

_FROZEN = ("supports", "confidence", "page", "same_page", "read")
_KEPT = {"present", "evidence", "basis"}  # what a coding keeps of a record's support


@dataclass(frozen=True)
class LoadedCodings:
    """What a load of codings did: slugs whose coding was written, and those that were held just so."""

    created: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def freeze(records: Iterable[Record], coder: str) -> int:
    """Keep these valid records as codings of `coder`, for each published program of theirs that has none yet.

    Codings that exist stay as they are, whatever the record says. Returns how many were written.
    Raises ValueError for a coder's name that is empty or longer than 20 characters.
    """
    one_writer()
    programs = _programs(publication=Publication.PUBLISHED)
    coded = set(Coding.objects.filter(coder=coder).values_list("program_id", flat=True))
    new: dict[int, Record] = {}
    for record in records:
        program = programs.get(record.slug)
        if program is not None and program not in coded:
            new.setdefault(program, record)
    if new:
        write_frozen(new.items(), coder)
        bump()
    return len(new)


def write_frozen(records: Iterable[tuple[int, Record]], coder: str) -> None:
    """Write each record, beside its program's key, as a coding of `coder`.

    For other actions: the caller holds the transaction, knows that there is none yet, and gives the
    revision a new stamp. Raises ValueError as freeze() does.
    """
    if not coder.strip() or len(coder) > 20:
        raise ValueError(f"{coder!r} does not name a coder: 1 to 20 characters")
    now = timezone.now()
    rows = (
        Coding(
            program_id=program,
            coder=coder,
            kind=kind_of(coder),
            supports={code: kept.model_dump(include=_KEPT) for code, kept in record.supports.by_code()},
            confidence=record.confidence,
            read=datetime.date.fromisoformat(max(source.read for source in record.sources)),
            time=now,
        )
        for program, record in records
    )
    Coding.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def load_codings(data: bytes, *, known_alone: bool = False) -> LoadedCodings:
    """Keep every coding of a JSONL file (bytes, UTF-8), all or nothing.

    A coder named H1, H2 … is a person, any other a language model (catalog.models.coding.kind_of). A coding equal to
    the one held changes nothing. `known_alone` passes over programs that the catalog does not have. A slug that a
    program once had names that program.

    Raises LoadFaults, and then nothing is written: for a line that is no coding, a program unknown or
    coded twice by one coder, a coding that differs from the one held, since codings are frozen, and a new one by
    a person whose number belongs to somebody who codes on this catalog's own desk.
    """
    lines, faults = checked_lines(data, validate_coding, lambda line: (line["slug"], line["coder"]), ("slug", "coder"))
    one_writer()
    programs, now = _programs(), timezone.now()
    coders = {line["coder"] for line in lines.values()}
    held = {(coding.program_id, coding.coder): coding for coding in Coding.objects.filter(coder__in=coders)}
    ours = {coder for coder in coders if Coding.objects.filter(coder=coder, user__isnull=False).exists()}
    new, created, unchanged = [], [], []
    for number, line in lines.items():
        slug, program = line["slug"], programs.get(line["slug"])
        if program is None:
            if not known_alone:
                fault = Fault("slug", f"{slug!r} is not in the catalog", "the slug of a program that is or was published")
                faults.append(LineFault(number, slug, fault))
            continue
        coding = _row(program, line, now)
        present = held.setdefault((program, line["coder"]), coding)
        if present is coding:
            if line["coder"] in ours:
                told = f"{line['coder']!r} is a person who codes in this catalog"
                faults.append(LineFault(number, slug, Fault("coder", told, "another number")))
            new.append(coding)
            created.append(slug)
            continue
        unchanged.append(slug)
        faults += [LineFault(number, slug, fault) for fault in _changes(present, coding)]
    if faults:
        raise LoadFaults(sorted(faults, key=lambda fault: fault.line))
    if new:
        Coding.objects.bulk_create(new, batch_size=BATCH)
        bump()
    return LoadedCodings(tuple(created), tuple(unchanged))


@transaction.atomic
def install_codings(programs: bytes, codings: bytes) -> None:
    """Give a catalog that holds no coding at all those that came with its data; does nothing ever after.

    `programs` and `codings` are JSONL files (bytes): what coder A made of the programs, and second codings.
    Programs that this catalog does not have are passed over. Raises LoadFaults for a faulty file.
    """
    one_writer()
    if not Coding.objects.exists():
        freeze((record for record, _ in read_lines(programs).values()), FIRST_CODER)
        load_codings(codings, known_alone=True)


def _programs(**only: Any) -> dict[str, int]:
    """The key of every program that is or was published, by its slug and by those it once had."""
    programs = Program.objects.exclude(publication=Publication.DRAFT).filter(**only)
    former = FormerSlug.objects.filter(program__in=programs)
    return dict(former.values_list("slug", "program_id")) | dict(programs.values_list("slug", "pk"))


def _row(program: int, line: dict[str, Any], now: datetime.datetime) -> Coding:
    return Coding(
        program_id=program,
        coder=line["coder"],
        kind=kind_of(line["coder"]),
        supports=line["supports"],
        confidence=line["confidence"],
        page=line["page"],
        same_page=line["same_page"],
        read=datetime.date.fromisoformat(line["read"]) if line["read"] else None,
        time=now,
    )


def _changes(held: Coding, coding: Coding) -> list[Fault]:
    """A fault for each field in which the coding is not the one that is held already."""
    return [
        Fault(field, f"is not what coder {held.coder}'s coding of this program holds", "codings are frozen: the same as before")
        for field in _FROZEN
        if getattr(held, field) != getattr(coding, field)
    ]
