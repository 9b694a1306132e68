"""Build the reference of a selection, a table or a release."""

from __future__ import annotations

from typing import Literal

from catalog.browse.editions.edition import Edition
from catalog.browse.sentence import programs
from catalog.exports.citation import AUTHOR, PUBLISHER, Reference, citation_key
from catalog.releases.selectors import ReleaseInfo, series_doi
from catalog.site.context import FOOTNOTE


def release_key(version: str) -> str:
    """Return the key of the citation of a whole release."""
    return f"release-{version}"


def part_of(release: ReleaseInfo | None, *, is_whole: bool = False) -> str:
    """Return the DOI of what a view of a release is a part of: the release, or else the series of releases.

    A whole release is a part of the series alone, and needs no mention of it if it has a DOI.
    """
    if release is None or (is_whole and release.doi):
        return ""
    return release.doi or series_doi()


def reference_of(
    what: str, url: str, edition: Edition, *, key: str, count: int, kept: str = "", kind: Literal["dataset", "page"] = "dataset"
) -> Reference:
    """Return the reference of the page at `url`, an absolute address, in an edition.

    `kept` says how many of the `count` programs are included only because they do not state a limited value.
    For a page, which shows one program, `what` is the program's name. Without a release, the reference has the day it was
    retrieved.
    """
    release = edition.release
    is_whole = release is not None and key == release_key(release.version)
    counted = f"{programs(count)}." if kind == "dataset" else ""
    revision = "" if release else f"Revision {edition.revision} of the catalog."  # a release has its version and date
    return Reference(
        key=citation_key(release.version if release else edition.date.isoformat(), key, url),
        kind=kind,
        title=what if kind == "page" else f"{PUBLISHER}: {what}",
        authors=(AUTHOR,),
        year=edition.date.year,
        date=edition.date,
        publisher=PUBLISHER,
        url=url,
        doi=release.doi if release and is_whole else "",
        part_of=part_of(release, is_whole=is_whole),
        version=f"release {release.version}" if release else "",
        note=" ".join(filter(None, (counted, kept, revision, FOOTNOTE))),
        keywords=("teacher leadership",),
        retrieved=None if release else edition.date,
    )
