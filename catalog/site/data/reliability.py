"""Reliability: how far coders agree, with exact intervals, by confidence and as confusion tables. A page and two CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.facets import CODED_TWICE, FACETS
from catalog.browse.filterset import TRACKING, Ignored, shortened
from catalog.browse.query import BrowseQuery, ask, last_of
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.attributes import ATTRIBUTES, label_of, vocabulary_of
from catalog.coding.figures import TYPE, UNSTATED, AgreementFigure, ConfusionTable, confusion_tables, count_agreement
from catalog.coding.reliability import NO_TYPE, CoderComparison, who
from catalog.common.text import pluralize
from catalog.exports.provenance import repeat
from catalog.schema.vocabulary import vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import edition_columns, marks
from catalog.site.feeds import refused
from catalog.spreadsheets.csv_table import escape_formula

Rows = Callable[[BrowseQuery], Iterator[list[str]]]
_COMPARED = ("codebook", "first_coder", "second_coder", "rules_left_out", "attribute", "code")
_FIGURES = (
    *("agreed", "percent", "percent_low", "percent_high"),
    *("kappa", "kappa_low", "kappa_high", "ac1", "ac1_low", "ac1_high"),
)


@from_edition
@limit_concurrency
def reliability(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/reliability/`: the agreement of coders with exact intervals, by confidence, and their confusion tables."""
    asked, ignored = _ask(request, snapshot)
    found = asked.edition.comparisons()
    figures, tables = count_agreement(found), confusion_tables(found)
    uncoded = [name for name in ATTRIBUTES if name not in {figure.attribute for figure in figures}]
    context = {
        "page_title": "Reliability",
        "page_description": "How far coders agree on the codes, with exact intervals, by confidence, and as confusion tables.",
        "breadcrumbs": [{"label": "Data", "url": reverse("data")}],
        "ignored": [str(entry) for entry in ignored],
        "marks": marks(
            asked, lambda other: other.address(reverse("reliability")), snapshot, shown="This is the agreement of coders"
        ),
        "comparisons": [_comparison(comparison, figures, tables) for comparison in found],
        "coded_twice": _link_programs(asked) if found else [],
        "uncoded": [label_of(name) for name in uncoded],
        "csv_url": asked.selection.address(reverse("reliability_csv")),
        "confusion_url": asked.selection.address(reverse("confusion_csv")),
        "api_url": asked.selection.address(reverse("api_reliability")),
        "codings_url": asked.selection.address(reverse("long_table", kwargs={"table": "codings", "form": "csv"})),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "data/reliability.html", context)


