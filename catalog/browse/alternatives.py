"""Suggestions of other selections: words as filters, another spelling, one choice or word left out.

Each has the number of programs that it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from catalog.browse.editions.edition import Edition
from catalog.browse.facets import FACETS
from catalog.browse.query import BrowseQuery, searched
from catalog.browse.selection import Selection
from catalog.browse.sentence import Choice, filters
from catalog.common.language import gettext
from catalog.common.text import lower_first
from catalog.search.did_you_mean import suggest_spellings
from catalog.search.parser import Clause, Query

FEW = 2  # a word that matches only as a beginning, in at most so many programs, may be misspelled


@dataclass(frozen=True)
class FilterSuggestion:
    """The selection with words of its search as filters. `state` says whether a state is among them."""

    words: tuple[str, ...]
    state: bool
    selection: Selection
    count: int


@dataclass(frozen=True)
class NearMatch:
    """A choice or word to leave out, the selection without it, and how many programs that finds."""

    choice: Choice
    selection: Selection
    count: int

    @property
    def text(self) -> str:
        """The text of the suggestion."""
        if not self.choice.heading:
            return gettext("Without %(label)s") % {"label": self.choice.label}
        words = {"heading": lower_first(self.choice.heading), "label": self.choice.label}
        return gettext("Without %(heading)s: %(label)s") % words


class Counts:
    """Counts many selections of one edition, and searches for each of their words once."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self._filtered: dict[str, BitMap] = {}
        self._found: dict[Clause, BitMap] = {}

    def match(self, selection: Selection) -> BitMap:
        """Return the numbers (in the snapshot) of the programs that a selection finds."""
        bare = selection.without_search().bare()
        address = bare.query()
        if address not in self._filtered:
            self._filtered[address] = BitMap(searched(self.edition, bare).match(bare))
        found, query = self._filtered[address], self.edition.understand(selection.q)
        for clause in query.clauses:
            found = found & self._find(clause)
        for words in query.unwanted:
            found = found - self._find(Clause(((words,),)))
        return found

    def count(self, selection: Selection) -> int:
        """Return how many programs a selection finds."""
        return len(self.match(selection))

    def _find(self, clause: Clause) -> BitMap:
        if clause not in self._found:
            self._found[clause] = self.edition.snapshot.numbers(self.edition.find(Query((clause,))))
        return self._found[clause]


def suggest_filters(asked: BrowseQuery, counts: Counts) -> list[FilterSuggestion]:
    """Return the selection with values that its search names as filters: first with all of them, then with each alone.

    Suggestions find programs that the words do not find. Facets with a choice get none.
    """
    places = find_named_values(asked, counts)
    if not places:
        return []
    together = [tuple(places)] if len(places) > 1 else []
    present = asked.snapshot.match(asked.selection)
    found = []
    for some in [*together, *((place,) for place in places)]:
        selection = apply_places(asked, some)
        fitting = counts.match(selection)
        if fitting - present:
            pieces = [asked.query.pieces[place] for place in some]
            state = any(piece.named is not None and piece.named.facet == "state" for piece in pieces)
            found.append(FilterSuggestion(tuple(piece.text for piece in pieces), state, selection, len(fitting)))
    return found


def apply_filters(asked: BrowseQuery, counts: Counts) -> Selection:
    """Return the selection with every word as a filter that finds more so."""
    return apply_places(asked, tuple(find_named_values(asked, counts)))


def find_named_values(asked: BrowseQuery, counts: Counts) -> list[int]:
    """Return the places of the pieces that name a value and find more programs as a filter."""
    whole, places = asked.selection.unfiltered(), []
    for place, piece in enumerate(asked.query.pieces):
        if piece.named and piece.named.facet not in asked.selection.chosen:
            as_filter = counts.match(whole.with_values(piece.named.facet, piece.named.codes))
            if as_filter - counts.match(whole.with_search(piece.text)):
                places.append(place)
    return places


def apply_places(asked: BrowseQuery, places: Sequence[int]) -> Selection:
    """Return the selection with the values that these pieces of its search name as filters, without the pieces."""
    selection = asked.selection.with_search(asked.query.without(*places)) if places else asked.selection
    for place in places:
        named = asked.query.pieces[place].named
        if named:
            codes = {*named.codes, *selection.chosen.get(named.facet, ())}
            selection = selection.with_values(named.facet, tuple(code for code in FACETS[named.facet].labels if code in codes))
    return selection


def suggest_spelling(asked: BrowseQuery, counts: Counts) -> tuple[Selection, int] | None:
    """Return the selection with misspelled words corrected, and how many programs it finds.

    Of several corrections it is the one that finds most. None if no word is misspelled or no correction finds more. If
    the search finds more than a few programs, only unwanted words can be misspelled.
    """
    present = asked.snapshot.count(asked.selection)
    few = present <= FEW
    if not asked.query or not (few or asked.query.unwanted):
        return None
    corrected = [
        asked.selection.with_search(text)
        for text in suggest_spellings(asked.selection.q, asked.query, asked.edition.vocabulary(), complete=few)
        if asked.edition.understand(text)
    ]
    if not few:
        present = 0  # a correct unwanted word finds fewer programs
    if not corrected:
        return None
    for selections in (corrected, *_widen(asked, corrected, counts)) if not present else (corrected,):
        best = max(selections, key=counts.count)
        if counts.count(best) > present:
            return best, counts.count(best)
    return None


def _widen(asked: BrowseQuery, corrected: Sequence[Selection], counts: Counts) -> Iterator[list[Selection]]:
    """Yield the corrections with the values that they name as filters, then without the filters of the selection."""
    yield [
        apply_filters(BrowseQuery(selection, (), asked.edition.understand(selection.q), asked.snapshot, asked.edition), counts)
        for selection in corrected
    ]
    yield [selection.unfiltered().with_search(selection.q) for selection in corrected]


def find_near_matches(selection: Selection, names: Mapping[str, str], counts: Counts) -> list[NearMatch]:
    """Return each choice or word that finds more programs when left out, in the order of the selection.

    `names` has the name of each chosen sponsor's slug. The last choice or word is never left out.
    """
    present = counts.count(selection)
    query = counts.edition.understand(selection.q)
    words = [
        Choice("q", "", "“{}”".format(piece.text.strip('"')), selection.with_search(query.without(place)))
        for place, piece in enumerate(query.pieces)
    ]
    single = words + [choice for choice in filters(selection, names) if choice.name != "q"]
    found = [NearMatch(choice, choice.without, counts.count(choice.without)) for choice in single if choice.without.applied]
    return [entry for entry in found if entry.count > present]
