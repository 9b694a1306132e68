"""What the browse page offers besides its results: another spelling, words as filters, near matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.browse.alternatives import AsFilters, Counts, Near, as_filters, near, spelled, wholly_filtered
from catalog.browse.facets import FACETS
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs, told
from catalog.programs.display import join_words
from catalog.search.parser import NEGATIONS

FEW = 10  # as few results show the near matches too
MOST_LINKS = 3


@dataclass(frozen=True)
class Offered:
    """What is offered: `spelled` a likely spelling, `notes` above the results.

    `near` are the near matches, of no results and of few: the single choices and words whose removal finds more. Of no
    results, the search with words as filters comes before them.
    """

    spelled: dict[str, str] | None
    near: list[dict[str, str]]
    notes: list[dict[str, Any]]


def offered(asked: BrowseQuery, count: int, names: Mapping[str, str]) -> Offered:
    """Return what to offer with this many results. `names` holds the name of each chosen sponsor's slug."""
    counts = Counts(asked.edition)
    filtered, meant = as_filters(asked, counts), _operators(asked, counts)
    if count:
        notes = [_beginning_note(asked, count)] if asked.query.beginnings else []
        notes += ([_operators_note(asked, meant)] if meant else []) + ([_filters_note(filtered, names)] if filtered else [])
        return Offered(_spelled(asked, counts), _near(asked.selection, names, counts) if count <= FEW else [], notes)
    nearest = [_entry(f"Search for {meant[0].q}", *meant)] if meant and meant[1] else []
    nearest += [_told(entry, names) for entry in filtered]
    nearest += _near(asked.selection, names, counts)
    if not nearest:
        # what was left out says little where words have become filters
        nearest = [_told(entry, names) for entry in near(wholly_filtered(asked, counts), names, counts)]
    return Offered(_spelled(asked, counts), nearest, [])


def _near(selection: Selection, names: Mapping[str, str], counts: Counts) -> list[dict[str, str]]:
    return [_entry(entry.text, entry.selection, entry.count) for entry in near(selection, names, counts)]


def _entry(text: str, selection: Selection, count: int) -> dict[str, str]:
    return {"text": text, "programs": programs(count), "url": selection.address()}


def _told(entry: AsFilters | Near, names: Mapping[str, str]) -> dict[str, str]:
    """An entry whose text says what it finds, how many with it."""
    return {"text": told(entry.selection, entry.count, names), "programs": "", "url": entry.selection.address()}


def _spelled(asked: BrowseQuery, counts: Counts) -> dict[str, str] | None:
    found = spelled(asked, counts)
    if not found:
        return None
    selection, count = found
    added = {name: codes for name, codes in selection.chosen.items() if name not in asked.selection.chosen}
    where = join_words([FACETS["state"].labels[code] for code in added.pop("state", ())], "or")
    others = [join_words([FACETS[name].labels[code] for code in codes], "or") for name, codes in added.items()]
    meant = " in ".join(filter(None, [", ".join(filter(None, [selection.q, *others])), where]))
    return {"q": meant, "url": selection.address(), "programs": programs(count)}


def _operators(asked: BrowseQuery, counts: Counts) -> tuple[Selection, int] | None:
    """The selection with its "or" and "not" written as search reads them, where they were dropped."""
    text = asked.query.operators
    if not text:
        return None
    selection = asked.selection.searching(text)
    return selection, counts.count(selection)


def _beginning_note(asked: BrowseQuery, count: int) -> dict[str, Any]:
    """Say that no program has the last word, and that it was searched as the beginning of a word."""
    [words] = asked.query.beginnings
    what = "This program has a word that begins" if count == 1 else "These programs have a word that begins"
    return {"code": "beginning", "text": f"No program has the word “{words[-1]}”. {what} with it.", "links": []}


def _operators_note(asked: BrowseQuery, meant: tuple[Selection, int]) -> dict[str, Any]:
    left = [f"“{word}”" for word in dict.fromkeys(asked.query.dropped) if word.lower() in ("or", *NEGATIONS)]
    selection, count = meant
    return {
        "text": f"{join_words(left, 'and')} {'are' if len(left) > 1 else 'is'} too common to search for"
        " and was left out. If you meant it:",
        "links": [{"url": selection.address(), "text": f"{selection.q} ({programs(count)})"}],
    }


def _filters_note(filtered: list[AsFilters], names: Mapping[str, str]) -> dict[str, Any]:
    """What a search for words that name a value leaves out: the programs that have it and whose texts do not say so."""
    words = join_words([f"“{word}”" for word in filtered[0].words], "and")
    state = ", nationwide programs included" if any(entry.state for entry in filtered) else ""
    return {
        "text": f"A search finds programs whose texts say {words}. As {'a filter' if len(filtered) == 1 else 'filters'}{state}:",
        "links": [_told(entry, names) for entry in filtered[:MOST_LINKS]],
    }
