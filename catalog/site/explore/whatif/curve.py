"""The share of each type under every combination of rules: the rows of the tables, the figure and the files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.editions.changed_rules import Combination, combine_rules, summarize_shares
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import interval_text, percent
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import dated
from catalog.site.explore.drawing import FigureCaption, FigureDrawing
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.explore.table_notes import FEW
from catalog.site.explore.whatif.curve_csv import write_curve_csv
from catalog.site.explore.whatif.curve_figure import draw_curve
from catalog.site.explore.whatif.query import WhatIfQuery, describe_edition, name_types, read_whatif
from catalog.site.feeds import refused
from typology import AS_CODED, Rule


def present_curve(query: WhatIfQuery) -> dict[str, Any]:
    """Return the ranges of the types, every combination, the figure and the addresses of its files, for the page."""
    combinations = combine_rules(query.asked)
    return {
        "total": combinations[0].total,
        "ranges": _list_ranges(query, combinations),
        "types": [(code, label, combination) for code, (label, combination) in _names(combinations).items()],
        "rules": [(rule.code, rule.name_of_switch) for rule in Rule],
        "combinations": [_present_combination(query, one) for one in combinations],
        "figure": _draw(query, combinations) if combinations[0].total else None,
        "csv_url": query.address(reverse("curve_csv")),
        "figure_urls": {form.upper(): query.address(reverse("curve_figure", kwargs={"form": form})) for form in FIGURE_FORMS},
    }


@from_edition
@limit_concurrency
def curve_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore/curve.svg?…`, `.png` and `.pdf`: the specification curve as a file; 400 on an unknown parameter or value."""
    query = read_whatif(request.GET, snapshot)
    if query.ignored:
        return refused(query.ignored)
    return answer_figure(request, _draw(query, combine_rules(query.asked)), form, "specification-curve")


@from_edition
@limit_concurrency
def curve_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/curve.csv?…`: one row for each combination and type; 400 on an unknown parameter or value."""
    query = read_whatif(request.GET, snapshot)
    if query.ignored:
        return refused(query.ignored)
    about = describe_edition(request, replace(query, rules=AS_CODED))
    combinations = combine_rules(query.asked)
    labels = {code: label for code, (label, _) in _names(combinations).items()}
    response = HttpResponse(write_curve_csv(combinations, labels, about), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="specification-curve.csv"'
    return response


def _names(combinations: tuple[Combination, ...]) -> dict[str, tuple[str, str]]:
    names = name_types()
    return {code: names[code] for code in combinations[0].counts}


def _draw(query: WhatIfQuery, combinations: tuple[Combination, ...]) -> FigureDrawing:
    left = [one for one in combinations if one.total]
    empty = len(combinations) - len(left)
    notes = [
        "Each column is one combination of rules, sorted by the share of the type. A dot shows that a rule is on.",
        f"Programs left: {min(one.total for one in left):,} to {max(one.total for one in left):,}." if left else "",
        f"{empty} of {len(combinations)} combinations leave no program and are not shown." if empty else "",
        "Vertical lines are 95% Wilson intervals." if query.has_intervals else "",
    ]
    caption = FigureCaption(
        f"Share of each type under {len(combinations)} combinations of rules",
        f"Percent of the programs left. Counted: {query.describe()} ({programs(combinations[0].total)} as coded).",
        [note for note in notes if note],
        dated(query.asked),
        FOOTNOTE,
    )
    return draw_curve(_names(combinations), combinations, caption, query.rules, has_intervals=query.has_intervals)


def _list_ranges(query: WhatIfQuery, combinations: tuple[Combination, ...]) -> list[dict[str, Any]]:
    names = _names(combinations)
    return [
        {
            "code": one.code,
            "label": names[one.code][0],
            "combination": names[one.code][1],
            "cells": [
                _present_share(query, heading, combination, one.code)
                for heading, combination in (
                    ("As coded", one.as_coded),
                    ("Lowest", one.lowest),
                    ("Median", one.middle),
                    ("Highest", one.highest),
                )
            ],
        }
        for one in summarize_shares(combinations)
    ]


def _present_share(query: WhatIfQuery, heading: str, one: Combination, code: str) -> dict[str, Any]:
    count = one.counts[code]
    return {
        "heading": heading,
        "percent": percent(count, one.total),
        "interval": interval_text(count, one.total) if query.has_intervals else "",
        "count": count,
        "total": one.total,
        "is_few": one.total < FEW,
        "rules": one.rules.code,
        "switches": one.rules.name_of_switch,
        "url": replace(query, rules=one.rules).address(),
    }


def _present_combination(query: WhatIfQuery, one: Combination) -> dict[str, Any]:
    return {
        "rules": one.rules.code,
        "switches": one.rules.name_of_switch or "As coded",
        "current": one.rules == query.rules,
        "total": one.total,
        "shares": [(code, percent(count, one.total)) for code, count in one.counts.items()],
        "url": replace(query, rules=one.rules).address(),
    }
