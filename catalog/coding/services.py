"""Codings are written once: coder A's when programs are first loaded, other coders' from a file."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.coding.coders import codebook_of
from catalog.coding.record import CODEBOOK, validate_coding
from catalog.models import Coding, FormerSlug, Program, Publication
from catalog.models.coding import FIRST_CODER, kind_of
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile, LineProblem, checked_lines, read_lines
from catalog.programs.revision import bump, one_writer
from catalog.programs.storage import BATCH
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record

_FROZEN = ("supports", "confidence", "page", "same_page", "read")
_ONCE = ("slug", "coder", "codebook")
_KEPT = {"present", "evidence", "basis"}  # what a coding keeps of a record's support


@dataclass(frozen=True)
class LoadedCodings:
    """What a load of codings did: slugs whose coding was written, and those that were held just so."""

    created: tuple[str, ...]
    unchanged: tuple[str, ...]


def write_frozen(records: Iterable[tuple[int, Record]], coder: str, codebook: str) -> None:
    """Write each record as a coding of its program (given by key), made by `coder` under `codebook`.

    For other actions: the caller holds the transaction, knows that there is none yet, and gives the
    revision a new stamp. Raises ValueError for a coder's name that is empty or longer than 20 characters, and
    for a codebook that is no number.
    """
    if not coder.strip() or len(coder) > 20:
        raise ValueError(f"{coder!r} does not name a coder: 1 to 20 characters")
    if not CODEBOOK.fullmatch(codebook):
        raise ValueError(f"{codebook!r} is not the number of a codebook: a whole number from 1 to 999")
    now = timezone.now()
    rows = (
        Coding(
            program_id=program,
            coder=coder,
            codebook=codebook,
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

    Raises InvalidFile, and then nothing is written: for a line that is no coding, a program unknown or
    coded twice by one coder under one codebook, a coding that differs from the one held, since codings are frozen,
    and a new one by a person whose number belongs to somebody who codes in this catalog.
    """
    lines, problems = checked_lines(data, validate_coding, _key, _ONCE)
    one_writer()
    programs, now = _programs(), timezone.now()
    coders = {line["coder"] for line in lines.values()}
    held = {(coding.program_id, coding.coder, coding.codebook): coding for coding in Coding.objects.filter(coder__in=coders)}
    ours = {coder for coder in coders if Coding.objects.filter(coder=coder, user__isnull=False).exists()}
    new, created, unchanged = [], [], []
    for number, line in lines.items():
        slug, program = line["slug"], programs.get(line["slug"])
        if program is None:
            if not known_alone:
                problem = RecordProblem(
                    "slug", f"{slug!r} is not in the catalog", "the slug of a program that is or was published"
                )
                problems.append(LineProblem(number, slug, problem))
            continue
        coding = _row(program, line, now)
        present = held.setdefault((program, line["coder"], line["codebook"]), coding)
        if present is coding:
            if line["coder"] in ours:
                told = f"{line['coder']!r} is a person who codes in this catalog"
                problems.append(LineProblem(number, slug, RecordProblem("coder", told, "another number")))
            new.append(coding)
            created.append(slug)
            continue
        unchanged.append(slug)
        problems += [LineProblem(number, slug, problem) for problem in _changes(present, coding)]
    if problems:
        raise InvalidFile(sorted(problems, key=lambda problem: problem.line))
    if new:
        Coding.objects.bulk_create(new, batch_size=BATCH)
        bump()
    return LoadedCodings(tuple(created), tuple(unchanged))


@transaction.atomic
def install_codings(release: bytes, codings: bytes, programs: bytes) -> int:
    """Write the codings that come with the catalog's data and are missing here; change none that is here.

    Coder A's codings under codebook 1 are those of the shipped `release` (its zip), second codings those of the JSONL
    file `codings`, with coder A's under the same codebook as they were compared. Every other program of the JSONL file
    `programs` was coded by A as it is there, under the catalog's present codebook. Programs that this catalog does not
    have, or has as drafts, are passed over. Returns how many codings were written. Raises InvalidFile for a invalid file.
    """
    one_writer()
    known = _programs()
    held = set(Coding.objects.values_list("program_id", "coder", "codebook"))

    def is_new(line: Mapping[str, Any]) -> bool:
        program = known.get(line["slug"])
        key = (program or 0, line["coder"], codebook_of(line))
        if program is None or key in held:
            return False
        held.add(key)
        return True

    current, now = current_codebook(), timezone.now()
    rows = []
    for data in (_packed_codings(release), codings):
        lines, problems = checked_lines(_only(data, is_new), validate_coding, _key, _ONCE)
        if problems:
            raise InvalidFile(problems)
        rows += [_row(known[line["slug"]], line, now) for line in lines.values()]
    by_first = _only(programs, lambda line: is_new({"slug": line["slug"], "coder": FIRST_CODER, "codebook": current}))
    records = [(known[record.slug], record) for record, _ in read_lines(by_first).values()]
    if rows or records:
        Coding.objects.bulk_create(rows, batch_size=BATCH)
        write_frozen(records, FIRST_CODER, current)
        bump()
    return len(rows) + len(records)


def _key(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(line[name] for name in _ONCE)


def _packed_codings(release: bytes) -> bytes:
    """codings.jsonl of a release that comes with the catalog."""
    with zipfile.ZipFile(io.BytesIO(release)) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/codings.jsonl")]
        return archive.read(name)


def _only(data: bytes, is_new: Callable[[Mapping[str, Any]], bool]) -> bytes:
    """A JSONL file with the lines left blank that are not new, so that only new ones are validated. Line numbers stay."""

    def is_kept(raw: bytes) -> bool:
        try:
            line = json.loads(raw)
            return is_new(line)
        except (ValueError, KeyError, TypeError):
            return True  # a invalid line, for validation to name

    return b"\n".join(raw if raw.strip() and is_kept(raw) else b"" for raw in data.split(b"\n"))


def _programs() -> dict[str, int]:
    """The key of every program that is or was published, by its slug and by those it once had."""
    programs = Program.objects.exclude(publication=Publication.DRAFT)
    former = FormerSlug.objects.filter(program__in=programs)
    return dict(former.values_list("slug", "program_id")) | dict(programs.values_list("slug", "pk"))


def _row(program: int, line: dict[str, Any], now: datetime.datetime) -> Coding:
    return Coding(
        program_id=program,
        coder=line["coder"],
        codebook=line["codebook"],
        kind=kind_of(line["coder"]),
        supports=line["supports"],
        confidence=line["confidence"],
        page=line["page"],
        same_page=line["same_page"],
        read=datetime.date.fromisoformat(line["read"]) if line["read"] else None,
        time=now,
    )


def _changes(held: Coding, coding: Coding) -> list[RecordProblem]:
    """A problem for each field in which the coding is not the one that is held already."""
    where = f"coder {held.coder}'s coding of this program under codebook {held.codebook}"
    return [
        RecordProblem(
            field,
            f"is not what {where} holds",
            "codings are frozen: the same as before",
        )
        for field in _FROZEN
        if getattr(held, field) != getattr(coding, field)
    ]
