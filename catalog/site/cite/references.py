"""Build the reference of a selection, a table or a release."""

from __future__ import annotations

from typing import Literal

from catalog.browse.editions.edition import Edition
from catalog.browse.sentence import programs
from catalog.exports.citation import AUTHOR, PUBLISHER, Reference
from catalog.site.context import FOOTNOTE


def reference_of(
    what: str, url: str, edition: Edition, *, key: str, count: int, kept: str = "", kind: Literal["dataset", "page"] = "dataset"
) -> Reference:
    """Return the reference of the page at `url`, an absolute address, in an edition.

    `kept` says how many of the `count` programs are included only because they do not state a limited value.
    For a page, which shows one program, `what` is the program's name. Without a release, the reference has the day it was
    retrieved.
    """
    release = edition.release
    counted = f"{programs(count)}." if kind == "dataset" else ""
    revision = "" if release else f"Revision {edition.revision} of the catalog."  # a release has its version and date
    return Reference(
        key=f"tlpc-{release.version if release else edition.date.isoformat()}-{key}",
        kind=kind,
        title=what if kind == "page" else f"{PUBLISHER}: {what}",
        authors=(AUTHOR,),
        year=edition.date.year,
        date=edition.date,
        publisher=PUBLISHER,
        url=url,
        version=f"release {release.version}" if release else "",
        note=" ".join(filter(None, (counted, kept, revision, FOOTNOTE))),
        keywords=("teacher leadership",),
        retrieved=None if release else edition.date,
    )
