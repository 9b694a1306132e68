"""Programs per 10,000 teachers of each state, as a page, a figure and CSV."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.crosstabs.teacher_rates import StateRate, state_rates, teacher_table, without_states
from catalog.browse.decorators import from_edition
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.selection import is_tidy
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.exports.csv_table import write_cells
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import dated, edition_columns, marks
from catalog.site.explore.drawing import (
    INK,
    MARGIN,
    SHADES,
    WIDTH,
    FigureBox,
    FigureCaption,
    FigureDrawing,
    FigureText,
    draw_foot,
    draw_head,
)
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.feeds import refused

_TITLE = "Programs per 10,000 teachers, by state"
_LABELS, _NUMBERS, _ROW = 210, 130, 22
_COLUMNS = (
    "state",
    "state_label",
    "programs",
    "programs_per_10000",
    "home_programs",
    "home_per_10000",
    "teachers",
    "teachers_year",
)


@from_edition
@limit_concurrency
def teachers(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/teachers/?…`: programs per 10,000 public school teachers of each state, for any selection."""
    asked = ask(request.GET, snapshot)
    selection = without_states(asked.selection.bare())
    if not asked.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(selection.address(reverse("teachers")))
    rates = state_rates(asked.snapshot, selection)
    context = {
        "page_title": _TITLE,
        "page_description": "How many programs name each state, and are based there, per 10,000 of its public school teachers.",
        "breadcrumbs": [{"label": "Explore", "url": selection.address(reverse("explore"))}],
        "ignored": [str(entry) for entry in asked.ignored],
        "sentence": _describe(asked),
        "rates": rates,
        "table": teacher_table(),
        "figure": draw_rates(rates, _caption(asked)),
        "csv_url": selection.address(reverse("teachers_csv")),
        "figure_urls": {form.upper(): selection.address(reverse("teachers_figure", args=[form])) for form in FIGURE_FORMS},
        "browse_url": selection.address(),
        "marks": marks(asked, lambda other: other.address(reverse("teachers")), snapshot),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/teachers.html", context)


@from_edition
@limit_concurrency
def teachers_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore/teachers.svg?…`, `.png` and `.pdf`: the bars as a file; 400 on an unknown parameter or value."""
    asked = ask(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    rates = state_rates(asked.snapshot, without_states(asked.selection.bare()))
    return answer_figure(request, draw_rates(rates, _caption(asked)), form, "programs-per-10000-teachers")


@from_edition
@limit_concurrency
def teachers_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/teachers.csv?…`: one row for each state; 400 on an unknown parameter or value."""
    asked = ask(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    selection, table = without_states(asked.selection.bare()), teacher_table()
    about = {
        "teachers_source": table.source,
        "selection": _describe(asked),
        **edition_columns(request, asked, selection.address(reverse("teachers"))),
        "about": FOOTNOTE,
    }
    rows = ([*_cells(one), table.year, *about.values()] for one in state_rates(asked.snapshot, selection))
    response = HttpResponse(b"".join(write_cells([*_COLUMNS, *about], rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="programs-per-10000-teachers.csv"'
    return response


def draw_rates(rates: list[StateRate], caption: FigureCaption) -> FigureDrawing:
    """Draw a bar for each state with teachers, the highest rate first."""
    drawing = FigureDrawing(WIDTH, 0, f"{caption.title}. {caption.sentence}.")
    known = sorted((one for one in rates if one.naming_rate is not None), key=lambda one: (-(one.naming_rate or 0), one.name))
    most = max((one.naming_rate or 0 for one in known), default=0)
    top = draw_head(caption, drawing)
    for one in known:
        width = float((one.naming_rate or 0) / most) * (WIDTH - 2 * MARGIN - _LABELS - _NUMBERS) if most else 0
        title = f"{one.name}: {one.naming_rate} per 10,000 teachers, {one.naming} programs"
        drawing.texts.append(FigureText(MARGIN + _LABELS - 8, top + 15, one.name, anchor="end"))
        drawing.boxes.append(FigureBox(MARGIN + _LABELS, top + 3, width, _ROW - 6, SHADES[4][0], "bar", title))
        text = f"{one.naming_rate} ({one.naming})"
        drawing.texts.append(FigureText(MARGIN + _LABELS + width + 6, top + 15, text, fill=INK))
        top += _ROW
    draw_foot(caption, drawing, top)
    return drawing


def _describe(asked: BrowseQuery) -> str:
    selection = without_states(asked.selection.bare())
    return describe_selection(selection, asked.edition.sponsor_names(selection.sponsors))


def _caption(asked: BrowseQuery) -> FigureCaption:
    table = teacher_table()
    notes = [
        "Programs that name the state. Nationwide programs are left out.",
        f"Teachers: full-time equivalents in public schools, {table.year}. {table.source}.",
    ]
    return FigureCaption(_TITLE, _describe(asked), notes, dated(asked), FOOTNOTE)


def _cells(one: StateRate) -> list[Any]:
    numbers = (one.naming, one.naming_rate, one.home, one.home_rate, one.teachers)
    return [one.code, one.name, *("" if number is None else str(number) for number in numbers)]
