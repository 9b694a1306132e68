"""Citations: one reference in APA style, BibTeX and RIS.

Output is UTF-8 with accents, which biber, Zotero, EndNote and current LaTeX read. Control characters and line breaks become
blanks, so that no text can end a field.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, urlsplit

from django.utils import timezone

from catalog.common.doi import doi_url
from catalog.common.text import one_line
from catalog.programs.published_records import Published
from catalog.schema.vocabulary import vocabulary

AUTHOR = "Teacher Leadership Program Catalog contributors"
PUBLISHER = "Teacher Leadership Program Catalog"

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BIBTEX_TYPES = {"dataset": "dataset", "page": "misc"}
_RIS_TYPES = {"dataset": "DATA", "page": "ELEC"}
# braces get a name, because BibTeX counts braces even after a backslash
_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": "\\textbraceleft{}",
        "}": "\\textbraceright{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        "\\": "\\textbackslash{}",
    }
)
_NOT_IN_URL = re.compile(r"[{}\\\"<>^`|\s]")


@dataclass(frozen=True)
class Reference:
    """A reference.

    key        the citation key: letters, digits, hyphens, dots
    kind       ``dataset``: a selection, table or release of the catalog · ``page``: one program's record
    authors    names of organizations, never of people
    url        an absolute address
    doi        of the cited thing itself: a whole release; or empty
    part_of    the DOI of what the cited view is a part of: its release, or the series of releases; or empty
    version    "version 3 of the record", "release 2026.11", or empty
    retrieved  the day of reading, if the cited page can change; else None
    """

    key: str
    kind: Literal["dataset", "page"]
    title: str
    authors: tuple[str, ...]
    year: int
    date: datetime.date
    publisher: str
    url: str
    version: str = ""
    doi: str = ""
    part_of: str = ""
    note: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    retrieved: datetime.date | None = None


def citation_key(edition: str, key: str, url: str) -> str:
    """Return a citation key that no other view has: with a digest of the address where that asks for more than a release.

    `edition` is the release or the day: "2026.11".
    """
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}"
    asks = dict(parse_qsl(parts.query, keep_blank_values=True)).keys() - {"release"}
    return f"tlpc-{edition}-{key}" + (f"-{hashlib.sha256(path.encode()).hexdigest()[:8]}" if asks else "")


def program_reference(
    entry: Published, address: Callable[[str], str], release: str, today: datetime.date, coded: str = "", part_of: str = ""
) -> Reference:
    """Return the reference to one program's record.

    `address` returns the absolute address of a program's page for its slug. For a release ("2026.11"), `today` is the date
    of the release. Otherwise it is the day of retrieval, and the reference is dated by this version's publication. `coded`
    describes changed coding rules ("without the credential rule"); `part_of` is the DOI of the release.
    """
    record = entry.record
    date = today if release else timezone.localdate(entry.time)
    forms, focus = vocabulary("form"), vocabulary("focus")
    url = address(record.slug)
    return Reference(
        key=citation_key(release or today.isoformat(), record.slug, url),
        kind="page",
        title=record.name,
        authors=(AUTHOR,),
        year=date.year,
        date=date,
        publisher=PUBLISHER,
        url=url,
        part_of=part_of,
        version=f"release {release}" if release else f"version {entry.number} of the record",
        note=f"Program of {record.sponsor}{f', coded {coded}' if coded else ''}. Describes this catalog, not all programs.",
        abstract=record.summary,
        keywords=(*map(forms.label_of, record.form), *map(focus.label_of, record.focus)),
        retrieved=None if release else today,
    )


def apa(reference: Reference) -> str:
    """Return the reference in APA style (7th edition) as plain text.

    For example: "Teacher Leadership Program Catalog contributors. (2026, November 23). Name (release 2026.11) [Data set].
    Publisher. https://…". Pages that can change have "Retrieved November 24, 2026, from" before the address. A DOI takes the
    address's place; a view of a release has it as well ("Part of https://doi.org/…").
    """
    authors = _join_names([one_line(name) for name in reference.authors])
    title = one_line(reference.title)
    title += f" ({one_line(reference.version)})" if reference.version else ""
    title += " [Data set]" if reference.kind == "dataset" else ""
    source = doi_url(reference.doi) or one_line(reference.url)
    if reference.retrieved:
        source = f"Retrieved {_month_day(reference.retrieved)}, {reference.retrieved.year}, from {source}"
    if reference.part_of:
        source = f"Part of {doi_url(reference.part_of)}. {source}"
    date = f"({reference.year}, {_month_day(reference.date)})"
    return " ".join([*map(_end_sentence, (authors, date, title, one_line(reference.publisher))), source])


def bibtex(reference: Reference) -> str:
    r"""Return the reference as a BibTeX entry; lines end in LF.

    Text is escaped for LaTeX; double braces keep capitals and authors' names. The address is verbatim for biblatex and
    \url, with unsafe characters percent-encoded. The version is in the note, which every style prints. `urldate` is the
    day of retrieval.
    """
    version = reference.version[:1].upper() + reference.version[1:]
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in reference.authors),
        "title": f"{{{_tex(reference.title)}}}",
        "year": str(reference.year),
        "month": _MONTHS[reference.date.month - 1],
        "day": str(reference.date.day),
        "howpublished": _tex(reference.publisher),
        "publisher": _tex(reference.publisher),
        "version": _tex(reference.version.removeprefix("release ")) if reference.kind == "dataset" else "",
        "doi": reference.doi,
        "url": _NOT_IN_URL.sub(lambda found: quote(found[0], safe=""), reference.url),
        "urldate": reference.retrieved.isoformat() if reference.retrieved else "",
        "note": _tex(". ".join(filter(None, (version, _note(reference))))),
        "abstract": _tex(reference.abstract),
        "keywords": ", ".join(map(_tex, reference.keywords)),
    }
    # the month is a BibTeX macro, so it has no braces
    lines = (f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES[reference.kind]}{{{reference.key},\n{''.join(lines)}}}\n"


def ris(reference: Reference) -> str:
    """Return the reference as an RIS entry; lines end in CR LF."""
    date, read = reference.date, reference.retrieved
    lines = [
        ("TY", _RIS_TYPES[reference.kind]),
        ("ID", reference.key),
        *(("AU", name) for name in reference.authors),
        ("TI", reference.title),
        ("PY", str(reference.year)),
        ("DA", f"{date:%Y/%m/%d}/"),
        ("PB", reference.publisher),
        ("ET", reference.version),
        ("DO", reference.doi),
        ("UR", reference.url),
        ("Y2", f"{read:%Y/%m/%d}/" if read else ""),
        ("N1", _note(reference)),
        ("AB", reference.abstract),
        *(("KW", keyword) for keyword in reference.keywords),
    ]
    texts = ((tag, one_line(text)) for tag, text in lines)
    return "".join(f"{tag}  - {text}\r\n" for tag, text in texts if text) + "ER  - \r\n"


def reference_chunks(
    write: Callable[[Reference], str],
    entries: Iterable[Published],
    *,
    address: Callable[[str], str],
    release: str,
    today: datetime.date,
    coded: str = "",
    part_of: str = "",
) -> Iterator[bytes]:
    """Yield each program's reference, written by bibtex() or ris(), and an empty line. Options as program_reference()."""
    for entry in entries:
        text = write(program_reference(entry, address, release, today, coded, part_of))
        yield (text + ("\r\n" if text.endswith("\r\n") else "\n")).encode()


def _note(reference: Reference) -> str:
    part = f"Part of {doi_url(reference.part_of)}." if reference.part_of else ""
    return " ".join(filter(None, (reference.note, part)))


def _tex(text: str) -> str:
    return one_line(text).translate(_TEX)


def _end_sentence(text: str) -> str:
    """Add a period unless the text ends like a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _month_day(date: datetime.date) -> str:
    return f"{date:%B} {date.day}"


def _join_names(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)}{',' if len(others) > 1 else ''} & {last}" if others else last
