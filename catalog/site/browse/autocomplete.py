"""Suggestions while typing in the search box: programs, sponsors, forms, states; these in English words, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_noop as _

from catalog.browse.decorators import from_edition
from catalog.browse.eligibility.teacher import describe_teacher
from catalog.browse.facets import FACETS, facets_of
from catalog.browse.interpretation import resume_reading
from catalog.browse.query import BrowseQuery, ask, last_of
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.common.text import one_line
from catalog.programs.display import not_offered, program_url
from catalog.schema.codebook import original_book
from catalog.search.name_query import parse_beginning
from catalog.search.stemming import fold

SHORTEST, LONGEST = 2, 80  # characters typed
MOST = {_("Programs"): 6, _("Sponsors"): 3, _("What it is"): 3, _("Open to teachers in"): 3}


@from_edition
def completions(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/completions/?q=…&state=OH`: `{"groups": [{"label", "options": [{"label", "note", "url"}]}]}`, empty groups left out.

    The other parameters are the choices that stand: what is chosen here is added to them, in place of the search.
    """
    text = one_line(request.GET.get("q", ""))
    others = request.GET.copy()
    others.pop("q", None)
    before = last_of(others, "before")
    rest = last_of(others, "rest")
    others.pop("before", None)
    others.pop("rest", None)
    found: dict[str, Iterator[dict[str, str]]] = {}
    if SHORTEST <= len(text) <= LONGEST and fold(text):
        asked = ask(others, snapshot)
        chosen = resume_reading(asked, before, rest) if before else asked.selection  # without the filters of the search before
        asked = replace(asked, selection=replace(chosen, page=1, typed=""))
        found = {
            "Programs": _programs(text, asked),
            "Sponsors": _sponsors(text, asked),
            "What it is": _values("form", text, asked),
            "Open to teachers in": _values("state", text, asked),
        }
    groups: list[dict[str, Any]] = []
    for label, options in found.items():
        first = [option for option, _place in zip(options, range(MOST[label]), strict=False)]
        if first:
            groups.append({"label": gettext(label), "options": first})
    return JsonResponse({"groups": groups})


def _programs(text: str, asked: BrowseQuery) -> Iterator[dict[str, str]]:
    chosen = asked.selection
    query = urlencode([*describe_teacher(chosen).parameters.items(), *chosen.edition_pairs()])
    for entry in asked.edition.published(asked.edition.best(parse_beginning(text), MOST["Programs"], part="name")):
        record = entry.record
        note = " · ".join(filter(None, (record.sponsor, not_offered(record))))
        yield {"label": record.name, "note": note, "url": program_url(record.slug) + (f"?{query}" if query else "")}


def _sponsors(text: str, asked: BrowseQuery) -> Iterator[dict[str, str]]:
    names = asked.edition.sponsor_names(tuple(asked.edition.snapshot.sponsors))
    for slug, name in sorted(names.items(), key=lambda entry: entry[1]):
        if _has(text, name):
            chosen = replace(asked.selection, sponsors=tuple(sorted({*asked.selection.sponsors, slug})))
            yield _choice(name, chosen, asked)


def _values(facet: str, text: str, asked: BrowseQuery) -> Iterator[dict[str, str]]:
    labels, chosen = FACETS[facet].labels, asked.selection.chosen.get(facet, ())
    english = facets_of(original_book())[facet].labels
    for code, label in labels.items():
        if _has(text, label) or _has(text, english[code]) or (facet == "state" and fold(text) == [code.lower()]):
            codes = tuple(each for each in labels if each == code or each in chosen)
            yield _choice(label, asked.selection.with_values(facet, codes), asked)


def _choice(label: str, selection: Selection, asked: BrowseQuery) -> dict[str, str]:
    return {"label": label, "note": programs(asked.snapshot.count(selection)), "url": selection.address()}


def _has(text: str, label: str) -> bool:
    """Whether every word begins some word of the label."""
    present = fold(label)
    return all(any(other.startswith(word) for other in present) for word in fold(text))
