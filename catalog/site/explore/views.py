"""Cross-tables: the page, the figure as a file, and the counts as CSV."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.crosstabs.association import association_of
from catalog.browse.crosstabs.crosstab import CrosstabQuery, read_crosstab
from catalog.browse.decorators import from_edition
from catalog.browse.editions.count_today import selection_today
from catalog.browse.facets import FACETS
from catalog.browse.filterset import Ignored
from catalog.browse.selection import Selection, is_tidy
from catalog.browse.sentence import choices, describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.text import lower_first
from catalog.common.urls import absolute, can_link
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import Mark, dated, edition_columns, marks, switches
from catalog.site.explore.crosstab_csv import write_crosstab_csv
from catalog.site.explore.crosstab_figure import draw_table
from catalog.site.explore.drawing import FigureCaption, FigureDrawing
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.explore.figure_limits import explain_long_file
from catalog.site.explore.presenters import CrosstabTable, list_choices, present_table
from catalog.site.explore.second_coding import list_of_table
from catalog.site.explore.wording import describe_figure, describe_kept, describe_shown, describe_table
from catalog.site.feeds import refused
from catalog.site.long_tables import long_tables_of


@from_edition
@limit_concurrency
def explore(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/?rows=…&cols=…&show=…`: the cross-table of two facets, or the bars of one, for any selection."""
    crosstab = read_crosstab(request.GET, snapshot)
    if not crosstab.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(crosstab.address())
    names = crosstab.asked.edition.sponsor_names(crosstab.selection.sponsors)
    table = present_table(crosstab, names)
    in_words = describe_table(crosstab, names)
    chosen = choices(crosstab.selection, names)
    linked = can_link(crosstab.address(), len(chosen))
    context = {
        "page_title": in_words,
        "teachers_url": crosstab.selection.bare().address(reverse("teachers")),
        "whatif_url": crosstab.selection.address(reverse("whatif")),
        "page_description": f"How many programs of each kind there are: {in_words}.",
        "table": table,
        "crosstab": crosstab,
        "choices": list_choices(crosstab),
        "reliability": list_of_table(crosstab),
        "chips": [
            {
                "label": choice.label,
                "supports": choice.supports,
                "url": crosstab.address(selection=choice.without) if linked else "",
                "remove_label": f"Remove filter: {choice.heading}: {choice.label}",
            }
            for choice in chosen
        ],
        "hidden": list_hidden_fields(crosstab),
        "ignored": [str(entry) for entry in crosstab.ignored],
        "marks": list_marks(crosstab, snapshot),
        "figure": draw_figure(crosstab, table) if table.lines and not table.limit else None,
        "csv_url": "" if (limit := explain_long_file(crosstab, crosstab.count())) else crosstab.address(reverse("explore_csv")),
        "csv_limit": limit,
        "figure_urls": {
            form.upper(): crosstab.address(reverse("explore_figure", kwargs={"form": form}))
            for form in (() if table.limit else FIGURE_FORMS)
        },
        "long_tables": long_tables_of(crosstab.selection),
        "figure_title": describe_figure(crosstab),
        "by_label": lower_first(FACETS[crosstab.by].words.label) if crosstab.by else "",
        "switches": switches(crosstab.selection, lambda other: crosstab.address(selection=other)),
        "cite_url": crosstab.address(reverse("cite")),
        "browse_url": crosstab.base.address(),
        "address": absolute(request, crosstab.address()),
        "swap_url": swap_axes(crosstab),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/explore.html", context)


@from_edition
@limit_concurrency
def explore_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore.svg?…`, `.png` and `.pdf`: the figure of a cross-table as a file; 400 on an unknown parameter or value."""
    crosstab = read_crosstab(request.GET, snapshot, usual=False)
    if crosstab.ignored:
        return refused(crosstab.ignored)
    table = present_table(crosstab, crosstab.asked.edition.sponsor_names(crosstab.selection.sponsors))
    if table.limit:
        return refused([Ignored("figure", crosstab.figure, table.limit.removesuffix("."))])
    return answer_figure(request, draw_figure(crosstab, table), form, name_file(crosstab))


@from_edition
@limit_concurrency
def explore_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore.csv?…`: the counts of a cross-table, one row for each cell; 400 on an unknown parameter or value."""
    crosstab = read_crosstab(request.GET, snapshot, usual=False)
    if crosstab.ignored:
        return refused(crosstab.ignored)
    names = crosstab.asked.edition.sponsor_names(crosstab.selection.sponsors)
    counts = crosstab.count()
    if limit := explain_long_file(crosstab, counts):
        return refused([Ignored("by", crosstab.by, limit.removesuffix("."))])
    panels = {code: panel.count() for code, panel in crosstab.panels().items()} if crosstab.by else {}
    about = {
        "selection": describe_selection(crosstab.base, names),
        "base": str(counts.base),
        "shown": describe_shown(crosstab),
        "kept": describe_kept(crosstab),
        **edition_columns(request, crosstab.asked, crosstab.address()),
        "association": f"{found.v:.4f}" if (found := association_of(crosstab)) else "",
        "about": FOOTNOTE,
    }
    content = write_crosstab_csv(crosstab.rows, crosstab.columns, panels or {"": counts}, about, crosstab.show, crosstab.by)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name_file(crosstab)}.csv"'
    return response


def draw_figure(crosstab: CrosstabQuery, table: CrosstabTable) -> FigureDrawing:
    """Draw the figure of a cross-table."""
    return draw_table(table, build_caption(crosstab, table), on_white=crosstab.on_white)


def build_caption(crosstab: CrosstabQuery, table: CrosstabTable) -> FigureCaption:
    """Return the caption of a cross-table's figure."""
    return FigureCaption(
        describe_figure(crosstab), table.sentence, [note.text for note in table.notes], dated(crosstab.asked), FOOTNOTE
    )


def name_file(crosstab: CrosstabQuery) -> str:
    """Return the name of a download, without its ending."""
    return f"{crosstab.rows}-by-{crosstab.columns or 'count'}" + (f"-by-{crosstab.by}" if crosstab.by else "")


def list_marks(crosstab: CrosstabQuery, live: Snapshot) -> list[Mark]:
    """Return the notices about the edition. They count what the sentence counts; their links keep the chosen values."""

    def address(other: Selection) -> str:
        selection = crosstab.selection
        if selection.release and not other.release:
            selection = selection_today(replace(crosstab.asked, selection=selection), live)
        return crosstab.address(selection=replace(selection, release=other.release, rules=other.rules, fixed=other.fixed))

    return marks(replace(crosstab.asked, selection=crosstab.base), address, live)


def list_hidden_fields(crosstab: CrosstabQuery) -> list[tuple[str, str]]:
    """Return the selection as names and values of hidden fields in the form."""
    query = QueryDict(crosstab.selection.query())
    return [(name, value) for name, values in query.lists() for value in values]


def swap_axes(crosstab: CrosstabQuery) -> str:
    """Return the address of the same table with rows and columns swapped, or "" if it has only one facet."""
    if not crosstab.columns:
        return ""
    show = {"row": "column", "column": "row"}.get(crosstab.show, crosstab.show)
    return replace(crosstab, rows=crosstab.columns, columns=crosstab.rows, show=show).address()
