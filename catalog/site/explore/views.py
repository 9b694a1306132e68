"""Cross-tables: the page, the figure as a file, and the counts as CSV."""

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
from catalog.browse.sentence import choices, describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute, can_link
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import Mark, dated, marks, switches
from catalog.site.explore.crosstab_csv import write_crosstab_csv
from catalog.site.explore.drawing import FigureCaption
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.explore.heatmap import draw_table
from catalog.site.explore.presenters import CrosstabTable, list_choices, present_table
from catalog.site.explore.whatif import whatif_address
from catalog.site.explore.wording import describe_kept, describe_shown, describe_table
from catalog.site.feeds import refused
from typology import Rule


@from_edition
@limit_concurrency
def explore(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/?rows=…&cols=…&show=…`: the cross-table of two facets, or the bars of one, for any selection."""
    crossing = cross(request.GET, snapshot)
    if not crossing.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(crossing.address())
    names = crossing.asked.edition.sponsor_names(crossing.selection.sponsors)
    table = present_table(crossing, names)
    in_words = describe_table(crossing, names)
    chosen = choices(crossing.selection, names)
    linked = can_link(crossing.address(), len(chosen))
    context = {
        "page_title": in_words,
        "whatif_url": whatif_address(TypeChange(crossing.selection.rules or Rule.NO_CREDENTIAL), crossing.asked),
        "page_description": f"How many programs of each kind there are: {in_words}.",
        "table": table,
        "crossing": crossing,
        "choices": list_choices(crossing),
        "chips": [
            {
                "label": choice.label,
                "supports": choice.supports,
                "url": crossing.address(selection=choice.without) if linked else "",
                "remove_label": f"Remove filter: {choice.heading}: {choice.label}",
            }
            for choice in chosen
        ],
        "hidden": list_hidden_fields(crossing),
        "ignored": [str(entry) for entry in crossing.ignored],
        "marks": list_marks(crossing, snapshot),
        "figure": draw_table(table, build_caption(crossing, table)),
        "csv_url": crossing.address(reverse("explore_csv")),
        "figure_urls": {
            form.upper(): crossing.address(reverse("explore_figure", kwargs={"form": form})) for form in FIGURE_FORMS
        },
        "switches": switches(crossing.selection, lambda other: crossing.address(selection=other)),
        "cite_url": crossing.address(reverse("cite")),
        "browse_url": crossing.base.address(),
        "address": absolute(request, crossing.address()),
        "swap_url": swap_axes(crossing),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/explore.html", context)


@from_edition
@limit_concurrency
def explore_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore.svg?…`, `.png` and `.pdf`: the figure of a cross-table as a file; 400 on an unknown parameter or value."""
    crossing = cross(request.GET, snapshot, usual=False)
    if crossing.ignored:
        return refused(crossing.ignored)
    table = present_table(crossing, crossing.asked.edition.sponsor_names(crossing.selection.sponsors))
    return answer_figure(request, draw_table(table, build_caption(crossing, table)), form, name_file(crossing))


@from_edition
@limit_concurrency
def explore_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore.csv?…`: the counts of a cross-table, one row for each cell; 400 on an unknown parameter or value."""
    crossing = cross(request.GET, snapshot, usual=False)
    if crossing.ignored:
        return refused(crossing.ignored)
    names = crossing.asked.edition.sponsor_names(crossing.selection.sponsors)
    counts = crossing.counted()
    about = {
        "selection": describe_selection(crossing.base, names),
        "base": str(counts.base),
        "shown": describe_shown(crossing),
        "kept": describe_kept(crossing),
        "address": absolute(request, crossing.address()),
        "date": crossing.asked.edition.date.isoformat(),
        "revision": str(crossing.asked.edition.revision),
        "release": crossing.selection.release,
        "about": FOOTNOTE,
    }
    content = write_crosstab_csv(crossing.rows, crossing.columns, counts, about, crossing.show)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name_file(crossing)}.csv"'
    return response


def build_caption(crossing: Crossing, table: CrosstabTable) -> FigureCaption:
    """Return the caption of a cross-table's figure."""
    return FigureCaption(table.title, table.sentence, [note.text for note in table.notes], dated(crossing.asked), FOOTNOTE)


def name_file(crossing: Crossing) -> str:
    """Return the name of a download, without its ending."""
    return f"{crossing.rows}-by-{crossing.columns or 'count'}"


def list_marks(crossing: Crossing, live: Snapshot) -> list[Mark]:
    """Return the notices about the edition. They count what the sentence counts; their links keep the chosen values."""

    def address(other: Selection) -> str:
        selection = crossing.selection
        if selection.release and not other.release:
            selection = selection_today(replace(crossing.asked, selection=selection), live)
        return crossing.address(selection=replace(selection, release=other.release, rules=other.rules, fixed=other.fixed))

    return marks(replace(crossing.asked, selection=crossing.base), address, live)


def list_hidden_fields(crossing: Crossing) -> list[tuple[str, str]]:
    """Return the selection as names and values of hidden fields in the form."""
    query = QueryDict(crossing.selection.query())
    return [(name, value) for name, values in query.lists() for value in values]


def swap_axes(crossing: Crossing) -> str:
    """Return the address of the same table with rows and columns swapped, or "" if it has only one facet."""
    if not crossing.columns:
        return ""
    show = {"row": "column", "column": "row"}.get(crossing.show, crossing.show)
    return Crossing(crossing.asked, crossing.columns, crossing.rows, show, ()).address()
