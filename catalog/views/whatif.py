"""What if a rule of coding were another: the flow from type to type, and the programs that move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.asking.addresses import absolute
from catalog.asking.asked import Asked, ask
from catalog.asking.reading import from_edition
from catalog.asking.today import selection_today
from catalog.asking.whatif import NO_SUPPORT, RULES, SECOND_CODER, WhatIf, with_second_coder, without_credentials
from catalog.exports.flow import flow_csv
from catalog.facets.filterset import Ignored, shortened
from catalog.facets.sentence import description, programs
from catalog.facets.snapshot import Snapshot
from catalog.schema.vocabulary import types, using, vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.views.drawing import Legend
from catalog.views.editions import Mark, dated, marks
from catalog.views.feeds import refused
from catalog.views.flow import flow
from catalog.views.site import FOOTNOTE
from catalog.views.words import program_url
from typology import Rule

_EXPLAINED = {
    Rule.NO_CREDENTIAL.value: (
        "The codebook’s credential rule says that a program which confers, or directly leads to, a formal credential recognizes. "
        "Here recognize rests on an award or a title alone: a program that recognizes only by a credential no longer does."
    ),
    SECOND_CODER: (
        "A second coder of the same kind coded a random sample anew, without seeing the first codes. Here the type of each of "
        "these programs follows from coder A’s codes before, and from coder B’s after. Codes are frozen as they were made."
    ),
}


def names_of_types() -> dict[str, tuple[str, str]]:
    """The name and combination of every type by its code, and of what stands in its place where no support is left."""
    return {kind.code: (kind.label, kind.combination) for kind in types()} | {NO_SUPPORT: ("No support", "leaves the catalog")}


@from_edition
@limit_concurrency
def whatif(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif/?rule=…`: every type derived again under a changed rule, of any selection."""
    rule, asked = _understood(request, snapshot)
    if not asked.ignored and any("" in values for _, values in request.GET.lists()):
        return HttpResponseRedirect(address(rule, asked))
    found = _answer(rule, asked)
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    legend = _legend(rule, asked, found, description(asked.selection, names))
    context = {
        "page_title": f"What if: {RULES[rule][:1].lower()}{RULES[rule][1:]}",
        "page_description": "Every type derived again under a changed rule: which programs move, and where to.",
        "rule": rule,
        "breadcrumbs": [{"label": "Explore", "url": reverse("explore")}],
        "rules": [
            {"code": code, "label": label, "url": address(code, asked), "current": code == rule} for code, label in RULES.items()
        ],
        "explained": _EXPLAINED[rule],
        "ignored": [str(entry) for entry in asked.ignored],
        "legend": legend,
        "figure": flow(names_of_types(), found.counts, legend) if found.types else None,
        "csv_url": address(rule, asked, reverse("whatif_csv")),
        "svg_url": address(rule, asked, reverse("whatif_svg")),
        "moves": _moves(found, asked),
        "stays": len(found.types) - len(found.moved),
        "total": len(found.types),
        "moved": len(found.moved),
        "browse_url": asked.selection.address(),
        "ruled_url": "" if rule == SECOND_CODER else replace(asked.selection.bare(), rule=rule).address(reverse("explore")),
        "marks": _marks(rule, asked, found, snapshot),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/whatif.html", context)


@from_edition
@limit_concurrency
def whatif_svg(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.svg?rule=…`: the flow as a file; 400 where it is not understood whole."""
    rule, asked = _understood(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = _answer(rule, asked)
    legend = _legend(rule, asked, found, description(asked.selection, asked.edition.sponsor_names(asked.selection.sponsors)))
    context = {"figure": flow(names_of_types(), found.counts, legend), "standalone": True}
    response = render(request, "figure.svg", context, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="what-if-{rule}.svg"'
    return response


@from_edition
@limit_concurrency
def whatif_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.csv?rule=…`: the flow as figures, a line for each pair of types; 400 where it is not understood whole."""
    rule, asked = _understood(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = _answer(rule, asked)
    about = {
        "changed": RULES[rule],
        "selection": _counted(rule, description(asked.selection, asked.edition.sponsor_names(asked.selection.sponsors))),
        "address": absolute(request, address(rule, asked)),
        "date": asked.edition.date.isoformat(),
        "revision": str(asked.edition.revision),
        "release": asked.selection.release,
        "about": FOOTNOTE,
    }
    content = flow_csv(_ordered(found), found.counts, {code: _named(code) for code in names_of_types()}, about)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="what-if-{rule}.csv"'
    return response


def address(rule: str, asked: Asked, path: str = "") -> str:
    """The permanent address of a what-if of what was asked."""
    query = replace(asked.selection.bare(), rule="").query()
    return f"{path or reverse('whatif')}?{urlencode({'rule': rule})}" + (f"&{query}" if query else "")


def _understood(request: HttpRequest, snapshot: Snapshot) -> tuple[str, Asked]:
    """The changed rule and the selection, as cross() understands what is its own: of two rules the last is used."""
    others = request.GET.copy()
    given = list(dict.fromkeys(value.strip() for value in others.pop("rule", []) if value.strip()))
    asked = ask(others, snapshot)
    ignored = [
        Ignored("rule", value, "“rule” takes one value", f": the last was used, “{shortened(value)}” ignored.")
        for value in given[:-1]
    ]
    rule = given[-1] if given else Rule.NO_CREDENTIAL.value
    if rule not in RULES:
        fault = f"“{shortened(rule)}” is not a changed rule"
        ignored.append(Ignored("rule", rule, fault, " and was ignored.", f"It takes {', '.join(RULES)}."))
        rule = Rule.NO_CREDENTIAL.value
    return rule, replace(asked, ignored=(*asked.ignored, *ignored))


def _answer(rule: str, asked: Asked) -> WhatIf:
    return with_second_coder(asked) if rule == SECOND_CODER else without_credentials(asked)


def _legend(rule: str, asked: Asked, found: WhatIf, in_words: str) -> Legend:
    """What the figure says of itself; its notes give every move as text."""
    moved, out = len(found.moved), sum(count for (_, after), count in found.counts.items() if after == NO_SUPPORT)
    move = f"{moved:,} of {programs(len(found.types))} {'changes its type' if moved == 1 else 'change their type'}"
    left = f", {out:,} of them left without a support" if out else ""
    notes = [f"{_named(one)} to {_named(two)}: {found.counts[one, two]:,}." for one, two in _ordered(found) if one != two]
    return Legend(
        f"{RULES[rule]}: types before and after",
        f"{move}{left}. Counted: {_counted(rule, in_words)}.",
        (*notes, f"{programs(len(found.types) - moved)} of the same type as before."),
        dated(asked),
        FOOTNOTE,
    )


def _counted(rule: str, in_words: str) -> str:
    """The selection in words, of what was coded twice where the second coder's codes are asked for."""
    return f"{in_words} coded twice" if rule == SECOND_CODER else in_words


def _marks(rule: str, asked: Asked, found: WhatIf, live: Snapshot) -> list[Mark]:
    """The notices of which edition answers; with the second coder's codes they count the programs that were coded twice."""
    shown = marks(asked, lambda other: address(rule, replace(asked, selection=other)), live)
    if rule != SECOND_CODER or not asked.edition.release:
        return shown
    text = f"In {asked.selection.release}: {len(found.types):,} coded twice"
    if not asked.selection.fixed:
        with using(live.words):
            today = with_second_coder(ask(QueryDict(selection_today(asked, live).query()), live))
        text += f"; today: {len(today.types):,}"
    return [replace(mark, text=f"{text}.") if mark.name == "release" else mark for mark in shown]


def _ordered(found: WhatIf) -> list[tuple[str, str]]:
    """The pairs of types with programs in them, those that move first, in the order of the types."""
    order = list(names_of_types())
    return sorted(found.counts, key=lambda pair: (pair[0] == pair[1], order.index(pair[0]), order.index(pair[1])))


def _named(code: str) -> str:
    label, combination = names_of_types()[code]
    return f"{label} ({combination})"


def _moves(found: WhatIf, asked: Asked) -> list[dict[str, Any]]:
    """Each pair of types with programs in it, the moved ones named; the pairs that stay count alone."""
    records = {entry.record.slug: entry.record for entry in asked.edition.published(found.moved)}
    by_pair: dict[tuple[str, str], list[dict[str, str]]] = {}
    release = f"?{urlencode({'release': asked.selection.release})}" if asked.selection.release else ""
    for slug in found.moved:
        record = records[slug]
        entry = {"name": record.name, "sponsor": record.sponsor, "url": program_url(slug) + release}
        by_pair.setdefault(found.types[slug], []).append(entry)
    moves = []
    for before, after in _ordered(found):
        entries = sorted(by_pair.get((before, after), []), key=lambda entry: entry["name"].casefold())
        moves.append(
            {
                "before": _type(before),
                "after": _type(after),
                "count": found.counts[before, after],
                "moved": before != after,
                "programs": entries,
            }
        )
    return moves


def _type(code: str) -> dict[str, Any]:
    label, combination = names_of_types()[code]
    supports = vocabulary("type").by_code[code].supports if code != NO_SUPPORT else ()
    return {"code": code, "label": label, "combination": combination, "supports": supports}
