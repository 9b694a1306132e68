"""What if the coding rules were different: the flow from type to type, and the programs that move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.changed_rules import CHANGES, NO_SUPPORT, SECOND_CODER, TypeChange, WhatIf, what_if, with_second_coder
from catalog.browse.count_today import selection_today
from catalog.browse.decorators import from_edition
from catalog.browse.filterset import Ignored, is_tidy, shortened
from catalog.browse.query import Asked, ask
from catalog.browse.sentence import description, programs
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.programs.display import program_url
from catalog.schema.vocabulary import types, using, vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import Mark, dated, marks
from catalog.site.explore.flow_chart import flow
from catalog.site.explore.flow_csv import flow_csv
from catalog.site.explore.svg import Legend
from catalog.site.feeds import refused
from typology import AS_CODED, Rule

_VALUES = [*(rule.code for rule in Rule), SECOND_CODER]


def names_of_types() -> dict[str, tuple[str, str]]:
    """The name and combination of every type by its code, and of what stands in its place where no support is left."""
    return {kind.code: (kind.label, kind.combination) for kind in types()} | {NO_SUPPORT: ("No support", "leaves the catalog")}


@from_edition
@limit_concurrency
def whatif(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif/?rule=…`: every type derived again under changed rules, of any selection."""
    change, asked = _understood(request, snapshot)
    if not asked.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(address(change, asked))
    found = what_if(asked, change)
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    legend = _legend(change, asked, found, description(asked.selection, names))
    context = {
        "page_title": f"What if: {change.label[:1].lower()}{change.label[1:]}",
        "page_description": "Every type derived again under changed rules: which programs move, and where to.",
        "breadcrumbs": [{"label": "Explore", "url": reverse("explore")}],
        "rules": [
            {"codes": " ".join(one.codes), "label": one.label, "url": address(one, asked), "current": one == change}
            for one in CHANGES
        ],
        "explained": _explained(change, asked),
        "ignored": [str(entry) for entry in asked.ignored],
        "legend": legend,
        "figure": flow(names_of_types(), found.counts, legend) if found.types else None,
        "csv_url": address(change, asked, reverse("whatif_csv")),
        "svg_url": address(change, asked, reverse("whatif_svg")),
        "moves": _moves(found, asked),
        "stays": len(found.types) - len(found.moved),
        "total": len(found.types),
        "moved": len(found.moved),
        "browse_url": asked.selection.address(),
        "ruled_url": replace(asked.selection.bare(), rules=change.rules).address(reverse("explore")) if change.rules else "",
        "marks": _marks(change, asked, found, snapshot),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "explore/whatif.html", context)


