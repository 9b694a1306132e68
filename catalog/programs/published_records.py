"""Read the published records from the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from catalog.models import FormerSlug, Organization, ProgramVersion, Revision, VersionState
from catalog.schema.fields import ProgramRecord


class SnapshotEntry(NamedTuple):
    """A record with the time of its publication and its program's primary key, if known."""

    record: ProgramRecord
    updated: datetime.datetime | None = None
    key: int | None = None


class Published(NamedTuple):
    """A published record, with the number and time of its version."""

    record: ProgramRecord
    number: int
    time: datetime.datetime


def published_records() -> Iterator[SnapshotEntry]:
    """Return every published record, in order of slugs."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by("program__slug")
    return map(SnapshotEntry._make, versions.values_list("record", "published", "program_id").iterator(chunk_size=2000))


def published_versions(slugs: Sequence[str]) -> list[ProgramVersion]:
    """Return the published versions of the programs with these slugs, in the same order."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED, program__slug__in=slugs)
    by_slug = {version.record.slug: version for version in versions}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def published(slugs: Sequence[str]) -> list[Published]:
    """Return the published records of the programs with these slugs, in the same order."""
    return [Published._make((version.record, version.number, version.published)) for version in published_versions(slugs)]


def last_published() -> datetime.datetime | None:
    """Return the time of the latest publication; None in an empty catalog."""
    return ProgramVersion.objects.filter(state=VersionState.PUBLISHED).aggregate(last=Max("published"))["last"]


def organization_names(slugs: Sequence[str]) -> dict[str, str]:
    """Return the names of organizations by slug; no query without slugs."""
    return dict(Organization.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def moved_slugs(slugs: Iterable[str]) -> dict[str, str]:
    """Return the present slug of the program that each former slug leads to. One query.

    The slug of a program that was merged into another one leads to that one.
    """
    return dict(FormerSlug.objects.filter(slug__in=set(slugs)).values_list("slug", "program__slug"))


def present_slugs(slugs: Iterable[str]) -> tuple[str, ...]:
    """Return the present slugs of the programs that have or had these slugs, published or not: in order, each once."""
    known = tuple(slugs)
    moved = moved_slugs(known) if known else {}
    return tuple(dict.fromkeys(moved.get(slug, slug) for slug in known))


def publication_dates() -> dict[str, datetime.date]:
    """Return the day on which each public version was published, by slug."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).values_list("program__slug", "published")
    return {slug: timezone.localdate(time) for slug, time in versions if time}


def present_revision() -> tuple[int, UUID]:
    """Return the revision's number and stamp.

    Every public request calls this, so it is plain SQL: building a queryset takes longer than the query.
    Raises Revision.DoesNotExist in a database that is not set up.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, stamp FROM {Revision._meta.db_table} WHERE id = 1")
        found = cursor.fetchone()
    if found is None:
        raise Revision.DoesNotExist
    number, stamp = found
    return number, UUID(str(stamp))  # SQLite stores 32 digits
