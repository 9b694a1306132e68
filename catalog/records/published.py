"""The published records, as the database holds them now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from catalog.models import ProgramVersion, Revision, VersionState


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


def present_revision() -> tuple[int, UUID]:
    """The revision's number and stamp: one cheap read."""
    return Revision.objects.values_list("number", "stamp").get(pk=1)
