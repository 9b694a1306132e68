"""What if the coding rules were different: the flow from type to type, and the programs that move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.editions.changed_rules import (
    CHANGES,
    NO_SUPPORT,
    SECOND_CODER,
    TypeChange,
    WhatIf,
    what_if,
    with_second_coder,
)
from catalog.browse.editions.count_today import selection_today
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.selection import is_tidy
from catalog.browse.sentence import describe_selection, programs
from catalog.browse.snapshot import Snapshot
from catalog.common.text import lower_first
from catalog.common.urls import absolute
from catalog.programs.display import program_url
from catalog.schema.vocabulary import types, use_vocabulary, vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import Mark, dated, marks
from catalog.site.explore.drawing import FigureCaption
from catalog.site.explore.figure_files import FIGURE_FORMS, answer_figure
from catalog.site.explore.flow_chart import draw_flow
from catalog.site.explore.flow_csv import write_flow_csv
from catalog.site.feeds import refused
from typology import AS_CODED, Rule

_VALUES = [*(rule.code for rule in Rule), SECOND_CODER]


def name_types() -> dict[str, tuple[str, str]]:
    """Return the label and combination of every type by code, and of the entry for programs left without a support."""
    return {kind.code: (kind.label, kind.combination) for kind in types()} | {NO_SUPPORT: ("No support", "leaves the catalog")}


@from_edition
@limit_concurrency
def whatif(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif/?rule=…`: derive the types of a selection again under changed rules."""
    change, asked = _read_request(request, snapshot)
    if not asked.ignored and not is_tidy(request.GET):
        return HttpResponseRedirect(whatif_address(change, asked))
    found = what_if(asked, change)
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    caption = _build_caption(change, asked, found, describe_selection(asked.selection, names))
    context = {
        "page_title": f"What if: {lower_first(change.label)}",
        "page_description": "Derive every program type again under changed rules. See which programs move, and where to.",
        "breadcrumbs": [{"label": "Explore", "url": reverse("explore")}],
        "rules": [
            {"codes": " ".join(one.codes), "label": one.label, "url": whatif_address(one, asked), "current": one == change}
            for one in CHANGES
        ],
        "explained": _explain_change(change, asked),
        "ignored": [str(entry) for entry in asked.ignored],
        "caption": caption,
        "figure": draw_flow(name_types(), found.counts, caption) if found.types else None,
        "csv_url": whatif_address(change, asked, reverse("whatif_csv")),
        "figure_urls": {
            form.upper(): whatif_address(change, asked, reverse("whatif_figure", kwargs={"form": form})) for form in FIGURE_FORMS
        },
        "moves": _list_moves(found, asked),
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
def whatif_figure(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/explore/whatif.svg?rule=…`, `.png` and `.pdf`: the flow as a file; 400 on an unknown parameter or value."""
    change, asked = _read_request(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = what_if(asked, change)
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    caption = _build_caption(change, asked, found, describe_selection(asked.selection, names))
    drawing = draw_flow(name_types(), found.counts, caption)
    return answer_figure(request, drawing, form, f"what-if-{'-'.join(change.codes)}")


@from_edition
@limit_concurrency
def whatif_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/explore/whatif.csv?rule=…`: one row for each pair of types; 400 on an unknown parameter or value."""
    change, asked = _read_request(request, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    found = what_if(asked, change)
    about = {
        "changed": change.label,
        "selection": _describe_counted(
            change, describe_selection(asked.selection, asked.edition.sponsor_names(asked.selection.sponsors))
        ),
        "address": absolute(request, whatif_address(change, asked)),
        "date": asked.edition.date.isoformat(),
        "revision": str(asked.edition.revision),
        "release": asked.selection.release,
        "about": FOOTNOTE,
    }
    content = write_flow_csv(_sort_pairs(found), found.counts, {code: _name_type(code) for code in name_types()}, about)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="what-if-{"-".join(change.codes)}.csv"'
    return response


def whatif_address(change: TypeChange, asked: BrowseQuery, path: str = "") -> str:
    """Return the permanent address of a change of rules for a selection."""
    query = replace(asked.selection.bare(), rules=AS_CODED).query()
    changed = urlencode([("rule", code) for code in change.codes])
    return f"{path or reverse('whatif')}?{changed}" + (f"&{query}" if query else "")


def _read_request(request: HttpRequest, snapshot: Snapshot) -> tuple[TypeChange, BrowseQuery]:
    """Return the change and the selection. Rules and the second coder's codes exclude each other: the last one given is used."""
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
        error = f"“{SECOND_CODER}” cannot be combined with a rule"
        ignored.append(Ignored("rule", left, error, f": the last was used, “{left}” ignored."))
    rules = AS_CODED if by_second_coder else Rule.from_codes(codes) or Rule.NO_CREDENTIAL
    return TypeChange(rules), replace(asked, ignored=(*asked.ignored, *ignored))


def _explain_change(change: TypeChange, asked: BrowseQuery) -> str:
    """Return what the codebook says, and what the change does."""
    if change.by_second_coder:
        return _explain_second_coder(asked)
    return f"{change.rules.statement} Here {lower_first(change.rules.explanation)}"


def _explain_second_coder(asked: BrowseQuery) -> str:
    """Return who coded a second time, under which codebook, and what the comparison leaves out."""
    text = "A second coder of the same kind coded a random sample again, without seeing the first codes."
    pair = next(iter(asked.edition.coded_twice()), None)
    if pair is None:
        return text
    text += (
        f" Here, each program’s type before follows from {pair.first.who}’s codes, and its type after from {pair.second.who}’s "
        f"codes, both under codebook {pair.codebook}"
    )
    text += f" and {pair.rules.label}, which {pair.second.who} left out" if pair.rules else ""
    return f"{text}. The codes are kept as they were made."


def _build_caption(change: TypeChange, asked: BrowseQuery, found: WhatIf, in_words: str) -> FigureCaption:
    """Return the caption of the figure. Its notes list every move as text."""
    moved, out = len(found.moved), sum(count for (_, after), count in found.counts.items() if after == NO_SUPPORT)
    stay = len(found.types) - moved
    move = f"{moved:,} of {programs(len(found.types))} {'changes its type' if moved == 1 else 'change their type'}"
    left = f", {out:,} of them left without a support" if out else ""
    notes = [
        f"{_name_type(one)} to {_name_type(two)}: {found.counts[one, two]:,}." for one, two in _sort_pairs(found) if one != two
    ]
    return FigureCaption(
        f"{change.label}: types before and after",
        f"{move}{left}. Counted: {_describe_counted(change, in_words)}.",
        (*notes, f"{programs(stay)} {'keeps its type' if stay == 1 else 'keep their type'}."),
        dated(asked),
        FOOTNOTE,
    )


def _describe_counted(change: TypeChange, in_words: str) -> str:
    """Describe what is counted: the selection, limited to programs coded twice for the second coder's codes."""
    return f"{in_words} coded twice" if change.by_second_coder else in_words


def _marks(change: TypeChange, asked: BrowseQuery, found: WhatIf, live: Snapshot) -> list[Mark]:
    """Return the notices about the edition. For the second coder's codes, they count the programs coded twice."""
    shown = marks(asked, lambda other: whatif_address(change, replace(asked, selection=other)), live)
    if not change.by_second_coder or not asked.edition.release:
        return shown
    text, today = f"In {asked.selection.release}: {len(found.types):,} coded twice", None
    if not asked.selection.fixed:
        with use_vocabulary(live.words):
            today = len(with_second_coder(ask(QueryDict(selection_today(asked, live).query()), live)).types)
        text += f"; today: {today:,}"
    return [
        replace(mark, text=f"{text}.", count=len(found.types), today=today) if mark.name == "release" else mark for mark in shown
    ]


def _sort_pairs(found: WhatIf) -> list[tuple[str, str]]:
    """Return the pairs of types that have programs, in the order of the types, with pairs that move first."""
    order = list(name_types())
    return sorted(found.counts, key=lambda pair: (pair[0] == pair[1], order.index(pair[0]), order.index(pair[1])))


def _name_type(code: str) -> str:
    label, combination = name_types()[code]
    return f"{label} ({combination})"


def _list_moves(found: WhatIf, asked: BrowseQuery) -> list[dict[str, Any]]:
    """Return each pair of types that has programs. Only pairs that move list the programs."""
    records = {entry.record.slug: entry.record for entry in asked.edition.published(found.moved)}
    by_pair: dict[tuple[str, str], list[dict[str, str]]] = {}
    release = f"?{urlencode({'release': asked.selection.release})}" if asked.selection.release else ""
    for slug in found.moved:
        record = records[slug]
        entry = {"name": record.name, "sponsor": record.sponsor, "url": program_url(slug) + release}
        by_pair.setdefault(found.types[slug], []).append(entry)
    moves = []
    for before, after in _sort_pairs(found):
        entries = sorted(by_pair.get((before, after), []), key=lambda entry: entry["name"].casefold())
        moves.append(
            {
                "before": _present_type(before),
                "after": _present_type(after),
                "count": found.counts[before, after],
                "moved": before != after,
                "programs": entries,
            }
        )
    return moves


def _present_type(code: str) -> dict[str, Any]:
    label, combination = name_types()[code]
    supports = vocabulary("type").by_code[code].supports if code != NO_SUPPORT else ()
    return {"code": code, "label": label, "combination": combination, "supports": supports}
