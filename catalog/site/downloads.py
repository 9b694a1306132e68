"""All programs of a selection in other formats: `/programs.csv`, `.xlsx`, `.json`, `.jsonl`, `.bib`, `.ris`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.query import BrowseQuery, ask, listed
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe, describe_unstated
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.exports.citation import Reference, apa, bibtex, reference_chunks, ris
from catalog.exports.csv_table import csv_chunks
from catalog.exports.json_document import json_chunks
from catalog.exports.jsonl import jsonl_chunks
from catalog.exports.provenance import About
from catalog.exports.xlsx import write_xlsx
from catalog.programs.display import program_url
from catalog.programs.published_records import Published
from catalog.schema.codebook import book
from catalog.serving.limits import limit_concurrency
from catalog.site.cite.references import part_of, reference_of
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import dated
from catalog.site.feeds import refused

BATCH = 500  # programs whose records are in memory at once


@dataclass(frozen=True)
class Format:
    """A file format: its label, its description and its content type."""

    label: str
    title: str
    content_type: str


FORMATS = {
    "csv": Format("CSV", "A table, one row for each program", "text/csv; charset=utf-8"),
    "xlsx": Format(
        "Excel",
        "A workbook: programs, supports with evidence, vocabulary, about this file",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "json": Format("JSON", "Records and types, with a description of the file", "application/json"),
    "jsonl": Format("JSONL", "One record on each line, the format that the catalog loads", "application/jsonl; charset=utf-8"),
    "bib": Format("BibTeX", "One reference for each program", "application/x-bibtex; charset=utf-8"),
    "ris": Format("RIS", "One reference for each program", "application/x-research-info-systems; charset=utf-8"),
}


@from_edition
@limit_concurrency
def export(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponseBase:
    """All programs of a selection as a file; 400 on an unknown parameter or value.

    The file is first written to disk in batches, so that it is complete before the first byte is sent.
    """
    asked = ask(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    asked = replace(asked, selection=asked.selection.whole())
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    _write(form, request, asked, cast(BinaryIO, file))
    file.seek(0)
    response = FileResponse(file, content_type=FORMATS[form].content_type)
    response["Content-Disposition"] = f'attachment; filename="{name_of(asked)}.{form}"'
    return response


def exports_of(selection: Selection) -> list[dict[str, str]]:
    """Return the addresses of a selection in every format."""
    return [
        {"label": entry.label, "title": entry.title, "url": selection.whole().address(reverse("export", args=[form]))}
        for form, entry in FORMATS.items()
    ]


def name_of(asked: BrowseQuery) -> str:
    """Return the name of the file without its extension: ``programs-2026.11``, ``programs-2026-11-24-no-credential``."""
    parts = ["programs", asked.selection.release or asked.edition.date.isoformat(), *asked.selection.rules.codes]
    return "-".join(filter(None, parts))


def entries(asked: BrowseQuery) -> Iterator[Published]:
    """Yield the programs of a selection in order, read in batches."""
    slugs = asked.snapshot.select(asked.selection)
    for start in range(0, len(slugs), BATCH):
        yield from asked.edition.published(slugs[start : start + BATCH])


def about(request: HttpRequest, asked: BrowseQuery) -> About:
    """Return the description that a file carries."""
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    count, edition = asked.snapshot.count(asked.selection), asked.edition
    in_words = describe(asked.selection, count, names)
    address = absolute(request, asked.selection.address())
    release = edition.release.version if edition.release else ""
    silent = describe_unstated(asked.snapshot.count_unstated(asked.selection))
    reference = reference_of(
        describe(replace(asked.selection, release=""), count, names),
        absolute(request, listed(asked).address()),
        edition,
        key="selection",
        count=count,
        kept=silent,
    )
    return About(
        title=reference.title,
        sentence=in_words,
        address=address,
        count=count,
        date=edition.date,
        revision=edition.revision,
        release=release,
        rule=f"Coded {edition.rules.label}. {edition.rules.explanation}" if edition.rules else "",
        kept=silent,
        citation=apa(reference),
        note=FOOTNOTE,
    )


def _write(form: str, request: HttpRequest, asked: BrowseQuery, file: BinaryIO) -> None:
    found = entries(asked)
    records = (entry.record for entry in found)
    rules = asked.edition.rules
    rule = {"rule": rules.code} if rules else {}
    if form == "xlsx":
        write_xlsx(found, about(request, asked), book(), file)
        return
    release, shown = asked.selection.release, asked.selection.edition()

    def address(slug: str) -> str:
        return absolute(request, shown.address(program_url(slug)))

    def references(write: Callable[[Reference], str]) -> Iterator[bytes]:
        today, whole = asked.edition.date, part_of(asked.edition.release)
        return reference_chunks(write, found, address=address, release=release, today=today, coded=rules.label, part_of=whole)

    account = " ".join(filter(None, (dated(asked), describe_unstated(asked.snapshot.count_unstated(asked.selection)), FOOTNOTE)))
    chunks: dict[str, Callable[[], Iterable[bytes]]] = {
        "csv": lambda: csv_chunks(records, extra={**rule, "catalog": account}),
        "jsonl": lambda: jsonl_chunks(records, extra=rule),
        "json": lambda: json_chunks(found, about(request, asked)),
        "bib": lambda: references(bibtex),
        "ris": lambda: references(ris),
    }
    for chunk in chunks[form]():
        file.write(chunk)
