"""The published records, as the database holds them now."""

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
    """A record as the catalog holds it: when it was published, and its program's primary key, where known."""

    record: ProgramRecord
    updated: datetime.datetime | None = None
    key: int | None = None


class Published(NamedTuple):
    """A published record, the number of its version and the time that was published."""

    record: ProgramRecord
    number: int
    time: datetime.datetime


def published_records() -> Iterator[SnapshotEntry]:
    """Every published record, ordered by slug.

    The keys of a record may come in any order: see catalog.schema.validation.
    """
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by("program__slug")
    return map(SnapshotEntry._make, versions.values_list("record", "published", "program_id").iterator(chunk_size=2000))


def published_versions(slugs: Sequence[str]) -> list[ProgramVersion]:
    """The published versions of the programs with these slugs, in the order of the slugs."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED, program__slug__in=slugs)
    by_slug = {version.record.slug: version for version in versions}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def published(slugs: Sequence[str]) -> list[Published]:
    """The published records of the programs with these slugs, in the order of the slugs."""
    return [Published._make((version.record, version.number, version.published)) for version in published_versions(slugs)]


def last_published() -> datetime.datetime | None:
    """When the latest of the published versions was published; None in an empty catalog."""
    return ProgramVersion.objects.filter(state=VersionState.PUBLISHED).aggregate(last=Max("published"))["last"]


def organization_names(slugs: Sequence[str]) -> dict[str, str]:
    """The name of each organization with one of these slugs; asks nothing for none."""
    return dict(Organization.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def present_slugs(slugs: Iterable[str]) -> set[str]:
    """The slugs under which the programs that have or once had these stand now, published or not."""
    known = set(slugs)
    moved = dict(FormerSlug.objects.filter(slug__in=known).values_list("slug", "program__slug"))
    return {moved.get(slug, slug) for slug in known}


def publication_dates() -> dict[str, datetime.date]:
    """The day on which each published program's present version became public, by slug."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).values_list("program__slug", "published")
    return {slug: timezone.localdate(time) for slug, time in versions if time}


def present_revision() -> tuple[int, UUID]:
    """The revision's number and stamp: one cheap read.

    Every public request makes it, so it is plain SQL: putting a queryset together takes longer than the read itself.
    Raises Revision.DoesNotExist in a database that is not set up.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, stamp FROM {Revision._meta.db_table} WHERE id = 1")
        found = cursor.fetchone()
    if found is None:
        raise Revision.DoesNotExist
    number, stamp = found
    return number, UUID(str(stamp))  # SQLite keeps it as 32 digits
