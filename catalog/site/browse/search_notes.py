"""What the browse page says about a search: how it was read, words that no program has, a program that is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from catalog.browse.alternatives import Counts
from catalog.browse.facets import FACETS
from catalog.browse.interpretation import explain_reading
from catalog.browse.query import BrowseQuery
from catalog.browse.sentence import programs
from catalog.programs.display import join_words
from catalog.search.facet_terms import degrees
from catalog.search.missing import find_missing
from catalog.search.stemming import fold


@dataclass(frozen=True)
class SearchNotes:
    """The search box and the notes about its search; see templates/browse/_search_notes.html.

    box          the text in the search box: all of it as typed, although the page read words of it as filters
    hidden       what the form of the filters sends with it, so that only a new search is read: see resume_reading()
    reading      how the search was read, with the search for all of its words
    degree       a code that is read as a state and may be a degree
    missing      a well-known program that the search asks for and the catalog does not have
    unknown      words that no program has, if nothing was found
    suggest_url  where to suggest what was not found
    """

    box: str
    hidden: list[tuple[str, str]]
    reading: dict[str, Any] | None
    degree: dict[str, str] | None
    missing: dict[str, str] | None
    unknown: list[str]
    suggest_url: str


def build_search_notes(asked: BrowseQuery, count: int) -> SearchNotes:
    """Return the notes about a search that finds this many programs."""
    selection = asked.selection
    text, reading = selection.q, explain_reading(asked)
    hidden = [("before", text), ("typed", text)] if text else []
    shown = None
    if reading:
        is_typed = all(word.lower() in reading.typed.lower() for word in (*reading.opinions, *reading.cheap))
        text, hidden = reading.typed, [("before", reading.typed), ("rest", selection.q)]
        shown = {
            "typed": reading.typed,
            "filters": join_words([f"“{label}”" for label in reading.labels], "and"),
            "words": selection.q.strip('"'),
            "opinions": " ".join(reading.opinions),
            "cheap": " ".join(reading.cheap),
            "is_typed": is_typed,  # a search in Spanish has other words than those that it was read as
            "url": reading.strict.address(),
            "programs": programs(Counts(asked.edition).count(reading.strict)),
        }
    nothing = bool(text) and not count
    return SearchNotes(
        box=text,
        hidden=hidden,
        reading=shown,
        degree=_find_degree(asked, text),
        missing=_find_missing(asked, text),
        unknown=_find_unknown(asked) if nothing else [],
        suggest_url=suggest_url(text) if nothing else "",
    )


def suggest_url(name: str) -> str:
    """Return the address of the suggestion form for a missing program, with its name filled in."""
    return f"{reverse('suggest')}?{urlencode({'name': name})}"


def _find_degree(asked: BrowseQuery, text: str) -> dict[str, str] | None:
    """Return the first code of a state that is also a degree, such as MA, with the search for the degree."""
    for piece in asked.edition.understand(text).pieces if text else ():
        code = piece.named.state if piece.named else ""
        if code and piece.text.upper() == code and tuple(fold(piece.text)) in degrees():
            name = "".join(f"{letter}." for letter in code)
            typed = re.sub(rf"\b{re.escape(piece.text)}\b", name, text, count=1)
            chosen = tuple(one for one in asked.selection.chosen.get("state", ()) if one != code)
            selection = replace(asked.selection.with_values("state", chosen), typed="").with_search(typed)
            return {"typed": piece.text, "name": name, "state": FACETS["state"].labels[code], "url": selection.address()}
    return None


def _find_missing(asked: BrowseQuery, text: str) -> dict[str, str] | None:
    if not text or asked.edition.release:
        return None
    found = find_missing(text, asked.edition.understand(text))
    if found is None or asked.edition.index.find(asked.edition.understand(found.name), "name"):
        return None
    return {"name": found.name, "sponsor": found.sponsor, "suggest_url": suggest_url(found.name)}


def _find_unknown(asked: BrowseQuery) -> list[str]:
    has = asked.edition.index.lexicon.has
    return [word for word in dict.fromkeys(asked.query.words) if not has(word)]
