"""Loading a file of records: every fault told, all or nothing, the same file twice changes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.actions.revision import bump, one_writer
from catalog.actions.rows import BATCH, known_spellings, spelling_faults, write_rows
from catalog.models import FormerSlug, Program, ProgramVersion, Publication, VersionState
from catalog.records import Fault, Record, RecordFaults, canonical, validate
from catalog.search import index

Progress = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True)
class LineFault:
    """A fault of one line of the file: which line (from 1), which program, which field, what is allowed."""

    line: int
    slug: str
    fault: Fault

    def __str__(self) -> str:
        return f"line {self.line}, {self.slug or '(no slug)'}, {self.fault}"


class LoadFaults(ValueError):
    """Raised where a file cannot be loaded; `faults` holds every fault of every line. Nothing was written."""

    def __init__(self, faults: Sequence[LineFault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class Loaded:
    """What a load did: slugs made, changed, left as they were, and kept because an editor had changed them."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


def read_lines(data: bytes, progress: Progress = iter) -> dict[int, Record]:
    """The valid records of a JSONL file by line number; blank lines are passed over.

    Raises LoadFaults with every fault of every line.
    """
    records: dict[int, Record] = {}
    faults: list[LineFault] = []
    first_line: dict[str, int] = {}
    for number, raw in enumerate(progress(data.removeprefix(b"\xef\xbb\xbf").split(b"\n")), start=1):
        if not raw.strip():
            continue
        value: Any = None
        try:
            value = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant)
            record = validate(value)
        except UnicodeDecodeError as error:
            found = [Fault("", f"byte {error.start + 1} of the line is not UTF-8", "a file encoded as UTF-8")]
        except RecordFaults as error:
            found = list(error.faults)
        except (json.JSONDecodeError, _NotJson) as error:
            found = [Fault("", f"is not JSON: {error}", "one JSON object")]
        except RecursionError:
            found = [Fault("", "is nested too deeply", "one JSON object shaped as the codebook says")]
        else:
            found = []
            if earlier := first_line.get(record["slug"]):
                found.append(Fault("slug", f"{record['slug']!r} stands on line {earlier} already", "each slug once"))
            first_line.setdefault(record["slug"], number)
            records[number] = record
        slug = value.get("slug") if isinstance(value, dict) else ""
        faults += [LineFault(number, slug if isinstance(slug, str) else "", fault) for fault in found]
    if faults:
        raise LoadFaults(faults)
    return records


class _NotJson(ValueError):
    """A value that Python's reader takes for JSON and the standard does not."""


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        raise _NotJson(f"the field {next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return result


def _no_constant(name: str) -> Any:
    raise _NotJson(f"{name} is not a number")


@transaction.atomic
def load(data: bytes, *, overwrite_edited: bool = False, progress: Progress = iter) -> Loaded:
    """Publish every record of a JSONL file (bytes, UTF-8), all or nothing.

    A record equal to the published one changes nothing. A program whose latest version an editor
    wrote, and one an editor retired, is left alone unless `overwrite_edited`. Programs the file
    does not name stay. `progress` wraps the lines as they are read (tqdm, say).

    Raises LoadFaults, and then nothing is written.
    """
    records = read_lines(data, progress)
    one_writer()
    _refuse_clashes(records)
    programs = {program.slug: program for program in Program.objects.all()}
    latest = _latest_versions()
    created, changed, unchanged, kept = [], [], [], []
    changes: list[tuple[Program | None, Record]] = []
    for record in records.values():
        slug = record["slug"]
        program = programs.get(slug)
        if program is None:
            created.append(slug)
        else:
            published, edited = latest.get(program.pk, (None, False))
            if published == record:
                unchanged.append(slug)
                continue
            if edited and not overwrite_edited:
                kept.append(slug)
                continue
            changed.append(slug)
        changes.append((program, record))
    if changes:
        _publish_all(changes)
    return Loaded(tuple(created), tuple(changed), tuple(unchanged), tuple(kept))


def _refuse_clashes(records: dict[int, Record]) -> None:
    """Raise LoadFaults where a record's slug or spelling clashes with what the database holds."""
    faults = []
    spelled = known_spellings()
    former = dict(FormerSlug.objects.values_list("slug", "program__slug"))
    for number, record in records.items():
        found = spelling_faults(record, spelled)
        if record["slug"] in former:
            found.append(Fault("slug", f"{record['slug']!r} redirects to {former[record['slug']]!r}", "the present slug"))
        faults += [LineFault(number, record["slug"], fault) for fault in found]
    if faults:
        raise LoadFaults(faults)


def _latest_versions() -> dict[int, tuple[Record | None, bool]]:
    """For each program: its published record (None if there is none), whether an editor wrote its latest version."""
    found: dict[int, tuple[Record | None, bool]] = {}
    rows = ProgramVersion.objects.order_by("program", "number")
    for pk, record, state, user in rows.values_list("program_id", "record", "state", "user_id"):
        published, _ = found.get(pk, (None, False))
        found[pk] = (canonical(record) if state == VersionState.PUBLISHED else published, user is not None)
    return found


def _publish_all(changes: Sequence[tuple[Program | None, Record]]) -> None:
    now = timezone.now()
    bump()
    programs = write_rows(changes, Publication.PUBLISHED, now)
    numbers: dict[int, int] = defaultdict(int)
    old = [program.pk for program, _ in changes if program]
    for start in range(0, len(old), BATCH):
        versions = ProgramVersion.objects.filter(program_id__in=old[start : start + BATCH])
        numbers.update(versions.values_list("program_id").annotate(last=Max("number")))
        versions.filter(state__in=[VersionState.PUBLISHED, VersionState.PENDING]).update(state=VersionState.SUPERSEDED)
    ProgramVersion.objects.bulk_create(
        [
            ProgramVersion(
                program=program,
                number=numbers[program.pk] + 1,
                record=record,
                state=VersionState.PUBLISHED,
                reason="Loaded from a file",
                time=now,
            )
            for program, (_, record) in zip(programs, changes, strict=True)
        ],
        batch_size=BATCH,
    )
    index.write((program.pk, record) for program, (_, record) in zip(programs, changes, strict=True))
