"""Write codings, once: coder A's when programs are first loaded, other coders' from a file."""

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

from catalog.coding.attributes import record_attributes
from catalog.coding.coders import codebook_of
from catalog.coding.record import CODEBOOK, validate_coding
from catalog.models import Coding, FormerSlug, Program, Publication
from catalog.models.coding import FIRST_CODER, kind_of
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile, LineProblem, check_lines, read_lines
from catalog.programs.publishing.revision import bump, one_writer
from catalog.programs.storage import BATCH
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record

_FROZEN = ("supports", "confidence", "page", "same_page", "read")
_ONCE = ("slug", "coder", "codebook")
_SUPPORT_KEYS = {"present", "evidence", "basis"}


@dataclass(frozen=True)
class LoadedCodings:
    """The slugs whose codings were written, and those whose codings were there already."""

    created: tuple[str, ...]
    unchanged: tuple[str, ...]


def write_frozen(records: Iterable[tuple[int, Record]], coder: str, codebook: str) -> None:
    """Write each record as a coding of its program (by primary key) by `coder` under `codebook`.

    The caller holds the transaction, ensures that there is no such coding, and restamps the revision. Raises ValueError
    for an invalid coder name or codebook number.
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
            supports={code: support.model_dump(include=_SUPPORT_KEYS) for code, support in record.supports.by_code()},
            attributes=record_attributes(record),
            confidence=record.confidence,
            read=datetime.date.fromisoformat(max(source.read for source in record.sources)),
            time=now,
        )
        for program, record in records
    )
    Coding.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def load_codings(data: bytes, *, known_alone: bool = False) -> LoadedCodings:
    """Load every coding of a JSONL file, or none.

    A coder named H1, H2 … is a person, any other a language model (catalog.models.coding.kind_of). A coding that is there
    already changes nothing. Former slugs are accepted. `known_alone` ignores codings of unknown programs.

    Raises InvalidFile for an invalid line, an unknown program, a program coded twice by one coder under one codebook, a
    coding that differs from the frozen one, and a new coding under the number of a person who codes in this catalog.
    """
    lines, problems = check_lines(data, validate_coding, _key, _ONCE)
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
                message = f"{line['coder']!r} is a person who codes in this catalog"
                problems.append(LineProblem(number, slug, RecordProblem("coder", message, "another number")))
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
    """Write the shipped codings that are missing here, and return their number. Existing codings stay unchanged.

    Coder A's codings under codebook 1 come from the shipped `release` (a zip). The JSONL file `codings` has the second
    codings, and coder A's under the same codebook. All other programs of the JSONL file `programs` were coded by A as
    they are there, under the present codebook. The same file has A's codes of the other fields: they are added where a
    coding has none. Unknown programs and drafts are ignored. Raises InvalidFile.
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
        lines, problems = check_lines(_only(data, is_new), validate_coding, _key, _ONCE)
        if problems:
            raise InvalidFile(problems)
        rows += [_row(known[line["slug"]], line, now) for line in lines.values()]
    by_first = _only(programs, lambda line: is_new({"slug": line["slug"], "coder": FIRST_CODER, "codebook": current}))
    records = [(known[record.slug], record) for record, _ in read_lines(by_first).values()]
    Coding.objects.bulk_create(rows, batch_size=BATCH)
    write_frozen(records, FIRST_CODER, current)
    if _fill_attributes(programs, known) or rows or records:
        bump()
    return len(rows) + len(records)


def _fill_attributes(programs: bytes, known: Mapping[str, int]) -> bool:
    """Add to coder A's codings under the present codebook the attributes of the shipped records, where they have none."""
    bare = {
        coding.program_id: coding
        for coding in Coding.objects.filter(coder=FIRST_CODER, codebook=current_codebook(), attributes={})
    }
    if not bare:
        return False
    lines = _only(programs, lambda line: known.get(line["slug"]) in bare)
    filled = []
    for record, _ in read_lines(lines).values():
        coding = bare[known[record.slug]]
        coding.attributes = record_attributes(record)
        filled.append(coding)
    Coding.objects.bulk_update(filled, ["attributes"], batch_size=BATCH)
    return bool(filled)


def _key(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(line[name] for name in _ONCE)


def _packed_codings(release: bytes) -> bytes:
    """Return codings.jsonl of a shipped release."""
    with zipfile.ZipFile(io.BytesIO(release)) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/codings.jsonl")]
        return archive.read(name)


def _only(data: bytes, is_new: Callable[[Mapping[str, Any]], bool]) -> bytes:
    """Blank the lines of a JSONL file that are not new, so that only new ones are validated. Line numbers stay."""

    def is_relevant(raw: bytes) -> bool:
        try:
            line = json.loads(raw)
            return is_new(line)
        except (ValueError, KeyError, TypeError):
            return True  # validation will report it

    return b"\n".join(raw if raw.strip() and is_relevant(raw) else b"" for raw in data.split(b"\n"))


def _programs() -> dict[str, int]:
    """Return the primary key of every published or retired program by its slug and former slugs."""
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
        attributes=line.get("attributes", {}),
        confidence=line["confidence"],
        page=line["page"],
        same_page=line["same_page"],
        read=datetime.date.fromisoformat(line["read"]) if line["read"] else None,
        time=now,
    )


def _changes(held: Coding, coding: Coding) -> list[RecordProblem]:
    """Return an error for each field that differs from the existing coding."""
    where = f"coder {held.coder}'s coding of this program under codebook {held.codebook}"
    return [
        RecordProblem(
            field,
            f"is not what {where} holds",
            "codings are frozen: the same as before",
        )
        for field in (*_FROZEN, *(["attributes"] if coding.attributes else []))  # older files have none
        if getattr(held, field) != getattr(coding, field)
    ]
