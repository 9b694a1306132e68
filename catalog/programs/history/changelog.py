"""The public change log: programs added, retired, returned, of another type, or changed otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.changes import ProgramTypeChange, describe_type_change
from catalog.programs.history.diff import differences
from catalog.programs.history.version_status import SEEN
from catalog.programs.succession.selectors import successors
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
    """A version that became public or retired its program, without its record.

    `loaded` means that it came from a file, not from an editor. `note` is the coders' note, which is not public.
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
    """A public change of one program: the step, and the step before it or None."""

    kind: EventKind
    step: ChangelogStep
    before: ChangelogStep | None

    @property
    def types(self) -> tuple[ProgramType, ProgramType] | None:
        """The program's type before and after, if it changed."""
        if self.before is None or self.before.supports == self.step.supports:
            return None
        return derive(self.before.supports), derive(self.step.supports)

    def is_of(self, kind: EventKind) -> bool:
        """Whether it is of this kind; a program that returned with another type is of two."""
        return self.kind == kind or (kind == EventKind.TYPE and self.types is not None)


# one row of the log: all programs added at one moment by one import, or a single event
Entry = tuple[Event, ...]


@dataclass(frozen=True)
class EventDescription:
    """An event with the program's name then, its slug now, and what changed.

    `slug` is empty without a public page. `fields` are the labels of the changed fields, without the supports in
    `retyped`; `reason` is the editor's, only for a change of type. `successor` is the name and slug of the public program
    that a retired one is part of now, or None.
    """

    event: Event
    name: str
    slug: str
    fields: tuple[str, ...]
    retyped: ProgramTypeChange | None
    reason: str
    successor: tuple[str, str] | None = None


def events(steps: Iterable[ChangelogStep]) -> list[Event]:
    """Return the events of these steps, newest first. `steps` holds all steps of each program, in any order."""
    last: dict[int, ChangelogStep] = {}
    found = []
    for step in sorted(steps, key=lambda step: (step.time, step.program, step.number)):
        before = last.get(step.program)
        last[step.program] = step
        found.append(Event(_kind(step, before), step, before))
    return found[::-1]


def public_events(found: Sequence[Event]) -> list[Event]:
    """Return the events that changed something public, not only the coders' note. Two queries at most."""
    noted = [event for event in found if event.kind == EventKind.OTHER and event.before and event.before.note != event.step.note]
    silent = {one.event.step.key for one in describe_events(noted) if not one.fields} if noted else set()
    return [event for event in found if event.step.key not in silent]


def entries(found: Sequence[Event], kind: EventKind | None = None) -> list[Entry]:
    """Return the rows of the public log in the order of the events, of one kind or of all."""
    chosen = [event for event in found if kind is None or event.is_of(kind)]
    chosen.sort(key=_moment, reverse=True)  # programs added at one moment form one row
    log: list[Entry] = []
    for (_, added), group in groupby(chosen, key=_moment):
        together = tuple(group)
        log += [together] if added else [(event,) for event in together]
    return log


def steps(slug: str = "") -> list[ChangelogStep]:
    """Return all steps of the catalog, or of the program with this slug. One query, without records."""
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


def describe_events(found: Sequence[Event]) -> list[EventDescription]:
    """Describe events from their records, in the same order. Two queries, and one more if programs were retired."""
    keys = {step.key for event in found for step in (event.step, event.before) if step}
    versions = ProgramVersion.objects.in_bulk(keys)
    public = dict(
        Program.objects.filter(pk__in={event.step.program for event in found}, publication=Publication.PUBLISHED).values_list(
            "pk", "slug"
        )
    )
    retired = {event.step.program for event in found if event.kind == EventKind.RETIRED}
    followed = {
        key: (program.name, program.slug)
        for key, program in (successors(retired) if retired else {}).items()
        if program.publication == Publication.PUBLISHED
    }
    described = [
        describe_event(
            event,
            public.get(event.step.program, ""),
            versions[event.step.key].record,
            versions[event.before.key].record if event.before else None,
            versions[event.step.key].reason,
        )
        for event in found
    ]
    return [
        replace(one, successor=followed.get(one.event.step.program)) if one.event.kind == EventKind.RETIRED else one
        for one in described
    ]


def describe_event(event: Event, slug: str, after: ProgramRecord, before: ProgramRecord | None, reason: str) -> EventDescription:
    """Describe one event from its records; `slug` is that of the program's public page, or empty."""
    change = describe_type_change(before, after) if before and event.types else None
    labels = []
    for difference in differences(before, after) if before and event.kind != EventKind.RETIRED else ():
        name, *part = difference.field.split(".")
        if not book().fields[name].public:
            continue
        if change and name == "supports" and part[0] in dict(change.gained + change.lost):
            continue
        labels.append(difference.label)
    return EventDescription(
        event, after.name, slug, tuple(labels), change, reason.strip() if change and not event.step.loaded else ""
    )


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
