"""The public history of the catalog: programs added, of another type, changed otherwise, retired, brought back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.changes import Retyped, retyped
from catalog.programs.history.diff import differences
from catalog.programs.history.version_status import SEEN
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from typology import ProgramType, Support, derive


class EventKind(StrEnum):
    """What happened to a program; the values are those of the parameter `kind` of /changes/."""

    ADDED = "added"
    TYPE = "type"
    OTHER = "other"
    RETIRED = "retired"
    RETURNED = "returned"


class ChangelogStep(NamedTuple):
    """A version that became public, or with which its program was retired: all of it but its record.

    `loaded` says that a file was loaded; an editor made the others. `note` is the coders' note, which is not public.
    """

    key: int
    program: int
    number: int
    time: datetime.datetime
    retires: bool
    loaded: bool
    supports: Support
    note: str = ""


@dataclass(frozen=True)
class Event:
    """What the public saw happen to one program: the step, and the one before it (None: there was none)."""

    kind: EventKind
    step: ChangelogStep
    before: ChangelogStep | None

    @property
    def types(self) -> tuple[ProgramType, ProgramType] | None:
        """The program's type before and after, where the event changed it."""
        if self.before is None or self.before.supports == self.step.supports:
            return None
        return derive(self.before.supports), derive(self.step.supports)

    def is_of(self, kind: EventKind) -> bool:
        """Whether it belongs to this kind; one brought back with another type belongs to two."""
        return self.kind == kind or (kind == EventKind.TYPE and self.types is not None)


# the events told as one: all programs added at one moment by one load or import, else a single event
Entry = tuple[Event, ...]


@dataclass(frozen=True)
class Told:
    """An event with what its records say: the program's name then, its slug now, and what changed.

    `slug` is empty where the program has no public page. `fields` are the labels of what changed, without the supports
    that `retyped` tells; `reason` is the editor's, told for a change of type alone.
    """

    event: Event
    name: str
    slug: str
    fields: tuple[str, ...]
    retyped: Retyped | None
    reason: str


def events(steps: Iterable[ChangelogStep]) -> list[Event]:
    """What happened in these steps, newest first; of each program they hold all, in any order."""
    last: dict[int, ChangelogStep] = {}
    found = []
    for step in sorted(steps, key=lambda step: (step.time, step.program, step.number)):
        before = last.get(step.program)
        last[step.program] = step
        found.append(Event(_kind(step, before), step, before))
    return found[::-1]


def public_events(found: Sequence[Event]) -> list[Event]:
    """The events in which something public changed: without those that changed the coders' note alone.

    Two queries, and those only for events that changed the note.
    """
    asked = [event for event in found if event.kind == EventKind.OTHER and event.before and event.before.note != event.step.note]
    silent = {one.event.step.key for one in told(asked) if not one.fields} if asked else set()
    return [event for event in found if event.step.key not in silent]


def entries(found: Sequence[Event], kind: EventKind | None = None) -> list[Entry]:
    """The entries of the public log in the order of the events, of one kind or of all."""
    kept = [event for event in found if kind is None or event.is_of(kind)]
    kept.sort(key=_moment, reverse=True)  # what was added at one moment stands together
    log: list[Entry] = []
    for (_, added), group in groupby(kept, key=_moment):
        together = tuple(group)
        log += [together] if added else [(event,) for event in together]
    return log


def steps(slug: str = "") -> list[ChangelogStep]:
    """All steps of the catalog, or of the program with this slug: one query that fetches no records."""
    versions = ProgramVersion.objects.filter(SEEN).order_by()
    if slug:
        versions = versions.filter(program__slug=slug)
    present = [f"record__supports__{support.code}__present" for support in Support]
    rows = versions.values_list("pk", "program_id", "number", "published", "time", "state", "user_id", "record__note", *present)
    return [
        ChangelogStep(
            pk,
            program_id,
            number,
            written if state == VersionState.RETIRED else published,
            state == VersionState.RETIRED,
            user is None,
            Support.from_codes(support.code for support, given in zip(Support, coded, strict=True) if given),
            note or "",
        )
        for pk, program_id, number, published, written, state, user, note, *coded in rows
    ]


def told(found: Sequence[Event]) -> list[Told]:
    """The events with what their records say, in the same order: two queries for all."""
    keys = {step.key for event in found for step in (event.step, event.before) if step}
    versions = ProgramVersion.objects.in_bulk(keys)
    public = dict(
        Program.objects.filter(pk__in={event.step.program for event in found}, publication=Publication.PUBLISHED).values_list(
            "pk", "slug"
        )
    )
    return [
        tell(
            event,
            public.get(event.step.program, ""),
            versions[event.step.key].record,
            versions[event.before.key].record if event.before else None,
            versions[event.step.key].reason,
        )
        for event in found
    ]


def tell(event: Event, slug: str, after: ProgramRecord, before: ProgramRecord | None, reason: str) -> Told:
    """One event told from its records; `slug` is that of the program's public page, empty for none."""
    change = retyped(before, after) if before and event.types else None
    labels = []
    for difference in differences(before, after) if before and event.kind != EventKind.RETIRED else ():
        name, *part = difference.field.split(".")
        if not book().fields[name].public:
            continue
        if change and name == "supports" and part[0] in dict(change.gained + change.lost):
            continue
        labels.append(difference.label)
    return Told(event, after.name, slug, tuple(labels), change, reason.strip() if change and not event.step.loaded else "")


def _moment(event: Event) -> tuple[datetime.datetime, bool]:
    return event.step.time, event.kind == EventKind.ADDED


def _kind(step: ChangelogStep, before: ChangelogStep | None) -> EventKind:
    if step.retires:
        return EventKind.RETIRED
    if before is None:
        return EventKind.ADDED
    if before.retires:
        return EventKind.RETURNED
    return EventKind.OTHER if before.supports == step.supports else EventKind.TYPE
