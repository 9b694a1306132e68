"""Cross-tables: the page, its figure as a file, its figures as CSV."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.changed_rules import TypeChange
from catalog.browse.count_today import selection_today
from catalog.browse.crosstab import Crossing, cross
from catalog.browse.decorators import from_edition
from catalog.browse.filterset import is_tidy
from catalog.browse.selection import Selection
from catalog.browse.sentence import choices, description
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute, can_link
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import Mark, dated, marks, switches
from catalog.site.explore.crosstab_csv import crosstable_csv
from catalog.site.explore.heatmap import drawn
from catalog.site.explore.presenters import Table, choices_of, table
from catalog.site.explore.svg import Legend
from catalog.site.explore.whatif import address as whatif_address
from catalog.site.explore.wording import described, in_table, shown
from catalog.site.feeds import refused
from typology import Rule


@from_edition
@limit_concurrency
def explore(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/?rows=…&cols=…&show=…`: the cross-table of any two facets, or the bars of one, under any selection."""
    crossing = cross(request.GET, snapshot)
    if not crossing.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(crossing.address())
    names = crossing.asked.edition.sponsor_names(crossing.selection.sponsors)
    made = table(crossing, names)
    in_words = described(crossing, names)
    chosen = choices(crossing.selection, names)
    linked = can_link(crossing.address(), len(chosen))
    context = {
        "page_title": in_words,
        "whatif_url": whatif_address(TypeChange(crossing.selection.rules or Rule.NO_CREDENTIAL), crossing.asked),
        "page_description": f"How many programs of each kind there are: {in_words}.",
        "table": made,
        "crossing": crossing,
        "choices": choices_of(crossing),
        "chips": [
            {
                "label": choice.label,
                "supports": choice.supports,
                "url": crossing.address(selection=choice.without) if linked else "",
                "remove_label": f"Remove filter: {choice.heading}: {choice.label}",
            }
            for choice in chosen
        ],
        "hidden": fields(crossing),
        "ignored": [str(entry) for entry in crossing.ignored],
        "marks": noticed(crossing, snapshot),
        "figure": drawn(made, legend(crossing, made)),
        "csv_url": crossing.address(reverse("explore_csv")),
        "svg_url": crossing.address(reverse("explore_svg")),
        "switches": switches(crossing.selection, lambda other: crossing.address(selection=other)),
        "cite_url": crossing.address(reverse("cite")),
        "browse_url": crossing.base.address(),
        "address": absolute(request, crossing.address()),
        "turned_url": turned(crossing),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/explore.html", context)


@from_edition
@limit_concurrency
def explore_svg(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore.svg?…`: the figure of a cross-table as a file; 400 where it is not understood whole."""
    crossing = cross(request.GET, snapshot, usual=False)
    if crossing.ignored:
        return refused(crossing.ignored)
    made = table(crossing, crossing.asked.edition.sponsor_names(crossing.selection.sponsors))
    context = {"figure": drawn(made, legend(crossing, made)), "standalone": True}
    response = render(request, "explore/figure.svg", context, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="{crossing.rows}-by-{crossing.columns or "count"}.svg"'
    return response


@from_edition
@limit_concurrency
def explore_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore.csv?…`: the counts of a cross-table, a line for each cell; 400 where it is not understood whole."""
    crossing = cross(request.GET, snapshot, usual=False)
    if crossing.ignored:
        return refused(crossing.ignored)
    names = crossing.asked.edition.sponsor_names(crossing.selection.sponsors)
    counts = crossing.counted()
    about = {
        "selection": description(crossing.base, names),
        "base": str(counts.base),
        "shown": shown(crossing),
        "kept": in_table(crossing),
        "address": absolute(request, crossing.address()),
        "date": crossing.asked.edition.date.isoformat(),
        "revision": str(crossing.asked.edition.revision),
        "release": crossing.selection.release,
        "about": FOOTNOTE,
    }
    content = crosstable_csv(crossing.rows, crossing.columns, counts, about, crossing.show)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{crossing.rows}-by-{crossing.columns or "count"}.csv"'
    return response


def legend(crossing: Crossing, made: Table) -> Legend:
    """What the figure of a cross-table says of itself."""
    return Legend(made.title, made.sentence, made.notes, dated(crossing.asked), FOOTNOTE)


def noticed(crossing: Crossing, live: Snapshot) -> list[Mark]:
    """The notices of which edition is counted: their numbers are those of the sentence, their links keep what shows."""

    def address(other: Selection) -> str:
        shown = crossing.selection
        if shown.release and not other.release:
            shown = selection_today(replace(crossing.asked, selection=shown), live)
        return crossing.address(selection=replace(shown, release=other.release, rules=other.rules, fixed=other.fixed))

    return marks(replace(crossing.asked, selection=crossing.base), address, live)


def fields(crossing: Crossing) -> list[tuple[str, str]]:
    """The selection as hidden fields of the page's form."""
    query = QueryDict(crossing.selection.query())
    return [(name, value) for name, values in query.lists() for value in values]


def turned(crossing: Crossing) -> str:
    """The address of the same table with rows and columns changed about; empty where there is one facet."""
    if not crossing.columns:
        return ""
    show = {"row": "column", "column": "row"}.get(crossing.show, crossing.show)
    return Crossing(crossing.asked, crossing.columns, crossing.rows, show, ()).address()
