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
# 3: has coders.csv, their protocols and crosswalk.csv. 4: states its layout and DOIs, cites the report with its address, and
# has files that were written once (catalog.releases.package.metadata). 5: has families.csv and organizations.csv.
LAYOUT = 5
CODERS = ("id", "codebook", "kind", "programs", "first_read", "last_read", "protocol", "protocol_sha256", "model", "rules")
CROSSWALK = ("vocabulary", "code", "status", "became", "label_before", "label", "since", "deprecated")
# the files that are written once, and what README.md says of each
WRITTEN = {
    "datacite.json": "The metadata for a repository that registers a DOI (DataCite 4.5).",
    "codemeta.json": "The same for programs (CodeMeta 3.0, schema.org).",
    "record.schema.json": "The JSON Schema of a record: of each line of programs.jsonl.",
    "load.py": "Loads every table with its types into pandas.",
    "load.R": "Loads every table with its types into R.",
}
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
    doi         the DOI of the release and of the series of releases, as far as known on its day; "" for none
    series_doi
    written     the text of each file that was written once, by name
    families    the rows of families.csv by column (catalog.releases.package.linkage)
    organizations  the rows of organizations.csv by column
    """

    codings: list[dict[str, Any]]
    vocabulary: str
    codebook: str
    layout: int = 1
    coders: Sequence[dict[str, str]] = ()
    protocols: Mapping[str, str] = {}
    crosswalk: Sequence[dict[str, str]] = ()
    doi: str = ""
    series_doi: str = ""
    written: Mapping[str, str] = {}
    families: Sequence[dict[str, str]] = ()
    organizations: Sequence[dict[str, str]] = ()


class NotAPackage(ValueError):
    """Raised if an archive is not a complete data package of this catalog; the message says why."""


def folder(version: str) -> str:
    """Return the name of the top folder of a package."""
    return f"{NAME}-{version}"
