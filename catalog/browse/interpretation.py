"""Reads a typed search: words that name values of facets become filters, "cheap" the order by cost, if that finds more.

The browse page redirects to the selection of the reading: see
docs/decisions/0048-a-search-is-read-into-filters-by-a-redirect.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from pyroaring import BitMap

from catalog.browse.alternatives import Counts, apply_places, find_named_values
from catalog.browse.editions.edition import Edition
from catalog.browse.facets import FACETS
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.search.facet_terms import NamedValues, opinions
from catalog.search.parser import Query
from catalog.search.stemming import STOP_WORDS, fold
from catalog.search.tokens import Words

# words that are also codes of states, and what follows or precedes a state in the name of a school
_WORDS = STOP_WORDS | {"hi", "ok", "or"}
_SCHOOLS = frozenset({"state", "university", "college"})
_COST = "cost"  # the order that words for little cost mean
_PHRASE = 3  # words: so many are looked for as a phrase, as "teacher of the year"


@dataclass(frozen=True)
class Interpretation:
    """How a page read the search in `typed`: the labels of its filters, and the words of an opinion that it left out.

    `cheap` are the words that it reads as the order by cost. `strict` is the selection that looks for all of the words
    instead.
    """

    typed: str
    labels: tuple[str, ...]
    strict: Selection
    opinions: tuple[str, ...]
    cheap: tuple[str, ...]


def interpret_search(asked: BrowseQuery) -> Selection | None:
    """Return the selection with words of the search as filters; None if the search stays as it is.

    First every word that names a value of a facet without a choice becomes a filter, else only those that find more
    programs as a filter than as a word. Words for little cost sort by cost, if no order was chosen. Other words of an
    opinion are left out if there is a filter or that order. The reading replaces the search only if it finds more
    programs, keeps each that has all words in its name, and no name or sponsor has the whole search as a phrase. A
    search that was read before, or that must stay, is not read: `typed` has its words.
    """
    selection, query = asked.selection, asked.query
    if not selection.q or query.cut or query.unwanted or _was_read(asked):
        return None
    every = [place for place, piece in enumerate(query.pieces) if _can_filter(asked, place)]
    cheap = _find_places(query, opinions("cheap"))
    if not every and not cheap:
        return None
    if len(query.pieces) > 1 and asked.edition.find_phrase(selection.q):
        return None
    counts = Counts(asked.edition)
    found, named = counts.match(selection), asked.edition.snapshot.numbers(asked.edition.index.find(query, "name"))
    if len(query.pieces) == 1 and query.pieces[0].named and query.pieces[0].named.state:
        named = BitMap()  # the code MA alone is the state, not the M.A. in a name
    useful = [place for place in find_named_values(asked, counts) if place in every]
    for places in (every, useful):
        if not places and not cheap:
            continue
        for reading in _word_rest(asked, apply_places(asked, places), query.without(*places, *_opinion_places(query))):
            fitting = counts.match(reading)
            if len(fitting) > len(found) and not (named & found) - fitting:
                sort = _COST if cheap and selection.sort == selection.usual_sort else reading.sort
                return replace(reading, typed=selection.q, sort=sort)
    return None


def explain_reading(asked: BrowseQuery) -> Interpretation | None:
    """Return how the page read the search of its address; None if nothing was read, or its filters are no longer chosen."""
    selection = asked.selection
    if not selection.typed or _has_all(selection.q, selection.typed):
        return None
    query, kept = asked.edition.understand(selection.typed), set(fold(selection.q))
    strict, labels = selection, []
    for piece in query.pieces:
        if piece.named is None or set(fold(piece.text)) <= kept:
            continue
        if not _is_chosen(piece.named, selection):
            return None
        facet, codes = piece.named.facet, piece.named.codes
        strict = strict.with_values(facet, tuple(code for code in strict.chosen.get(facet, ()) if code not in codes))
        labels += [FACETS[facet].labels[code] for code in codes]
    cheap, is_by_cost = _find_places(query, opinions("cheap")), selection.sort == _COST
    if not labels and not cheap:
        return None
    cheap = cheap if is_by_cost else []  # in another order they are left out like other words of an opinion
    left_out = [query.pieces[place].text for place in _opinion_places(query) if place not in cheap]
    strict = replace(strict, sort=strict.usual_sort) if cheap else strict
    strict = replace(strict.with_search(selection.typed), typed=selection.typed)
    by_cost = tuple(query.pieces[place].text for place in cheap)
    return Interpretation(selection.typed, tuple(dict.fromkeys(labels)), strict, tuple(left_out), by_cost)


def keep_words(selection: Selection, edition: Edition) -> Selection:
    """Return the selection with its words as words: `typed` is set if a page would read them otherwise."""
    asked = BrowseQuery(selection, (), edition.understand(selection.q), edition.snapshot, edition)
    return selection if interpret_search(asked) is None else replace(selection, typed=selection.q)


def resume_reading(asked: BrowseQuery, before: str, rest: str) -> Selection:
    """Return the selection of a form whose search box had the text `before`, of which `rest` were words of the search.

    Without a change of the search, words stay words (`typed` is the search) or keep their reading, together with the
    filters that changed: a word whose filter was unset is gone. A new search takes the place of the words before and of the
    filters that these were read as.
    """
    selection, query = asked.selection, asked.edition.understand(before)
    if selection.typed == before:
        selection = replace(selection, typed="")
        return keep_words(selection, asked.edition) if selection.q == before else selection
    read = [place for place, piece in enumerate(query.pieces) if piece.named and _is_chosen(piece.named, selection)]
    cheap = _find_places(query, opinions("cheap"))
    if selection.q == before:
        selection = selection.with_search(rest)
        if not read and not cheap:
            return keep_words(selection, asked.edition)
        return _drop_unset(replace(selection, typed=before), query)
    for place in read:
        named = query.pieces[place].named
        if named:
            chosen = selection.chosen.get(named.facet, ())
            selection = selection.with_values(named.facet, tuple(code for code in chosen if code not in named.codes))
    sort = selection.usual_sort if cheap and selection.sort == _COST else selection.sort
    return replace(selection, typed="", sort=sort)


def drop_removed(changed: Iterable[Selection], asked: BrowseQuery) -> list[Selection]:
    """Return these selections, each with choices of the page removed, without the words that the removed were read from.

    They keep the rest of the reading, as a form does whose filters were unset: see resume_reading().
    """
    query = asked.edition.understand(asked.selection.typed)
    return [_drop_unset(selection, query) if selection.typed else selection for selection in changed]


def _drop_unset(selection: Selection, query: Query) -> Selection:
    """Return the selection with `typed` (its parsed search is `query`) without the words of filters that are not chosen."""
    kept = set(fold(selection.q))
    if _has_all(selection.q, selection.typed):
        return selection
    unset = [
        place
        for place, piece in enumerate(query.pieces)
        if piece.named and not _is_chosen(piece.named, selection) and not set(fold(piece.text)) <= kept
    ]
    return replace(selection, typed=query.without(*unset)) if unset else selection


def _is_chosen(named: NamedValues, selection: Selection) -> bool:
    return set(named.codes) <= set(selection.chosen.get(named.facet, ()))


def _can_filter(asked: BrowseQuery, place: int) -> bool:
    pieces = asked.query.pieces
    named = pieces[place].named
    if named is None or named.facet in asked.selection.chosen:
        return False
    if named.state:
        around = {fold(piece.text)[0] for piece in pieces[max(place - 1, 0) : place + 2] if fold(piece.text)}
        # "or" alone is no Oregon, and "Ohio State University" is no search in Ohio
        code, typed = named.state.lower(), asked.selection.q
        is_word = code in _WORDS and code in fold(typed) and named.state not in typed
        return not is_word and not around & _SCHOOLS
    # two values of one facet, as in "math science", would find either: their words find both
    return sum(other.named is not None and other.named.facet == named.facet for other in pieces) == 1


def _word_rest(asked: BrowseQuery, reading: Selection, rest: str) -> list[Selection]:
    """Return the reading with the words that are left: as a phrase, if some name has it, then as words."""
    selections = [reading.with_search(rest)]
    words = fold(rest)
    if len(words) >= _PHRASE and '"' not in rest and asked.edition.find_phrase(rest):
        selections.insert(0, reading.with_search(f'"{rest}"'))
    return selections


def _opinion_places(query: Query) -> list[int]:
    return _find_places(query, opinions() | opinions("cheap"))


def _find_places(query: Query, listed: Container[Words]) -> list[int]:
    """Return the places of the listed words, as "low cost" in two pieces."""
    pieces = [tuple(fold(piece.text)) for piece in query.pieces]
    found: list[int] = []
    for place in range(len(pieces)):
        for taken in (2, 1):
            run = range(place, min(place + taken, len(pieces)))
            if tuple(word for one in run for word in pieces[one]) in listed:
                found += [one for one in run if one not in found]
    return found


def _was_read(asked: BrowseQuery) -> bool:
    """Return whether all words of the search are among those typed, as typed or in English."""
    typed = asked.selection.typed
    if not typed:
        return False
    texts = [typed, *(piece.text for piece in asked.edition.understand(typed).pieces)]
    return set(fold(asked.selection.q)) <= {word for text in texts for word in fold(text)} | {"or"}


def _has_all(q: str, typed: str) -> bool:
    return set(fold(typed)) <= set(fold(q))
