"""The supports, the codings and the families of a selection in long form: `/supports.csv` and alike, and their JSON."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.facets import FAMILY
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe_unstated
from catalog.browse.snapshot import Snapshot
from catalog.coding.rows import CODING_COLUMNS, coding_rows
from catalog.exports.csv_table import write_cells
from catalog.exports.json_document import row_chunks
from catalog.exports.long_tables import as_cells, support_columns, support_rows
from catalog.programs.families import FAMILY_COLUMNS, family_rows
from catalog.schema.codebook import book
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.downloads import BATCH, FORMATS, about, entries, name_of
from catalog.site.edition_notices import dated
from catalog.site.feeds import refused


@dataclass(frozen=True)
class LongTable:
    """A table with several rows for each program: its label, what a row is, its columns, and the rows of a selection."""

    label: str
    title: str
    columns: Callable[[], Sequence[str]]
    rows: Callable[[BrowseQuery], Iterator[dict[str, Any]]]


def _supports(asked: BrowseQuery) -> Iterator[dict[str, Any]]:
    return (row for entry in entries(asked) for row in support_rows(entry.record, book()))


def _codings(asked: BrowseQuery) -> Iterator[dict[str, Any]]:
    slugs = asked.snapshot.select(asked.selection)
    for start in range(0, len(slugs), BATCH):
        for coding in asked.edition.codings(slugs[start : start + BATCH]):
            yield from coding_rows(coding)


def _families(asked: BrowseQuery) -> Iterator[dict[str, Any]]:
    members = ((slug, asked.snapshot.family_of(slug)) for slug in asked.snapshot.select(asked.selection))
    yield from family_rows([(slug, family) for slug, family in members if family], asked.snapshot.facets[FAMILY].words)


TABLES = {
    "supports": LongTable(
        "Supports", "One row for each support of each program, with its evidence", lambda: support_columns(book()), _supports
    ),
    "codings": LongTable(
        "Codings", "One row for each thing that each coder coded, never changed", lambda: CODING_COLUMNS, _codings
    ),
    "families": LongTable(
        "Families", "One row for each program that is in a family of programs of one design", lambda: FAMILY_COLUMNS, _families
    ),
}
FORMS = ("csv", "json")


@from_edition
@limit_concurrency
def long_table(request: HttpRequest, snapshot: Snapshot, table: str, form: str) -> HttpResponseBase:
    """`/supports.csv?…` and alike: the rows of a selection; 400 on an unknown parameter or value.

    As other exports, the file is complete before the first byte is sent.
    """
    asked = ask(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    asked = replace(asked, selection=asked.selection.whole())
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    for chunk in _chunks(request, asked, table, form):
        cast(BinaryIO, file).write(chunk)
    file.seek(0)
    response = FileResponse(file, content_type=FORMATS[form].content_type)
    response["Content-Disposition"] = f'attachment; filename="{name_of(asked).replace("programs", table, 1)}.{form}"'
    return response


def long_tables_of(selection: Selection) -> list[dict[str, str]]:
    """Return the addresses of a selection's long tables in every format."""
    return [
        {
            "label": f"{table.label} ({FORMATS[form].label})",
            "title": table.title,
            "url": selection.whole().address(reverse("long_table", kwargs={"table": name, "form": form})),
        }
        for name, table in TABLES.items()
        for form in FORMS
    ]


def _chunks(request: HttpRequest, asked: BrowseQuery, name: str, form: str) -> Iterator[bytes]:
    table = TABLES[name]
    rows = table.rows(asked)
    if form == "json":
        return row_chunks(rows, about(request, asked), name)
    kept = describe_unstated(asked.snapshot.count_unstated(asked.selection))
    account = " ".join(filter(None, (dated(asked), kept, FOOTNOTE)))
    extra = {**({"rule": asked.edition.rules.code} if asked.edition.rules else {}), "catalog": account}
    return write_cells([*table.columns(), *extra], ([*cells, *extra.values()] for cells in as_cells(rows)))
