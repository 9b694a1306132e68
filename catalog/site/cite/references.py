"""The reference of a selection, a table or a release, as citations and files give it."""

from __future__ import annotations

from typing import Literal

from catalog.browse.editions import Edition
from catalog.browse.sentence import programs
from catalog.exports.citation import AUTHOR, PUBLISHER, Reference
from catalog.site.context import FOOTNOTE


def reference_of(
    what: str, url: str, edition: Edition, *, key: str, count: int, kept: str = "", kind: Literal["dataset", "page"] = "dataset"
) -> Reference:
    """The reference of what is shown at `url`, an absolute address, in an edition.

    `kept` tells how many of the `count` programs fit only as they do not state what a bound limits.
    A page is one program's record, `what` its name. What is of no release is cited with the day it was retrieved.
    """
    release = edition.release
    counted = f"{programs(count)}." if kind == "dataset" else ""
    revision = "" if release else f"Revision {edition.revision} of the catalog."  # a release is told by version and date
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
