"""A query asked of the catalog: the selection understood, its search made, the snapshot that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from catalog.facets.declared import FACETS
from catalog.facets.filterset import Ignored, parse, shortened
from catalog.facets.selection import Selection
from catalog.facets.sentence import filters
from catalog.facets.snapshot import Snapshot
from catalog.search.engine import engine, found, vocabulary_at
from catalog.search.query import MOST_WORDS, Query, understand
from catalog.search.spelling import respelled


@dataclass(frozen=True)
class Asked:
    """A query understood. `snapshot` answers `selection`; `whole` is the snapshot with nothing searched for."""

    selection: Selection
    ignored: tuple[Ignored, ...]
    query: Query
    snapshot: Snapshot
    whole: Snapshot


def ask(given: QueryDict, snapshot: Snapshot) -> Asked:
    """What a query string asks of the live snapshot. Never raises: what it cannot use it names in `ignored`.

    Call it within the consistent read that the snapshot was taken in.
    """
    parsed = parse(given, snapshot.sponsors)
    selection, ignored = parsed.selection, list(parsed.ignored)
    query = understand(selection.q)
    if selection.q and not query:
        what = "only words too common to search for" if query.dropped else "no word to search for"
        ignored.append(Ignored("q", selection.q, f"“{shortened(selection.q)}” holds {what}", " and was ignored."))
        selection = selection.without_search()
    if query.cut:
        fault = f"A search reads {MOST_WORDS} words, and this has more"
        ignored.append(Ignored("q", selection.q, fault, ": the rest was ignored."))
    narrow = searched(snapshot, selection)
    if query and selection.sort == "relevance":
        narrow = narrow.ranked(dict(engine().rank(query, narrow.keys(selection))))
    return Asked(selection, tuple(ignored), query, narrow, snapshot)


def searched(snapshot: Snapshot, selection: Selection) -> Snapshot:
    """The snapshot narrowed to what the selection searches for."""
    query = understand(selection.q)
    return snapshot.narrowed(found(snapshot.stamp, query)) if query else snapshot


def spelled(asked: Asked) -> tuple[Selection, int] | None:
    """The selection with misspelt words put right from the catalog's own, and how many programs it finds.

    None where no word is misspelt, or the right spelling finds nothing either.
    """
    text = respelled(asked.selection.q, asked.query, vocabulary_at(asked.whole.stamp)) if asked.query else ""
    if not text:
        return None
    right = asked.selection.searching(text)
    for selection in (right, by_state(right), right.unfiltered().searching(text)):
        count = searched(asked.whole, selection).count(selection)
        if count:
            return selection, count
    return None


def by_state(selection: Selection) -> Selection:
    """The selection with the states its search names as a filter, so that nationwide programs are found too.

    The same selection where the search names none, or states are chosen already.
    """
    query = understand(selection.q)
    states = tuple(code for code in FACETS["state"].labels if code in query.states)
    if not states or "state" in selection.chosen:
        return selection
    return selection.searching(query.rest).choosing("state", states)


@dataclass(frozen=True)
class Near:
    """A near match: the selection without one of its filters (`name` its parameter), and how many programs it finds."""

    name: str
    heading: str
    label: str
    selection: Selection
    count: int


def near(asked: Asked, names: Mapping[str, str]) -> list[Near]:
    """Every single filter whose removal finds more programs, in the order they stand in."""
    present = asked.snapshot.count(asked.selection)
    found = []
    for choice in filters(asked.selection, names):
        count = searched(asked.whole, choice.without).count(choice.without)
        if count > present:
            found.append(Near(choice.name, choice.heading, choice.label, choice.without, count))
    return found
