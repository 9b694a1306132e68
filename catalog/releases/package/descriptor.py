"""datapackage.json: the descriptor of a release (Data Package v2, https://datapackage.org/standard/data-package/)."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.common import report
from catalog.releases.package.archive import sums
from catalog.releases.package.contents import CAUTION, CONTRIBUTORS, KEYWORDS, NAME, PROTOCOLS, TITLE, Facts, Materials
from catalog.releases.package.schemas import TableDescription

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"
_TEXT = "text"
_MIDNIGHT = "T00:00:00Z"
_LICENSE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/legalcode",
    "title": "Creative Commons Attribution 4.0 International",
}
_SOURCES = [
    {"title": "Public web pages of programs: each is named, with the day of reading, in sources.csv", "path": "sources.csv"},
    {
        "title": "Berg, J. H., Horn, P., Supovitz, J. A., & Margolis, J. (2019). Typology of Teacher Leadership Programs "
        "(CPRE Research Report RR 2019-1): source of the three supports, not of the data"
    },
]
# as in RFC 4180; all are the standard's defaults, but readers guess when they are missing
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


class Plain(NamedTuple):
    """A data file that is not a table."""

    path: str
    title: str
    description: str
    format: str
    mediatype: str


PLAIN = (
    Plain(
        "programs.jsonl",
        "Records",
        "Every program's record, one JSON object a line: the form in which the catalog loads programs.",
        "jsonl",
        "application/jsonl",
    ),
    Plain(
        "codings.jsonl",
        "Codings in full",
        "Every coding, one JSON object a line, with the page that was read and the first coder's basis of recognition.",
        "jsonl",
        "application/jsonl",
    ),
    Plain(
        "vocabulary.toml",
        "Vocabularies and fields",
        "The file that says what every code and field means and how it reads.",
        "toml",
        "application/toml",
    ),
    Plain(
        "CODEBOOK.md", "Codebook", "How a program becomes a record, and how the present data came to be.", "md", "text/markdown"
    ),
    Plain(
        "data-dictionary.md",
        "Data dictionary",
        "Every field and every code, written from vocabulary.toml.",
        "md",
        "text/markdown",
    ),
)


def descriptor(
    facts: Facts, count: int, tables: Sequence[TableDescription], files: Mapping[str, bytes], materials: Materials
) -> bytes:
    """Return datapackage.json. `count` is the number of programs, `files` are all other files except SHA256SUMS.

    The package's `id` is computed from those files, so that the same contents always have the same id.
    """
    content = {
        "$schema": PROFILE,
        "name": NAME,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME}/{facts.version}/{hashlib.sha256(sums(files)).hexdigest()}").urn,
        "title": TITLE,
        "description": _description(count),
        "version": facts.version,
        "created": f"{facts.date.isoformat()}{_MIDNIGHT}",
        "revision": facts.revision,
        **_since_layout_4(materials),
        "licenses": [_LICENSE],
        "contributors": [{"title": CONTRIBUTORS, "roles": ["creator"]}],
        "sources": _sources(materials.layout),
        "keywords": list(KEYWORDS),
        "resources": [
            *(_tabular(table, files[f"{table.name}.csv"]) for table in tables),
            *(_plain(file, files[file.path], materials.layout) for file in (*PLAIN, *protocols(files))),
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def protocols(files: Iterable[str]) -> list[Plain]:
    """Return the protocols among the files of a package, in order."""
    return [
        Plain(name, f"Protocol {name.removeprefix(PROTOCOLS)}", "What a coder was given and did.", "md", "text/markdown")
        for name in files
        if name.startswith(PROTOCOLS)
    ]


def layout_of(content: Mapping[str, Any]) -> int:
    """Return the layout of a package from the content of its datapackage.json: see Materials."""
    if "layout" in content:
        return int(content["layout"])
    if any(resource["name"] == "crosswalk" for resource in content["resources"]):
        return 3
    return 2 if any(resource.get("type") == _TEXT for resource in content["resources"]) else 1


def facts_of(content: Mapping[str, Any]) -> Facts:
    """Return the facts of a release from the content of its datapackage.json."""
    day = datetime.date.fromisoformat(content["created"].removesuffix(_MIDNIGHT))
    return Facts(content["version"], day, content["revision"])


def dois_of(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return the DOIs of a release and of the series of releases, "" for none, from the content of its datapackage.json."""
    return content.get("doi", ""), content.get("series_doi", "")


def describe_programs(count: int) -> str:
    """Return what a release with so many programs holds, with the caution."""
    return (
        f"{count} U.S. programs that support K-12 teachers to lead beyond their own classroom, each coded from public pages for "
        f"three supports (prepare, place, recognize) and so assigned to one of seven program types.\n\n{CAUTION}"
    )


def _since_layout_4(materials: Materials) -> dict[str, Any]:
    if materials.layout < 4:
        return {}
    dois = {"doi": materials.doi, "series_doi": materials.series_doi}
    return {"layout": materials.layout, **{name: doi for name, doi in dois.items() if doi}}


def _sources(layout: int) -> list[dict[str, str]]:
    """Return the sources; the report with its address since layout 4."""
    pages, typology = _SOURCES
    return [pages, {**typology, "path": report.URL} if layout > 3 else typology]


def _description(count: int) -> str:
    return (
        f"{describe_programs(count)}\n\n"
        "The tables are CSV in UTF-8 without a byte order mark, their lines end in CR LF. An empty cell is never guessed: what "
        'it means stands with its field. Members of a list are joined by "; ". A cell that a spreadsheet would take for a '
        "formula has one apostrophe in front. `revision` is the number of the catalog's revision that this release froze."
    )


def _tabular(table: TableDescription, content: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        **_content(content),
        "dialect": _DIALECT,
        "schema": table.schema,
    }


def _plain(file: Plain, content: bytes, layout: int) -> dict[str, Any]:
    return {
        "name": file.path.lower().replace("/", "-"),
        **({"type": _TEXT} if layout > 1 else {}),
        "path": file.path,
        "title": file.title,
        "description": file.description,
        "format": file.format,
        "mediatype": file.mediatype,
        **_content(content),
    }


def _content(content: bytes) -> dict[str, Any]:
    return {"encoding": "utf-8", "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