@from_edition
@limit_concurrency
def whatif_svg(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.svg?rule=…`: the flow as a file; 400 where it is not understood whole."""
    change, asked = _understood(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = what_if(asked, change)
    legend = _legend(change, asked, found, description(asked.selection, asked.edition.sponsor_names(asked.selection.sponsors)))
    context = {"figure": flow(names_of_types(), found.counts, legend), "standalone": True}
    response = render(request, "explore/figure.svg", context, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="what-if-{"-".join(change.codes)}.svg"'
    return response


@from_edition
@limit_concurrency
def whatif_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.csv?rule=…`: the flow as figures, a line for each pair of types; 400 where it is not understood whole."""
    change, asked = _understood(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = what_if(asked, change)
    about = {
        "changed": change.label,
        "selection": _counted(change, description(asked.selection, asked.edition.sponsor_names(asked.selection.sponsors))),
        "address": absolute(request, address(change, asked)),
        "date": asked.edition.date.isoformat(),
        "revision": str(asked.edition.revision),
        "release": asked.selection.release,
        "about": FOOTNOTE,
    }
    content = flow_csv(_ordered(found), found.counts, {code: _named(code) for code in names_of_types()}, about)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="what-if-{"-".join(change.codes)}.csv"'
    return response


def address(change: TypeChange, asked: Asked, path: str = "") -> str:
    """The permanent address of a what-if of what was asked."""
    query = replace(asked.selection.bare(), rules=AS_CODED).query()
    changed = urlencode([("rule", code) for code in change.codes])
    return f"{path or reverse('whatif')}?{changed}" + (f"&{query}" if query else "")


def _understood(request: HttpRequest, snapshot: Snapshot) -> tuple[TypeChange, Asked]:
    """The change and the selection. The second coder's codes stand alone: of these and rules the last is used."""
    others = request.GET.copy()
    given = list(dict.fromkeys(value.strip() for value in others.pop("rule", []) if value.strip()))
    asked = ask(others, snapshot)
    takes = f"It takes {', '.join(_VALUES)}."
    ignored = [
        Ignored("rule", value, f"“{shortened(value)}” is not a changed rule", " and was ignored.", takes)
        for value in given
        if value not in _VALUES
    ]
    known = [value for value in given if value in _VALUES]
    by_second_coder = known[-1:] == [SECOND_CODER]
    codes = [value for value in known if value != SECOND_CODER]
    if codes and len(codes) < len(known):
        left = ", ".join(codes) if by_second_coder else SECOND_CODER
        fault = f"“{SECOND_CODER}” cannot be combined with a rule"
        ignored.append(Ignored("rule", left, fault, f": the last was used, “{left}” ignored."))
    rules = AS_CODED if by_second_coder else Rule.from_codes(codes) or Rule.NO_CREDENTIAL
    return TypeChange(rules), replace(asked, ignored=(*asked.ignored, *ignored))


def _explained(change: TypeChange, asked: Asked) -> str:
    """What the codebook says, and what is different here."""
    if change.by_second_coder:
        return _second_coder(asked)
    explanation = change.rules.explanation
    return f"{change.rules.statement} Here {explanation[:1].lower()}{explanation[1:]}"


def _second_coder(asked: Asked) -> str:
    """Who coded again in the edition asked, under which codebook, and what the comparison leaves out."""
    text = "A second coder of the same kind coded a random sample anew, without seeing the first codes."
    pair = next(iter(asked.edition.coded_twice()), None)
    if pair is None:
        return text
    text += (
        f" Here the type of each of these programs follows from {pair.first.who}’s codes before, and from {pair.second.who}’s "
        f"after, both under codebook {pair.codebook}"
    )
    text += f" and {pair.rules.label}, which {pair.second.who} left out" if pair.rules else ""
    return f"{text}. Codes are frozen as they were made."


def _legend(change: TypeChange, asked: Asked, found: WhatIf, in_words: str) -> Legend:
    """What the figure says of itself; its notes give every move as text."""
    moved, out = len(found.moved), sum(count for (_, after), count in found.counts.items() if after == NO_SUPPORT)
    move = f"{moved:,} of {programs(len(found.types))} {'changes its type' if moved == 1 else 'change their type'}"
    left = f", {out:,} of them left without a support" if out else ""
    notes = [f"{_named(one)} to {_named(two)}: {found.counts[one, two]:,}." for one, two in _ordered(found) if one != two]
    return Legend(
        f"{change.label}: types before and after",
        f"{move}{left}. Counted: {_counted(change, in_words)}.",
        (*notes, f"{programs(len(found.types) - moved)} of the same type as before."),
        dated(asked),
        FOOTNOTE,
    )


def _counted(change: TypeChange, in_words: str) -> str:
    """The selection in words, of what was coded twice where the second coder's codes are asked for."""
    return f"{in_words} coded twice" if change.by_second_coder else in_words


def _marks(change: TypeChange, asked: Asked, found: WhatIf, live: Snapshot) -> list[Mark]:
    """The notices of which edition answers; with the second coder's codes they count the programs that were coded twice."""
    shown = marks(asked, lambda other: address(change, replace(asked, selection=other)), live)
    if not change.by_second_coder or not asked.edition.release:
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
