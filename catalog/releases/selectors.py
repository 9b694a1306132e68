"""Read releases from the database."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.coding.coders import Coder, coder_of, coders_of
from catalog.models import Coding, Publication, Release, ReleaseDoi, ReleasedProgram
from catalog.programs.families import with_families
from catalog.programs.published_records import Published, SnapshotEntry
from catalog.releases.package.contents import folder
from catalog.releases.package.linkage import families_in
from catalog.schema.crosswalk import compare_codes
from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import load_stored
from catalog.schema.vocabulary import Book, read


class ReleaseInfo(NamedTuple):
    """A release without its programs; `revision` is the frozen one, `programs` their number, `doi` may come later or never."""

    version: str
    date: datetime.date
    revision: int
    programs: int
    sha256: str
    doi: str = ""


def releases() -> list[ReleaseInfo]:
    """Return every release, the newest first by date and version: 2026.11.2 is newer than 2026.11."""
    doi = ReleaseDoi.objects.filter(version=OuterRef("version")).values("doi")
    known = Release.objects.annotate(doi=Coalesce(Subquery(doi), Value("")))
    found = map(ReleaseInfo._make, known.values_list("version", "date", "revision", "count", "sha256", "doi"))
    return sorted(found, key=lambda release: (release.date, [int(part) for part in release.version.split(".")]), reverse=True)


def series_doi() -> str:
    """Return the concept DOI: that of the series of all releases; "" for none."""
    return ReleaseDoi.objects.filter(version="").values_list("doi", flat=True).first() or ""


def release_words_of(version: str) -> Book | None:
    """Return the vocabularies and fields of a release by its version; None if there is no such release."""
    release = next((release for release in releases() if release.version == version), None)
    return release_words(release) if release else None


@lru_cache(maxsize=16)  # the key includes the checksum
def release_words(release: ReleaseInfo) -> Book:
    """Return the vocabularies and fields that a release froze, with its families since layout 5."""
    [materials] = Release.objects.filter(version=release.version).values_list("materials", flat=True)
    words = read(materials["vocabulary"])
    return with_families(words, families_in(materials["families"])) if _has_families(materials) else words


def release_families(release: ReleaseInfo) -> dict[str, str] | None:
    """Return the family of each program of a release that is in one, by slug; None for a release that does not state them."""
    [materials] = Release.objects.filter(version=release.version).values_list("materials", flat=True)
    return {row["program"]: row["family"] for row in materials["families"]} if _has_families(materials) else None


def _has_families(materials: Mapping[str, Any]) -> bool:
    return int(materials.get("layout", 1)) > 4


def release_archive(version: str) -> bytes:
    """Return the zip of a release's data package. Raises KeyError for an unknown version."""
    found = Release.objects.filter(version=version).values_list("archive", flat=True).first()
    if found is None:
        raise KeyError(version)
    return bytes(found)


def release_file(version: str, name: str) -> bytes:
    """Return one file of a release's archive by its path in it. Raises KeyError for an unknown version or name."""
    with zipfile.ZipFile(io.BytesIO(release_archive(version))) as archive:
        return archive.read(f"{folder(version)}/{name}")


@lru_cache(maxsize=16)
def release_files(release: ReleaseInfo) -> tuple[str, ...]:
    """Return the paths of the files in a release's archive, in its order."""
    with zipfile.ZipFile(io.BytesIO(release_archive(release.version))) as archive:
        return tuple(name.partition("/")[2] for name in archive.namelist())


@lru_cache(maxsize=16)
def is_first_layout(release: ReleaseInfo) -> bool:
    """Whether the package does not say that its JSONL files are text, so that validators take them for tables."""
    [materials] = Release.objects.filter(version=release.version).values_list("materials", flat=True)
    return int(materials.get("layout", 1)) == 1


@lru_cache(maxsize=16)
def release_reading_days(release: ReleaseInfo) -> tuple[str, str]:
    """Return the first and the last day on which a page of a release was read, in ISO form."""
    records = ReleasedProgram.objects.filter(release__version=release.version).values_list("record", flat=True)
    days = [source["read"] for record in records.iterator(chunk_size=2000) for source in record["sources"]]
    return min(days), max(days)


def release_records(version: str) -> dict[str, ProgramRecord]:
    """Return the records of a release by slug."""
    found = ReleasedProgram.objects.filter(release__version=version).values_list("slug", "record")
    return {slug: load_stored(record, keep_codes=True) for slug, record in found}


def release_entries(version: str) -> Iterator[SnapshotEntry]:
    """Yield the snapshot entries of a release's programs in their order; the key of each is its position."""
    found = ReleasedProgram.objects.filter(release__version=version).order_by("position")
    rows = found.values_list("record", "time", "position").iterator(chunk_size=2000)
    return (SnapshotEntry(load_stored(record, keep_codes=True), time, position) for record, time, position in rows)


def release_slugs(version: str, most: int) -> list[str]:
    """Return the first slugs of a release in order, at most `most`."""
    found = ReleasedProgram.objects.filter(release__version=version).order_by("position")
    return list(found.values_list("slug", flat=True)[:most])


def release_codings(version: str) -> Iterator[dict[str, Any]]:
    """Yield the codings of a release in the shape that reliability.compare() takes."""
    [materials] = Release.objects.filter(version=version).values_list("materials", flat=True)
    names = {slug: record.name for slug, record in release_records(version).items()}
    for coding in materials["codings"]:
        yield {
            **coding,
            "program__slug": coding["slug"],
            "program__current__name": names[coding["slug"]],
            "program__publication": Publication.PUBLISHED,
        }


def release_programs(version: str, slugs: Sequence[str]) -> list[Published]:
    """Return the programs of a release with these slugs, in the order of the slugs."""
    found = ReleasedProgram.objects.filter(release__version=version, slug__in=slugs)
    by_slug = {
        record["slug"]: Published(load_stored(record, keep_codes=True), number, time)
        for record, number, time in found.values_list("record", "number", "time")
    }
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def release_coders(version: str) -> tuple[Coder, ...]:
    """Return the coders that a release froze; for an older release, those of its codings and coders.toml."""
    [materials] = Release.objects.filter(version=version).values_list("materials", flat=True)
    rows = materials.get("coders")
    return tuple(map(coder_of, rows)) if rows else coders_of(materials["codings"])


def crosswalk_rows(words: Book) -> list[dict[str, str]]:
    """Return the rows of crosswalk.csv: how the codes of the newest release changed in `words`. Empty before the first."""
    newest = next(iter(releases()), None)
    if newest is None:
        return []
    return [
        {**change._asdict(), "became": "; ".join(change.became), "since": str(change.since), "deprecated": str(change.deprecated)}
        for change in compare_codes(release_words(newest), words)
    ]


def coding_lines(slugs: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return the codings of published programs by slug, coder and codebook, as a release freezes them.

    `slugs` limits them to these programs.
    """
    fields = ("program__slug", "coder", "codebook", "read", "page", "same_page", "supports", "confidence", "attributes")
    codings = Coding.objects.filter(program__publication=Publication.PUBLISHED)
    rows = (codings if slugs is None else codings.filter(program__slug__in=slugs)).values_list(*fields)
    return [
        {
            "slug": slug,
            "coder": coder,
            "codebook": codebook,
            "read": read.isoformat() if read else None,
            "page": page,
            "same_page": same_page,
            "supports": supports,
            "confidence": confidence,
            **({"attributes": attributes} if attributes else {}),
        }
        for slug, coder, codebook, read, page, same_page, supports, confidence, attributes in sorted(
            rows, key=lambda row: row[:3]
        )
    ]
