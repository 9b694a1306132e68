"""The published records, as the database holds them now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max

from catalog.models import Organization, ProgramVersion, Revision, VersionState


def published_records() -> Iterator[tuple[dict[str, Any], datetime.datetime]]:
    """Every published record with the time it was published, ordered by slug.

    The keys of a record may come in any order: see catalog.records.canonical.
    """
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by("program__slug")
    return versions.values_list("record", "time").iterator(chunk_size=2000)


def published_versions(slugs: Sequence[str]) -> list[ProgramVersion]:
    """The published versions of the programs with these slugs, in the order of the slugs."""
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED, program__slug__in=slugs)
    by_slug = {version.record["slug"]: version for version in versions}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def last_published() -> datetime.datetime | None:
    """When the latest of the published versions was published; None in an empty catalog."""
    return ProgramVersion.objects.filter(state=VersionState.PUBLISHED).aggregate(last=Max("time"))["last"]


def organization_names(slugs: Sequence[str]) -> dict[str, str]:
    """The name of each organization with one of these slugs; asks nothing for none."""
    return dict(Organization.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def present_revision() -> tuple[int, UUID]:
    """The revision's number and stamp: one cheap read."""
    return Revision.objects.values_list("number", "stamp").get(pk=1)
