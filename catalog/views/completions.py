"""Suggestions while typing in the search box: programs, sponsors, forms, states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from catalog.asking.reading import from_snapshot
from catalog.facets.declared import FACETS
from catalog.facets.selection import Selection
from catalog.facets.sentence import programs
from catalog.facets.snapshot import Snapshot
from catalog.models import Program
from catalog.records.plain import one_line
from catalog.search.engine import engine
from catalog.search.query import Clause, Query
from catalog.search.words import STOP_WORDS, fold
from catalog.views.words import program_url

SHORTEST, LONGEST = 2, 80  # characters typed
MOST = {"Programs": 6, "Sponsors": 3, "What it is": 3, "Open to teachers in": 3}
LOOKED_THROUGH = 300  # of the programs with a fitting sponsor, as many are asked whose it is


@from_snapshot
def completions(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/completions/?q=`: `{"groups": [{"label", "options": [{"label", "note", "url"}]}]}`, groups that are empty left out."""
    text = one_line(request.GET.get("q", ""))
    words = tuple(fold(text))
    found: dict[str, Iterator[dict[str, str]]] = {}
    if SHORTEST <= len(text) <= LONGEST and words:
        found = {
            "Programs": _programs(words),
            "Sponsors": _sponsors(words, snapshot),
            "What it is": _values("form", words, snapshot),
            "Open to teachers in": _values("state", words, snapshot),
        }
    groups: list[dict[str, Any]] = []
    for label, options in found.items():
        first = [option for option, _ in zip(options, range(MOST[label]), strict=False)]
        if first:
            groups.append({"label": label, "options": first})
    return JsonResponse({"groups": groups})


def _begins(words: tuple[str, ...]) -> Query:
    """The query for texts that have all these words, the last one perhaps only begun."""
    whole = [word for word in words[:-1] if word not in STOP_WORDS]
    last = Clause((((words[-1],),),), ((words[-1],),))
    return Query((*(Clause((((word,),),)) for word in whole), last))


def _programs(words: tuple[str, ...]) -> Iterator[dict[str, str]]:
    query = _begins(words)
    named = engine().find(query, part="name")
    found = sorted(engine().rank(query, named, part="name"), key=lambda entry: (-entry[1], entry[0]))[: MOST["Programs"]]
    rows = {row[0]: row[1:] for row in _rows([key for key, _ in found], "slug", "name", "sponsor__name")}
    for key, _ in found:
        if key in rows:
            slug, name, sponsor = rows[key]
            yield {"label": name, "note": sponsor, "url": program_url(slug)}


def _sponsors(words: tuple[str, ...], snapshot: Snapshot) -> Iterator[dict[str, str]]:
    found = engine().find(_begins(words), part="sponsor")[:LOOKED_THROUGH]
    # the sponsor's part of a document holds partners too
    names = {slug: name for _, slug, name in _rows(found, "sponsor__slug", "sponsor__name")}
    for slug, name in sorted(names.items(), key=lambda entry: entry[1]):
        selection = Selection(sponsors=(slug,))
        if _has(words, name) and slug in snapshot.sponsors:
            yield {"label": name, "note": programs(snapshot.count(selection)), "url": selection.address()}


def _rows(keys: list[int], *columns: str) -> list[tuple[Any, ...]]:
    return list(Program.objects.filter(pk__in=keys).values_list("pk", *columns))


def _values(facet: str, words: tuple[str, ...], snapshot: Snapshot) -> Iterator[dict[str, str]]:
    for code, label in FACETS[facet].labels.items():
        if _has(words, label) or (facet == "state" and words == (code.lower(),)):
            selection = Selection(chosen={facet: (code,)})
            yield {"label": label, "note": programs(snapshot.count(selection)), "url": selection.address()}


def _has(words: tuple[str, ...], text: str) -> bool:
    """Whether every word begins some word of the text."""
    present = fold(text)
    return all(any(other.startswith(word) for other in present) for word in words)
