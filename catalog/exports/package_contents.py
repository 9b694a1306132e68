"""What the data package of a release is made of, and what would make it unfit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from catalog.exports import Published
from catalog.exports.package_codings import refuse_coding
from catalog.records.coders import codebook_of

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


# 1 until 2026.11; 2 says of files of lines and prose that they are text, or tools take programs.jsonl for a table
LAYOUT = 2


class Materials(NamedTuple):
    """What a package holds besides its programs; JSON-able.

    codings     a dict for each coding, of the keys that catalog.exports.package_codings names
    vocabulary  the text of fixtures/vocabulary.toml
    codebook    the text of fixtures/CODEBOOK.md
    layout      how the package is described: LAYOUT, or that of the day it was released, so that it stays the same byte for byte
    """

    codings: list[dict[str, Any]]
    vocabulary: str
    codebook: str
    layout: int = 1


class NotAPackage(ValueError):
    """Raised where an archive is not a whole data package of this catalog; says what is wrong and where."""


def folder(version: str) -> str:
    """The one top folder of a package."""
    return f"{NAME}-{version}"


def refuse_unfit(facts: Facts, entries: Sequence[Published], materials: Materials) -> None:
    """Raise ValueError, naming it, for what no package may hold.

    That is a version that cannot name a folder, a day no zip can bear, a program that is told twice or with a
    coder's remark, a number or time that is none, a coding of another program, twice, or of another shape.
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
        if record.note:
            raise ValueError(f"the program {slug!r} has a coder's remark in `note`, which is not public")
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
