"""The suggestions of the browse page: another spelling, words as filters, near matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.browse.alternatives import (
    Counts,
    FilterSuggestion,
    NearMatch,
    apply_filters,
    find_near_matches,
    suggest_filters,
    suggest_spelling,
)
from catalog.browse.facets import FACETS
from catalog.browse.interpretation import keep_words
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe, programs
from catalog.common.language import gettext, ngettext
from catalog.programs.display import join_words
from catalog.search.parser import NEGATIONS

FEW = 10  # with at most so many results, near matches are shown too
MOST_LINKS = 3


@dataclass(frozen=True)
class Suggestions:
    """Another spelling, near matches (if there are few or no results), and notes above the results.

    Near matches leave out one choice or word. Without results, the search with words as filters comes before them.
    """

    spelling: dict[str, str] | None
    near: list[dict[str, str]]
    notes: list[dict[str, Any]]


def build_suggestions(asked: BrowseQuery, count: int, names: Mapping[str, str]) -> Suggestions:
    """Return the suggestions for this many results. `names` has the name of each chosen sponsor's slug."""
    counts = Counts(asked.edition)
    filtered, corrected = suggest_filters(asked, counts), _correct_operators(asked, counts)
    if count:
        notes = [_build_beginning_note(asked, count)] if asked.query.beginnings else []
        notes += [_build_operators_note(asked, corrected, counts)] if corrected else []
        notes += [_build_filters_note(filtered, names, counts)] if filtered else []
        near = _build_near_matches(asked.selection, names, counts) if count <= FEW else []
        return Suggestions(_build_spelling(asked, counts), near, notes)
    nearest = (
        [_build_link(gettext("Search for %(text)s") % {"text": corrected[0].q}, *corrected, counts)]
        if corrected and corrected[1]
        else []
    )
    nearest += [_describe_link(entry, names, counts) for entry in filtered]
    nearest += _build_near_matches(asked.selection, names, counts)
    if not nearest:
        # the whole selection is described, because its words have become filters
        nearest = [
            _describe_link(entry, names, counts) for entry in find_near_matches(apply_filters(asked, counts), names, counts)
        ]
    return Suggestions(_build_spelling(asked, counts), nearest, [])


def _build_near_matches(selection: Selection, names: Mapping[str, str], counts: Counts) -> list[dict[str, str]]:
    return [
        _build_link(entry.text, entry.selection, entry.count, counts) for entry in find_near_matches(selection, names, counts)
    ]


def _build_link(text: str, selection: Selection, count: int, counts: Counts) -> dict[str, str]:
    return {"text": text, "programs": programs(count), "url": _address(selection, counts)}


def _describe_link(entry: FilterSuggestion | NearMatch, names: Mapping[str, str], counts: Counts) -> dict[str, str]:
    """Return a link whose text describes the whole selection and its count."""
    return {"text": describe(entry.selection, entry.count, names), "programs": "", "url": _address(entry.selection, counts)}


def _build_spelling(asked: BrowseQuery, counts: Counts) -> dict[str, str] | None:
    found = suggest_spelling(asked, counts)
    if not found:
        return None
    selection, count = found
    added = {name: codes for name, codes in selection.chosen.items() if name not in asked.selection.chosen}
    where = join_words([FACETS["state"].labels[code] for code in added.pop("state", ())], "or")
    others = [join_words([FACETS[name].labels[code] for code in codes], "or") for name, codes in added.items()]
    what = ", ".join(filter(None, [selection.q, *others]))
    text = gettext("%(what)s in %(state)s") % {"what": what, "state": where} if what and where else what or where
    return {"q": text, "url": _address(selection, counts), "programs": programs(count)}


def _correct_operators(asked: BrowseQuery, counts: Counts) -> tuple[Selection, int] | None:
    """Return the selection with a dropped "or" and "not" as operators, and its count; None if neither was dropped."""
    text = asked.query.operators
    if not text:
        return None
    selection = asked.selection.with_search(text)
    return selection, counts.count(selection)


def _build_beginning_note(asked: BrowseQuery, count: int) -> dict[str, Any]:
    """Say that no program has the last word, and that it was searched as the beginning of a word."""
    [words] = asked.query.beginnings
    text = ngettext(
        "No program has the word “%(word)s”. This program has a word that begins with it.",
        "No program has the word “%(word)s”. These programs have a word that begins with it.",
        count,
    )
    return {"code": "beginning", "text": text % {"word": words[-1]}, "links": []}


def _build_operators_note(asked: BrowseQuery, corrected: tuple[Selection, int], counts: Counts) -> dict[str, Any]:
    left = [f"“{word}”" for word in dict.fromkeys(asked.query.dropped) if word.lower() in ("or", *NEGATIONS)]
    selection, count = corrected
    return {
        "text": ngettext(
            "%(words)s is too common to search for and was left out. If you meant it:",
            "%(words)s are too common to search for and was left out. If you meant it:",
            len(left),
        )
        % {"words": join_words(left, "and")},
        "links": [{"url": _address(selection, counts), "text": f"{selection.q} ({programs(count)})"}],
    }


def _build_filters_note(filtered: list[FilterSuggestion], names: Mapping[str, str], counts: Counts) -> dict[str, Any]:
    """Say that filters find programs that have a value although their texts do not name it."""
    words = join_words([f"“{word}”" for word in filtered[0].words], "and")
    if any(entry.state for entry in filtered):
        text = ngettext(
            "A search finds programs whose texts say %(words)s. As a filter, nationwide programs included:",
            "A search finds programs whose texts say %(words)s. As filters, nationwide programs included:",
            len(filtered),
        )
    else:
        text = ngettext(
            "A search finds programs whose texts say %(words)s. As a filter:",
            "A search finds programs whose texts say %(words)s. As filters:",
            len(filtered),
        )
    return {
        "text": text % {"words": words},
        "links": [_describe_link(entry, names, counts) for entry in filtered[:MOST_LINKS]],
    }


def _address(selection: Selection, counts: Counts) -> str:
    """Return the address that finds what a link says: the page must not read its words."""
    return keep_words(replace(selection, typed=""), counts.edition).address()
