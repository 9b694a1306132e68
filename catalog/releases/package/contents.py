"""What the data package of a release is made of, and what would make it unfit."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.coding.coders import codebook_of
from catalog.programs.published_records import Published
from catalog.releases.package.codings import refuse_coding
from catalog.schema.validation import has_private

TITLE = "Teacher Leadership Program Catalog"
CONTRIBUTORS = "The Teacher Leadership Program Catalog contributors"
KEYWORDS = ("teacher leadership", "professional learning", "program typology")
CAUTION = "Describes this catalog, not all programs."
NAME = "teacher-leadership-programs"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}", re.ASCII)
_YEARS = range(1980, 2100)  # a zip knows no year before 1980


class Facts(NamedTuple):
    """What a release says of itself: its version, its day, the number of the revision that it froze."""

    version: str
    date: datetime.date
    revision: int


# 1 until 2026.11; 2 says of files of lines and prose that they are text, or tools take programs.jsonl for a table; 3 has the
# coders with their protocols, and what became of the codes of the release before
LAYOUT = 3
CODERS = ("id", "codebook", "kind", "programs", "first_read", "last_read", "protocol", "protocol_sha256", "model", "rules")
CROSSWALK = ("vocabulary", "code", "status", "became", "label_before", "label", "since", "deprecated")
PROTOCOLS = "protocols/"  # the folder of the coders' protocols
_PROTOCOL = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.md", re.ASCII)


class Materials(NamedTuple):
    """What a package holds besides its programs; JSON-able.

    codings     a dict for each coding, of the keys that catalog.releases.package.codings names
    vocabulary  the text of fixtures/vocabulary.toml
    codebook    the text of fixtures/CODEBOOK.md
    coders      the rows of coders.csv as texts by column (CODERS)
    protocols   the text of each protocol that they name, by its file's name
    crosswalk   the rows of crosswalk.csv as texts by column (CROSSWALK)
    layout      how the package is described: LAYOUT, or that of the day it was released, so that it stays the same byte for byte
    """

    codings: list[dict[str, Any]]
    vocabulary: str
    codebook: str
    layout: int = 1
    coders: Sequence[dict[str, str]] = ()
    protocols: Mapping[str, str] = {}
    crosswalk: Sequence[dict[str, str]] = ()


class NotAPackage(ValueError):
    """Raised where an archive is not a whole data package of this catalog; says what is wrong and where."""


def folder(version: str) -> str:
    """The one top folder of a package."""
    return f"{NAME}-{version}"


def is_protocol(name: str) -> bool:
    """Whether a file of a package, by its path in it, can be a coder's protocol."""
    return name.startswith(PROTOCOLS) and bool(_PROTOCOL.fullmatch(name.removeprefix(PROTOCOLS)))


def refuse_unfit(facts: Facts, entries: Sequence[Published], materials: Materials) -> None:
    """Raise ValueError, naming it, for what no package may hold.

    That is a version that cannot name a folder, a day no zip can bear, a program that is told twice or with what
    is not public, a number or time that is none, a coding of another program, twice, or of another shape.
    """
    if not _VERSION.fullmatch(facts.version):
        raise ValueError(f"{facts.version!r:.60} is not a version: use the year and month, as in 2026.11")
    if facts.date.year not in _YEARS:
        raise ValueError(f"{facts.date} is not a day of a release: its year must be {_YEARS[0]} to {_YEARS[-1]}")
    if facts.revision < 0:
        raise ValueError(f"{facts.revision} is not a revision: a whole number from 0")
    slugs = set()
    for record, number, time in entries:
        slug = record.slug
        if slug in slugs:
            raise ValueError(f"the program {slug!r} is told twice")
        if name := has_private(record):
            raise ValueError(f"the program {slug!r} holds something in `{name}`, which is not public")
        if number < 1:
            raise ValueError(f"{number} is not a version's number of the program {slug!r}: a whole number from 1")
        if time.tzinfo is None:
            raise ValueError(f"the time {time} of the program {slug!r} has no time zone")
        slugs.add(slug)
    coded = set()
    for coding in materials.codings:
        refuse_coding(coding)
        slug, coder, codebook = coding["slug"], coding["coder"], codebook_of(coding)
        if slug not in slugs:
            raise ValueError(f"coder {coder!r} coded {slug!r}, which is no program of the package")
        if (slug, coder, codebook) in coded:
            raise ValueError(f"the coding of {slug!r} by coder {coder!r} under codebook {codebook!r} is told twice")
        coded.add((slug, coder, codebook))
    _refuse_unfit_coders(materials)


def _refuse_unfit_coders(materials: Materials) -> None:
    for name, rows, columns in (("coders", materials.coders, CODERS), ("crosswalk", materials.crosswalk, CROSSWALK)):
        for row in rows:
            if set(row) != set(columns):
                raise ValueError(f"a row of {name} has {', '.join(sorted(row))!r:.200}, not {', '.join(columns)}")
    named = {row["protocol"] for row in materials.coders} - {""}
    for name in sorted(named ^ set(materials.protocols)):
        raise ValueError(f"the protocol {name!r:.80} is {'missing' if name in named else 'of no coder'}")
    for row in materials.coders:
        if (protocol := row["protocol"]) and not is_protocol(f"{PROTOCOLS}{protocol}"):
            raise ValueError(f"{protocol!r:.80} is not the name of a protocol: small letters, digits, hyphens and .md")
        found = hashlib.sha256(materials.protocols[protocol].encode()).hexdigest() if protocol else ""
        if row["protocol_sha256"] != found:
            raise ValueError(f"the protocol {protocol!r:.80} is not the one that coder {row['id']!r:.40} followed")
