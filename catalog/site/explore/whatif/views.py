"""What if the rules were different: the switches, the flow from type to type, and the share of each type under all rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from catalog.browse.decorators import from_edition
from catalog.browse.editions.changed_rules import LEFT_OUT, NO_SUPPORT, WhatIf, what_if
from catalog.browse.selection import is_tidy
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.programs.display import program_url
from catalog.schema.vocabulary import vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import dated, marks
from catalog.site.explore.drawing import FigureCaption
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.explore.whatif.curve import present_curve
from catalog.site.explore.whatif.flow_chart import draw_flow
from catalog.site.explore.whatif.flow_csv import write_flow_csv
from catalog.site.explore.whatif.query import WhatIfQuery, describe_edition, name_types, read_whatif
from catalog.site.feeds import refused
from typology import Rule
from typology.rules import CODE_RULES


def name_outcomes() -> dict[str, tuple[str, str]]:
    """Return the label and combination of every type by code, and of what can take the place of a type."""
    return name_types() | {NO_SUPPORT: ("No support", "leaves the catalog"), LEFT_OUT: ("Left out", "by a rule")}


@from_edition
@limit_concurrency
def whatif(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif/?rule=…`: derive the types of a selection again under changed rules, and under all combinations."""
    query = read_whatif(request.GET, snapshot)
    if not query.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(query.address())
    asked, selection = query.asked, query.asked.selection
    context = {
        "page_title": f"What if: coded {query.rules.label}" if query.rules else "What if the rules were different?",
        "page_description": "Derive every program type again under changed rules. See which programs move, and where to.",
        "breadcrumbs": [{"label": "Explore", "url": reverse("explore")}],
        "switch_groups": list_switches(query),
        "hidden": list(_list_hidden(query)),
        "has_intervals": query.has_intervals,
        "rules": query.rules.codes,
        "ignored": [str(entry) for entry in query.ignored],
        "counted": query.describe(),
        "flow": _present_flow(query) if query.rules else None,
        "curve": present_curve(query),
        "cite_url": f"{reverse('cite')}?{query.cited_query()}",
        "as_coded_url": replace(query, rules=Rule(0)).address(),
        "browse_url": selection.address(),
        "ruled_url": replace(selection.bare(), rules=query.rules).address(reverse("explore")),
        "ruled_browse_url": replace(selection.bare(), rules=query.rules).address(),
        "marks": marks(asked, lambda other: replace(query, asked=replace(asked, selection=other)).address(), snapshot),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/whatif.html", context)


@from_edition
@limit_concurrency
def whatif_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore/whatif.svg?rule=…`, `.png` and `.pdf`: the flow as a file; 400 on an unknown parameter or value."""
    query = read_whatif(request.GET, snapshot)
    if query.ignored:
        return refused(query.ignored)
    found = what_if(query.asked, query.rules)
    drawing = draw_flow(name_outcomes(), found.counts, _build_caption(query, found))
    return answer_figure(request, drawing, form, _name_file(query))


@from_edition
@limit_concurrency
def whatif_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.csv?rule=…`: one row for each pair of types; 400 on an unknown parameter or value."""
    query = read_whatif(request.GET, snapshot)
    if query.ignored:
        return refused(query.ignored)
    found = what_if(query.asked, query.rules)
    about = {"changed": _label(query.rules), "rule": query.rules.code, **describe_edition(request, query)}
    content = write_flow_csv(_sort_pairs(found), found.counts, {code: _name_type(code) for code in name_outcomes()}, about)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name_file(query)}.csv"'
    return response


def list_switches(query: WhatIfQuery) -> list[dict[str, Any]]:
    """Return the rules as switches, those that change codes and those that leave programs out."""
    groups = (("Change the codes", CODE_RULES), ("Leave programs out", ~CODE_RULES))
    return [
        {
            "title": title,
            "switches": [
                {"code": rule.code, "label": rule.name_of_switch, "is_on": rule in query.rules, "help": rule.explanation}
                for rule in group
            ],
        }
        for title, group in groups
    ]


def _list_hidden(query: WhatIfQuery) -> list[tuple[str, str]]:
    """Return the selection as names and values of hidden fields of the form."""
    given = QueryDict(query.asked.selection.bare().query())
    return [(name, value) for name, values in given.lists() for value in values]


def _label(rules: Rule) -> str:
    return capfirst(rules.label) or "As coded"


def _name_file(query: WhatIfQuery) -> str:
    return "-".join(["what-if", *query.rules.codes])


def _present_flow(query: WhatIfQuery) -> dict[str, Any]:
    """Return the flow from type to type: figure, table, programs that move, addresses of the files."""
    found = what_if(query.asked, query.rules)
    caption = _build_caption(query, found)
    return {
        "caption": caption,
        "figure": draw_flow(name_outcomes(), found.counts, caption) if found.types else None,
        "csv_url": query.address(reverse("whatif_csv")),
        "figure_urls": {form.upper(): query.address(reverse("whatif_figure", kwargs={"form": form})) for form in FIGURE_FORMS},
        "moves": _list_moves(found, query),
        "total": len(found.types),
        "moved": len(found.moved),
        "left_out": len(found.left_out),
    }


def _build_caption(query: WhatIfQuery, found: WhatIf) -> FigureCaption:
    """Return the caption of the figure. Its notes list every move as text."""
    total, moved, left_out = len(found.types), len(found.moved), len(found.left_out)
    gone = sum(count for (_, after), count in found.counts.items() if after == NO_SUPPORT)
    text = f"{moved:,} of {programs(total)} {'changes its type' if moved == 1 else 'change their type'}"
    text += f", {gone:,} of them left without a support" if gone else ""
    text += f"; {left_out:,} {'is' if left_out == 1 else 'are'} left out" if left_out else ""
    stay = total - moved - left_out
    notes = [
        f"{_name_type(one)} to {_name_type(two)}: {found.counts[one, two]:,}." for one, two in _sort_pairs(found) if one != two
    ]
    return FigureCaption(
        f"{_label(query.rules)}: types before and after",
        f"{text}. Counted: {query.describe()}.",
        (*notes, f"{programs(stay)} {'keeps its type' if stay == 1 else 'keep their type'}."),
        dated(query.asked),
        FOOTNOTE,
    )


def _sort_pairs(found: WhatIf) -> list[tuple[str, str]]:
    """Return the pairs of types that have programs, in the order of the types: those that move, left out, those that stay."""
    order = list(name_outcomes())

    def key(pair: tuple[str, str]) -> tuple[bool, bool, int, int]:
        return pair[0] == pair[1], pair[1] == LEFT_OUT, order.index(pair[0]), order.index(pair[1])

    return sorted(found.counts, key=key)


def _name_type(code: str) -> str:
    label, combination = name_outcomes()[code]
    return f"{label} ({combination})"


def _list_moves(found: WhatIf, query: WhatIfQuery) -> list[dict[str, Any]]:
    """Return each pair of types that has programs. Only pairs that move list the programs."""
    records = {entry.record.slug: entry.record for entry in query.asked.edition.published(found.moved)}
    by_pair: dict[tuple[str, str], list[dict[str, str]]] = {}
    version = query.asked.selection.release
    release = f"?{urlencode({'release': version})}" if version else ""
    for slug in found.moved:
        record = records[slug]
        entry = {"name": record.name, "sponsor": record.sponsor, "url": program_url(slug) + release}
        by_pair.setdefault(found.types[slug], []).append(entry)
    return [
        {
            "before": _present_type(before),
            "after": _present_type(after),
            "count": found.counts[before, after],
            "moved": before != after,
            "programs": sorted(by_pair.get((before, after), []), key=lambda entry: entry["name"].casefold()),
        }
        for before, after in _sort_pairs(found)
    ]


def _present_type(code: str) -> dict[str, Any]:
    label, combination = name_outcomes()[code]
    known = vocabulary("type").by_code.get(code)
    return {"code": code, "label": label, "combination": combination, "supports": known.supports if known else ()}
