"""Programs as an editor finds them now: the record she goes on from, and where the program stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from catalog.models import FormerSlug, Program, ProgramVersion, VersionState
from catalog.records.faces import faces
from catalog.records.spelling import known_spellings
from catalog.records.validation import Record, canonical
from catalog.records.versions import GOING_ON

_BATCH = 500


@dataclass(frozen=True)
class Present:
    """One program: its primary key, slug, name and publication, and the number of its working version (catalog.records.versions).

    `record` is that of the working version, `public` what the public sees, if anything.
    `pending_by` is the primary key of who wrote its pending version, which of a draft is the draft itself, `pending_name`
    her name; None where nothing is pending, or a load wrote it.
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


@dataclass(frozen=True)
class Catalog:
    """What a file of records is compared with.

    programs  the programs that the file names, by slug
    former    slugs that redirect -> the present ones
    spelled   every organization's name by its slug
    faces     of every program what likely_duplicates() reads: slug, name, sponsor, website
    """

    programs: Mapping[str, Present]
    former: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    faces: Sequence[Mapping[str, Any]] = ()


def catalog_for(slugs: Iterable[str]) -> Catalog:
    """The catalog as it is now, as far as a file that names these slugs is compared with it."""
    known = list(Program.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True))
    return Catalog(
        programs={program.slug: program for program in presents(known)},
        former=dict(FormerSlug.objects.values_list("slug", "program__slug")),
        spelled=known_spellings(),
        faces=faces(),
    )


def presents(keys: Sequence[int]) -> Iterator[Present]:
    """The programs with these primary keys, in this order, some hundreds at a time; one without versions is passed over."""
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        found = {present.key: present for present in _presents(some)}
        yield from (found[key] for key in some if key in found)


def _presents(keys: Sequence[int]) -> Iterator[Present]:
    latest = dict(
        ProgramVersion.objects.filter(program__in=keys).order_by().values_list("program").annotate(number=Max("number"))
    )
    versions: dict[int, list[ProgramVersion]] = {}
    for version in _telling(keys, latest):
        versions.setdefault(version.program_id, []).append(version)
    for program in Program.objects.filter(pk__in=versions):
        by_state = {version.state: version for version in sorted(versions[program.pk], key=lambda version: version.number)}
        pending, published = by_state.get(VersionState.PENDING), by_state.get(VersionState.PUBLISHED)
        [working, *_] = [*(by_state[state] for state in GOING_ON if state in by_state), *versions[program.pk]]
        yield Present(
            key=program.pk,
            slug=program.slug,
            name=program.name,
            publication=program.publication,
            number=working.number,
            record=canonical(working.record),
            public=canonical(published.record) if published else None,
            pending_by=pending.user_id if pending else None,
            pending_name=str(pending.user) if pending and pending.user else "",
        )


def _telling(keys: Sequence[int], latest: Mapping[int, int]) -> Iterator[ProgramVersion]:
    """The versions that count: those pending or published, and the latest of a program that has neither."""
    versions = ProgramVersion.objects.filter(program__in=keys).select_related("user").order_by()
    going = list(versions.filter(state__in=GOING_ON))
    yield from going
    without = latest.keys() - {version.program_id for version in going}
    for version in versions.filter(program__in=without).defer("record"):
        if version.number == latest[version.program_id]:
            yield version
