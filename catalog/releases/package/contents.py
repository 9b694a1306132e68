"""What the data package of a release is made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

TITLE = "Teacher Leadership Program Catalog"
CONTRIBUTORS = "The Teacher Leadership Program Catalog contributors"
KEYWORDS = ("teacher leadership", "professional learning", "program typology")
CAUTION = "Describes this catalog, not all programs."
NAME = "teacher-leadership-programs"


class Facts(NamedTuple):
    """The version, the day and the revision of a release."""

    version: str
    date: datetime.date
    revision: int


# 1: release 2026.11. 2: files that are not tables have the type "text", because tools read programs.jsonl as a table.
# 3: has coders.csv, their protocols and crosswalk.csv.
LAYOUT = 3
CODERS = ("id", "codebook", "kind", "programs", "first_read", "last_read", "protocol", "protocol_sha256", "model", "rules")
CROSSWALK = ("vocabulary", "code", "status", "became", "label_before", "label", "since", "deprecated")
PROTOCOLS = "protocols/"  # the folder of the coders' protocols


class Materials(NamedTuple):
    """The contents of a package besides its programs, as JSON values.

    codings     a dict per coding (catalog.releases.package.codings)
    vocabulary  the text of fixtures/vocabulary.toml
    codebook    the text of fixtures/CODEBOOK.md
    layout      LAYOUT on the day of the release, so that a rebuild gives the same bytes
    coders      the rows of coders.csv by column (CODERS)
    protocols   the text of each protocol by file name
    crosswalk   the rows of crosswalk.csv by column (CROSSWALK)
    """

    codings: list[dict[str, Any]]
    vocabulary: str
    codebook: str
    layout: int = 1
    coders: Sequence[dict[str, str]] = ()
    protocols: Mapping[str, str] = {}
    crosswalk: Sequence[dict[str, str]] = ()


class NotAPackage(ValueError):
    """Raised if an archive is not a complete data package of this catalog; the message says why."""


def folder(version: str) -> str:
    """Return the name of the top folder of a package."""
    return f"{NAME}-{version}"