@from_edition
@limit_concurrency
def reliability_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/reliability.csv`: one row for each agreement figure; an empty `confidence` stands for all programs."""
    columns = (*_COMPARED, "confidence", "programs", *_FIGURES)
    return _csv(request, snapshot, "reliability", columns, _figure_rows)


@from_edition
@limit_concurrency
def confusion_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/confusion.csv`: one row for each cell of each confusion table."""
    columns = (*_COMPARED, "first_answer", "second_answer", "programs")
    return _csv(request, snapshot, "confusion", columns, _confusion_rows)


def _figure_rows(asked: BrowseQuery) -> Iterator[list[str]]:
    for figure in count_agreement(asked.edition.comparisons()):
        values = [getattr(figure, name) for name in _FIGURES]
        cells = ["" if value is None else str(value) for value in values]
        yield [*_compared(figure), figure.confidence, str(figure.n), *cells]


def _confusion_rows(asked: BrowseQuery) -> Iterator[list[str]]:
    for table in confusion_tables(asked.edition.comparisons()):
        for first, second, count in table.cells:
            yield [*_compared(table), first, second, str(count)]


def _compared(found: AgreementFigure | ConfusionTable) -> list[str]:
    comparison = found.comparison
    return [comparison.codebook, *comparison.coders, comparison.rules.code, found.attribute, found.code]


def _csv(request: HttpRequest, snapshot: Snapshot, name: str, columns: Sequence[str], rows: Rows) -> HttpResponse:
    asked, ignored = _ask(request, snapshot)
    if ignored:
        return refused(ignored)
    about = {
        **edition_columns(request, asked, asked.selection.address(reverse("reliability"))),
        "about": FOOTNOTE,
    }
    found = list(rows(asked))
    constant = repeat([escape_formula(value) for value in about.values()], len(found))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*columns, *about])
    # codes and numbers start no formula; a negative coefficient must stay a number
    writer.writerows([*row, *next(constant)] for row in found)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _ask(request: HttpRequest, snapshot: Snapshot) -> tuple[BrowseQuery, list[Ignored]]:
    """Return the query with its release alone, and the parameters that are ignored."""
    given = request.GET.copy()
    others = [name for name in given if name != "release" and not TRACKING.fullmatch(name)]
    problem = "“{}” does not apply here: figures are over all programs that were coded twice"
    ignored = [Ignored(name, last_of(given, name), problem.format(shortened(name))) for name in others]
    for name in others:
        del given[name]
    asked = ask(given, snapshot)
    return asked, [*asked.ignored, *ignored]


def _link_programs(asked: BrowseQuery) -> list[dict[str, Any]]:
    """Return links to the programs on which coders agree and differ, with their numbers."""
    links = []
    for term in FACETS[CODED_TWICE].words.terms:
        chosen = asked.selection.with_values(CODED_TWICE, (term.code,))
        count = len(asked.snapshot.select(chosen))
        programs = pluralize(count, "program")
        links.append({"code": term.code, "label": term.label, "url": chosen.address(), "count": count, "programs": programs})
    return links


def _comparison(
    comparison: CoderComparison, figures: Iterable[AgreementFigure], tables: Iterable[ConfusionTable]
) -> dict[str, Any]:
    """Return a comparison of two coders for the page: a group of rows for each attribute."""
    own = [figure for figure in figures if figure.comparison == comparison]
    attributes = dict.fromkeys(figure.attribute for figure in own)
    return {
        "id": f"codebook-{comparison.codebook}-{'-'.join(comparison.coders)}",
        "title": f"Codebook {comparison.codebook}: {who(comparison.coders[0])} and {who(comparison.coders[1])}",
        "coders": comparison.coders,
        "rules": comparison.rules.label,
        "attributes": [
            {
                "code": attribute,
                "label": _label(attribute),
                "supports": (attribute,) if attribute in vocabulary("support").by_code else (),
                "figures": [_row(figure) for figure in own if figure.attribute == attribute and not figure.code],
                "codes": [_row(figure) for figure in own if figure.attribute == attribute and figure.code],
                "tables": [
                    {
                        "code": table.code,
                        "title": _label(attribute, table.code),
                        "answers": [_answer(attribute, table.code, answer) for answer in table.answers],
                        "rows": list(zip(table.answers, table.counts, strict=True)),
                        "answer_codes": table.answers,
                    }
                    for table in tables
                    if table.comparison == comparison and table.attribute == attribute
                ],
            }
            for attribute in attributes
        ],
    }


def _row(figure: AgreementFigure) -> dict[str, Any]:
    words = vocabulary("confidence")
    return {
        "figure": figure,
        "label": _label(figure.attribute, figure.code),
        "confidence": words.label_of(figure.confidence) if figure.confidence else "All",
        "percent": f"{figure.percent:.1f}%",
        "interval": f"{figure.percent_low:.1f}–{figure.percent_high:.1f}",
        "kappa": _coefficient(figure.kappa, figure.kappa_low, figure.kappa_high),
        "ac1": _coefficient(figure.ac1, figure.ac1_low, figure.ac1_high),
    }


def _coefficient(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "Not defined"
    return _places(value) + (f" ({_places(low)} to {_places(high)})" if low is not None and high is not None else "")


def _places(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _label(attribute: str, code: str = "") -> str:
    if attribute == TYPE:
        return "Type (combination of supports)"
    if attribute not in ATTRIBUTES:
        return vocabulary("support").label_of(attribute)
    return vocabulary_of(attribute).label_of(code) if code else label_of(attribute)


def _answer(attribute: str, code: str, answer: str) -> str:
    """Return the label of an answer in a confusion table."""
    if attribute == TYPE:
        return "No support" if answer == NO_TYPE else vocabulary(TYPE).label_of(answer)
    if attribute in ATTRIBUTES and not code:
        return vocabulary_of(attribute).label_of(answer) if answer != UNSTATED else vocabulary_of(attribute).unstated_label
    return answer.capitalize()


def reliability_address(release: str) -> str:
    """Return the address of the page for a release, or "" for the current catalog."""
    return Selection(release=release).address(reverse("reliability"))
