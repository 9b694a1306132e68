"""Programs as editors see them now: the record to edit, and the state of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max, Q

from catalog.models import FormerSlug, Program, ProgramVersion, VersionState
from catalog.programs.history.versions import WORKING_STATES
from catalog.programs.identity import faces
from catalog.programs.organization_names import former_names, known_spellings
from catalog.schema.validation import Record, canonical

_BATCH = 500


@dataclass(frozen=True)
class Present:
    """One program: its primary key, slug, name and publication, and the number of its working version.

    record        the record of the working version
    public        the public record, if any
    pending_by    primary key of the last person who wrote the pending version (or draft); None if there is none
    pending_name  their name
    writer        name of the author of the working version
    """

    key: int
    slug: str
    name: str
    publication: str
    number: int
    record: Record
    public: Record | None = None
    pending_by: int | None = None
    pending_name: str = ""
    writer: str = ""


@dataclass(frozen=True)
class Catalog:
    """The programs and organizations that a file of records is compared with.

    programs  the programs that the file names, by slug
    former    slugs that redirect -> the present ones
    spelled   every organization's name by its slug, also by former ones
    renamed   every organization's name by its former names
    faces     what likely_duplicates() compares of every program: slug, name, sponsor, website
    bases     records of the older versions that rows of the file were made from: slug -> record
    """

    programs: Mapping[str, Present]
    former: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    faces: Sequence[Mapping[str, Any]] = ()
    bases: Mapping[str, Record] = field(default_factory=dict)


def catalog_for(slugs: Iterable[str], versions: Mapping[str, int] = MappingProxyType({})) -> Catalog:
    """Return what a file that names these slugs is compared with.

    `versions` are the version numbers in the file, by slug.
    """
    known = list(Program.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True))
    programs = {program.slug: program for program in presents(known)}
    return Catalog(
        programs=programs,
        bases=_bases(programs, versions),
        former=dict(FormerSlug.objects.values_list("slug", "program__slug")),
        spelled=known_spellings(),
        renamed=former_names(),
        faces=faces(),
    )


def _bases(programs: Mapping[str, Present], versions: Mapping[str, int]) -> dict[str, Record]:
    """Return the records that rows were made from, by slug, for programs that changed since."""
    older = {slug: programs[slug] for slug, number in versions.items() if slug in programs and programs[slug].number != number}
    keys, numbers = [present.key for present in older.values()], {versions[slug] for slug in older}
    wanted = {(present.key, versions[slug]): slug for slug, present in older.items()}
    found = {}
    for start in range(0, len(keys), _BATCH):
        some = ProgramVersion.objects.filter(program__in=keys[start : start + _BATCH], number__gte=min(numbers))
        for key, number, record in some.order_by().values_list("program", "number", "record"):
            if slug := wanted.get((key, number)):
                found[slug] = canonical(record)
    return found


def presents(keys: Sequence[int]) -> Iterator[Present]:
    """Yield the programs with these primary keys in this order; skip those without versions."""
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        found = {present.key: present for present in _presents(some)}
        yield from (found[key] for key in some if key in found)


def _presents(keys: Sequence[int]) -> Iterator[Present]:
    latest = dict(
        ProgramVersion.objects.filter(program__in=keys).order_by().values_list("program").annotate(number=Max("number"))
    )
    versions: dict[int, list[ProgramVersion]] = {}
    for version in _relevant_versions(keys, latest):
        versions.setdefault(version.program_id, []).append(version)
    for program in Program.objects.filter(pk__in=versions).select_related("current").defer("current__record"):
        by_state = {version.state: version for version in sorted(versions[program.pk], key=lambda version: version.number)}
        pending, published = by_state.get(VersionState.PENDING), by_state.get(VersionState.PUBLISHED)
        author = _author(pending) if pending else None
        [working, *_] = [*(by_state[state] for state in WORKING_STATES if state in by_state), *versions[program.pk]]
        yield Present(
            key=program.pk,
            slug=program.slug,
            name=program.name,
            publication=program.publication,
            number=working.number,
            record=canonical(working.record),
            public=canonical(published.record) if published else None,
            pending_by=author.pk if author else None,
            pending_name=str(author or ""),
            writer=str(working.user) if working.user else "",
        )


def _author(pending: ProgramVersion) -> User | None:
    """Return the last person who wrote the pending change; the second reading may have amended it without a name."""
    if pending.user:
        return pending.user
    versions = pending.program.versions.filter(number__lt=pending.number)
    decided = versions.filter(Q(published__isnull=False) | Q(state=VersionState.REJECTED)).first()
    written = versions.filter(user__isnull=False, number__gt=decided.number if decided else 0)
    last = written.select_related("user").defer("record").first()
    return last.user if last else None


def _relevant_versions(keys: Sequence[int], latest: Mapping[int, int]) -> Iterator[ProgramVersion]:
    """Yield the versions that count: pending, published or retiring ones, or else the latest."""
    versions = ProgramVersion.objects.filter(program__in=keys).select_related("user").order_by()
    working = list(versions.filter(state__in=WORKING_STATES))
    yield from working
    without = latest.keys() - {version.program_id for version in working}
    for version in versions.filter(program__in=without).defer("record"):
        if version.number == latest[version.program_id]:
            yield version
