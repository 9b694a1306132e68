"""The releases, as the database holds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalog.models import Release, ReleasedProgram
from catalog.records.published import Entry, Published


class Released(NamedTuple):
    """What a release says of itself: version, day, the revision it froze, how many programs it holds."""

    version: str
    date: datetime.date
    revision: int
    programs: int
    sha256: str
    size: int = 0


def releases() -> list[Released]:
    """Every release, the newest first."""
    return [Released._make(row) for row in Release.objects.values_list("version", "date", "revision", "count", "sha256")]


def released_entries(version: str) -> Iterator[Entry]:
    """What a snapshot takes of a release's programs, by slug; the key of each is its number in the release."""
    found = ReleasedProgram.objects.filter(release__version=version).order_by("position")
    return map(Entry._make, found.values_list("record", "time", "position").iterator(chunk_size=2000))


def released(version: str, slugs: Sequence[str]) -> list[Published]:
    """The programs with these slugs as a release holds them, in the order of the slugs."""
    found = ReleasedProgram.objects.filter(release__version=version, slug__in=slugs)
    by_slug = {
        record["slug"]: Published(record, number, time) for record, number, time in found.values_list("record", "number", "time")
    }
    return [by_slug[slug] for slug in slugs if slug in by_slug]
