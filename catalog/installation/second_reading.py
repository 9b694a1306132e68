"""Updates a catalog that was loaded with the first reading of the data (2026.11) to the second (2026.12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from catalog.models import FormerSlug, Program, ProgramVersion, Publication, VersionState
from catalog.programs.bulk import publish_many, save_many
from catalog.programs.history.merge import Merge, compare
from catalog.programs.history.versions import working_version
from catalog.programs.jsonl import read_lines
from catalog.programs.organization_names import known_spellings, use_known_spellings
from catalog.programs.publishing.revision import one_writer
from catalog.programs.services import retire
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, validate

FIRST = "2026.11"  # the release that holds the first reading
REASON = "Second reading under codebook 2, November 2026."
DROPPED = "Dropped in the second reading: another entry is the same program."


@dataclass
class Brought:
    """The result for each program, by slug. `left` has those that cannot take the second reading, with the reason."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def load_second_reading(data: bytes, first: Iterable[str]) -> Brought:
    """Update the programs to the records of the second reading (JSONL, bytes); `first` has the slugs of the first.

    Without a version by a person, a program gets its new record at once, new programs are published, and dropped ones are
    retired. With a version by a person, the new record becomes a proposal: the changes of the second reading, merged with
    those of people, who win where both changed the same. A program keeps the address that people gave it, and stays
    retired if they retired it. A second call changes nothing until people decide on the proposals.

    Raises InvalidFile for an invalid file.
    """
    second = {record.slug: record for record, _ in read_lines(data).values()}
    one_writer()
    brought, now, spelled = Brought(), timezone.now(), known_spellings()
    programs = {program.slug: program for program in Program.objects.all()}
    by_people = set(ProgramVersion.objects.filter(user__isnull=False).values_list("program_id", flat=True))
    former = {row.slug: row.program for row in FormerSlug.objects.select_related("program")}
    publishing: list[tuple[Program | None, Record]] = []
    proposing: list[tuple[Program | None, Record]] = []
    reasons: list[str] = []
    for slug, read in second.items():
        record, program = use_known_spellings(read, spelled), programs.get(slug) or former.get(slug)
        if program is None:
            publishing.append((None, record))
            brought.added.append(slug)
        elif slug != program.slug and program.slug in second:
            brought.left[slug] = f"its address redirects to “{program.slug}”, which the second reading has too"
        elif program.pk not in by_people:
            if working_record(program) != record:
                publishing.append((program, record))
                brought.changed.append(slug)
        else:
            proposal = _propose(program, record)
            if isinstance(proposal, str):
                brought.left[slug] = proposal
            elif proposal:
                proposing.append((program, proposal[0]))
                reasons.append(proposal[1])
                brought.proposed.append(slug)
    if publishing:
        publish_many(publishing, None, [REASON] * len(publishing), now)
    if proposing:
        save_many(proposing, None, reasons, now)
    for slug in sorted(set(first) - second.keys()):
        _drop(slug, programs.get(slug), by_people, brought)
    return brought


def working_record(program: Program) -> Record | None:
    """Return the record that an editor would continue from."""
    version = working_version(program)
    return version.record if version else None


def pending_reason(program: Program) -> str:
    """Return the reason of the program's pending change, or ""."""
    return program.versions.filter(state=VersionState.PENDING).values_list("reason", flat=True).first() or ""


def _drop(slug: str, program: Program | None, by_people: Iterable[int], brought: Brought) -> None:
    if program is None or program.publication != Publication.PUBLISHED:
        return
    if program.pk in by_people:
        brought.left[slug] = "the second reading dropped it, but a person has edited it: retire it if you agree"
    else:
        retire(program, None, DROPPED)
        brought.retired.append(slug)


def _propose(program: Program, second: Record) -> tuple[Record, str] | str | None:
    """Return the proposal for an edited program and its reason, None if it changes nothing, or why there is none."""
    if program.publication == Publication.RETIRED:
        return "a person retired it"
    present = working_record(program)
    loaded = program.versions.filter(user__isnull=True, published__isnull=False).order_by("-number").first()
    if loaded is None or present is None:
        return "a person entered it under the same address"
    if program.versions.filter(state=VersionState.REJECTED).exists() and program.publication == Publication.DRAFT:
        return "its draft was rejected"
    merge = compare(loaded.record, second, present)
    record = _with_all_sources(merge, second, present)
    if record == present:
        return None
    try:
        record = validate(record)
    except InvalidRecord as error:
        return f"together with what people changed it is not valid: {error}"
    kept = ", ".join(collision.label for collision in merge.collisions)
    reason = f"{REASON} Kept as people changed it: {kept}." if kept else REASON
    # the proposal carries a pending change, so it gives that change's reason too
    return record, "\n".join(filter(None, (pending_reason(program), reason)))


def _with_all_sources(merge: Merge, second: Record, present: Record) -> Record:
    """Return the merged record. If both changed the sources, it has those of the present record, then the new ones."""
    if not any(collision.field == "sources" for collision in merge.collisions):
        return merge.record
    known = {source.url for source in present.sources}
    added = [source for source in second.sources if source.url not in known]
    return merge.record.model_copy(update={"sources": [*present.sources, *added]})
