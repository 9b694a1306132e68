"""A bibliographic reference, and how APA, BibTeX and RIS write it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from catalog.exports import Published
from catalog.records.plain import one_line

CATALOG = "Teacher Leadership Program Catalog"
AUTHORS = ("The Teacher Leadership Program Catalog contributors",)

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
# "page" is a web page: the catalog's record of one program; "dataset" a selection, a table or a release
_BIBTEX = {"dataset": "misc", "page": "misc"}
_RIS = {"dataset": "DATA", "page": "ELEC"}


@dataclass(frozen=True)
class Reference:
    """What is cited: `kind` is ``dataset`` or ``page``; `version` the release ("" where the catalog may still change)."""

    key: str
    kind: str
    title: str
    authors: tuple[str, ...]
    year: int
    date: datetime.date
    publisher: str
    url: str
    version: str = ""
    note: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()


def program_reference(
    entry: Published, address: Callable[[str], str], release: str, today: datetime.date, coded: str = ""
) -> Reference:
    """The catalog's record of one program; `address` gives its page by its slug.

    Dated by its version, or by `today`, the release's day, where a release is cited. `coded` is the changed rule
    it is coded under, as it reads (``without the credential rule``).
    """
    record = entry.record
    date = today if release else entry.time.date()
    return Reference(
        key=record["slug"],
        kind="page",
        title=record["name"],
        authors=AUTHORS,
        year=date.year,
        date=date,
        publisher=CATALOG,
        url=address(record["slug"]),
        version=f"release {release}" if release else "",
        note=f"Run by {record['sponsor']}. Version {entry.number} of the record{f', coded {coded}' if coded else ''}. "
        "Describes this catalog, not all programs.",
        abstract=record["summary"],
        keywords=("teacher leadership", *record["form"]),
    )


def apa(reference: Reference) -> str:
    """The reference in the style of the APA (7th edition), as plain text.

    What may still change is cited with the day it was retrieved.
    """
    authors = " & ".join(reference.authors).removeprefix("The ").rstrip(".")
    day = f"{reference.date:%B} {reference.date.day}"
    version = f" ({reference.version[:1].upper()}{reference.version[1:]})" if reference.version else ""
    kind = " [Data set]" if reference.kind == "dataset" else ""
    retrieved = "" if reference.version else f"Retrieved {day}, {reference.date.year}, from "
    title = one_line(reference.title).rstrip(".")
    publisher = "" if reference.title.startswith(reference.publisher) else f"{reference.publisher}. "
    return f"{authors}. ({reference.year}, {day}). {title}{version}{kind}. {publisher}{retrieved}{reference.url}"


def bibtex(reference: Reference) -> str:
    """The reference as a BibTeX entry; UTF-8, with what BibTeX reads otherwise escaped.

    Titles and authors stand in double braces: their capitals are meant, and an organization is one name.
    """
    fields = {
        "title": f"{{{_escaped(reference.title)}}}",
        "author": " and ".join(f"{{{_escaped(author)}}}" for author in reference.authors),
        "year": str(reference.year),
        "month": f"{reference.date:%b}".lower(),
        "date": reference.date.isoformat(),
        "publisher": _escaped(reference.publisher),
        "howpublished": "Data set" if reference.kind == "dataset" else "Web page",
        "version": _escaped(reference.version),
        "url": reference.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "urldate": "" if reference.version else reference.date.isoformat(),
        "abstract": _escaped(reference.abstract),
        "keywords": _escaped(", ".join(reference.keywords)),
        "note": _escaped(reference.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{_BIBTEX[reference.kind]}{{{_key(reference.key)},", *lines, "}", ""])


def ris(reference: Reference) -> str:
    """The reference as a RIS record, its lines ended by CR LF."""
    lines = [("TY", _RIS[reference.kind]), *(("AU", author) for author in reference.authors)]
    lines += [
        ("TI", reference.title),
        ("PY", str(reference.year)),
        ("DA", reference.date.strftime("%Y/%m/%d/")),
        ("PB", reference.publisher),
        ("ET", reference.version),
        ("UR", reference.url),
        ("Y2", "" if reference.version else reference.date.strftime("%Y/%m/%d/")),
        ("AB", reference.abstract),
        *(("KW", word) for word in reference.keywords),
        ("N1", reference.note),
        ("ID", _key(reference.key)),
    ]
    written = [f"{tag}  - {one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - ", "", ""])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in one_line(text))


def _key(text: str) -> str:
    """A citation key: letters, digits, dots and hyphens."""
    return re.sub(r"[^\w.-]+", "-", text, flags=re.ASCII).strip("-") or "entry"
