"""Missing data: which share of the programs of each type states each attribute, as a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.facets import FACETS, NONE, UNSTATED
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.selection import Selection, is_tidy
from catalog.browse.sentence import describe, describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import exact_percent, percent
from catalog.exports.provenance import repeat
from catalog.schema.vocabulary import types
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import edition_columns, marks
from catalog.site.feeds import refused
from catalog.spreadsheets.csv_table import escape_formula

ALL = ""  # stands for the programs of all types
LEVELS = 5  # of shading, from nothing to everything
# attributes of which `none` says that the question does not arise, not that there is nothing
_CONDITIONAL = ("model", "practice")


@dataclass(frozen=True)
class StatedShare:
    """How many programs of a type state an attribute, out of those of which it can be stated."""

    type: str
    stated: int
    whole: int
    url: str

    @property
    def text(self) -> str:
        """The share as text."""
        return percent(self.stated, self.whole)

    @property
    def level(self) -> int:
        """The shade, from 0 to LEVELS."""
        return round(LEVELS * self.stated / self.whole) if self.whole else 0


@dataclass(frozen=True)
class StatedAttribute:
    """An attribute and the share that states it, for each type and for all."""

    code: str
    label: str
    shares: tuple[StatedShare, ...]


@from_edition
@limit_concurrency
def missing(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/missing/?…`: the share of programs that states each attribute, by type, for any selection."""
    asked = ask(request.GET, snapshot)
    selection = asked.selection.bare()
    if not asked.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(selection.address(reverse("missing")))
    names = asked.edition.sponsor_names(selection.sponsors)
    count = asked.snapshot.count(selection)
    context = {
        "page_title": "Missing data",
        "page_description": "Which share of the programs of each type states each attribute.",
        "breadcrumbs": [{"label": "Data", "url": reverse("data")}],
        "ignored": [str(entry) for entry in asked.ignored],
        "count": count,
        "sentence": describe(selection, count, names),
        "types": types(),
        "attributes": list(count_stated(asked)),
        "csv_url": selection.address(reverse("missing_csv")),
        "browse_url": selection.address(),
        "marks": marks(asked, lambda other: other.address(reverse("missing")), snapshot),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "data/missing.html", context)


@from_edition
@limit_concurrency
def missing_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/missing.csv?…`: one row for each attribute and type; 400 on an unknown parameter or value."""
    asked = ask(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    selection = asked.selection.bare()
    about = {
        "selection": describe_selection(selection, asked.edition.sponsor_names(selection.sponsors)),
        **edition_columns(request, asked, selection.address(reverse("missing"))),
        "about": FOOTNOTE,
    }
    response = HttpResponse(write_missing_csv(list(count_stated(asked)), about), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="missing-data.csv"'
    return response


def count_stated(asked: BrowseQuery) -> Iterator[StatedAttribute]:
    """Yield each attribute that a program may not state, in the order of the facets, with its shares by type and for all."""
    selection = asked.selection.bare()
    chosen = selection.chosen.get("type") or tuple(FACETS["type"].labels)
    selections = {code: selection.with_values("type", (code,)) for code in FACETS["type"].labels if code in chosen}
    counts = {code: asked.snapshot.count_values(one) for code, one in [*selections.items(), (ALL, selection)]}
    for facet in FACETS.values():
        if UNSTATED not in facet.empty or not facet.in_record:
            continue
        shares = []
        for code in [*FACETS["type"].labels, ALL]:
            if code not in counts:
                shares.append(StatedShare(code, 0, 0, ""))
                continue
            values = counts[code][facet.name]
            whole = sum(counts[code]["type"].values()) - (values[NONE] if facet.name in _CONDITIONAL else 0)
            stated = whole - values[UNSTATED]
            url = _address(selections.get(code, selection), facet.name) if stated else ""
            shares.append(StatedShare(code, stated, whole, url))
        yield StatedAttribute(facet.name, facet.words.label, tuple(shares))


def write_missing_csv(attributes: list[StatedAttribute], about: Mapping[str, str]) -> bytes:
    """Write one row for each attribute and type; an empty `type` stands for all types.

    Columns: `attribute`, `attribute_label`, `type`, `type_label`, `programs` (of which it can be stated), `stated`,
    `percent`, and those of `about`, which repeat() fills.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["attribute", "attribute_label", "type", "type_label", "programs", "stated", "percent", *about])
    labels = {kind.code: kind.label for kind in types()} | {ALL: ""}
    rows = [(attribute, share) for attribute in attributes for share in attribute.shares]
    constant = repeat([escape_formula(value) for value in about.values()], len(rows))
    for attribute, share in rows:
        figures = [share.whole, share.stated, exact_percent(share.stated, share.whole)]
        writer.writerow([attribute.code, attribute.label, share.type, labels[share.type], *figures, *next(constant)])
    return text.getvalue().encode("utf-8-sig")


def _address(selection: Selection, facet: str) -> str:
    """Return the page that lists the programs that state a facet and of which it can be stated."""
    if facet in _CONDITIONAL:
        selection = selection.without_values(facet, (*selection.excluded.get(facet, ()), NONE))
    return selection.stating(facet).address()
