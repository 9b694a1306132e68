"""Other selections to offer as links: words as filters, a likely spelling, one choice or word left out.

Each comes with the number of programs it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from catalog.browse.editions import Edition
from catalog.browse.facets import FACETS
from catalog.browse.query import BrowseQuery, searched
from catalog.browse.selection import Selection
from catalog.browse.sentence import Choice, filters
from catalog.search.did_you_mean import readings
from catalog.search.parser import Clause, Query

HARDLY_ANY = 2  # a word that is found by its beginning alone and in no more programs may be misspelt


@dataclass(frozen=True)
class AsFilters:
    """The selection with words of its search as filters: those words as typed, whether a state is among the filters."""

    words: tuple[str, ...]
    state: bool
    selection: Selection
    count: int


@dataclass(frozen=True)
class Near:
    """A near match: the choice or word to leave out, the selection without it, and how many programs that finds."""

    choice: Choice
    selection: Selection
    count: int

    @property
    def text(self) -> str:
        """What is left out, in words."""
        heading = self.choice.heading
        return f"Without {heading[:1].lower()}{heading[1:]}{': ' if heading else ''}{self.choice.label}"


class Counts:
    """Counts many selections of one edition whose searches share their words: each word is looked for once."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self._filtered: dict[str, BitMap] = {}
        self._found: dict[Clause, BitMap] = {}

    def fitting(self, selection: Selection) -> BitMap:
        """The numbers (in the snapshot) of the programs that a selection finds."""
        bare = selection.without_search().bare()
        address = bare.query()
        if address not in self._filtered:
            self._filtered[address] = BitMap(searched(self.edition, bare).fitting(bare))
        found, query = self._filtered[address], self.edition.understand(selection.q)
        for clause in query.clauses:
            found = found & self._looked_for(clause)
        for words in query.unwanted:
            found = found - self._looked_for(Clause(((words,),)))
        return found

    def count(self, selection: Selection) -> int:
        """How many programs a selection finds."""
        return len(self.fitting(selection))

    def _looked_for(self, clause: Clause) -> BitMap:
        if clause not in self._found:
            self._found[clause] = self.edition.snapshot.numbers(self.edition.find(Query((clause,))))
        return self._found[clause]


def as_filters(asked: BrowseQuery, counts: Counts) -> list[AsFilters]:
    """The selection with values that its search names as filters: all of them first, then each alone.

    Only where it finds programs that the words do not, and only in facets where nothing is chosen.
    """
    places = _helpful(asked, counts)
    if not places:
        return []
    together = [tuple(places)] if len(places) > 1 else []
    present = asked.snapshot.fitting(asked.selection)
    found = []
    for some in [*together, *((place,) for place in places)]:
        selection = _filtered(asked, some)
        fitting = counts.fitting(selection)
        if fitting - present:
            pieces = [asked.query.pieces[place] for place in some]
            state = any(piece.named is not None and piece.named.facet == "state" for piece in pieces)
            found.append(AsFilters(tuple(piece.text for piece in pieces), state, selection, len(fitting)))
    return found


def wholly_filtered(asked: BrowseQuery, counts: Counts) -> Selection:
    """The selection with every word that helps more as a filter as one; the same selection where none does."""
    return _filtered(asked, tuple(_helpful(asked, counts)))


def _helpful(asked: BrowseQuery, counts: Counts) -> list[int]:
    """The places of the pieces that name a value whose programs the words alone do not all find."""
    whole, places = asked.selection.unfiltered(), []
    for place, piece in enumerate(asked.query.pieces):
        if piece.named and piece.named.facet not in asked.selection.chosen:
            as_filter = counts.fitting(whole.choosing(piece.named.facet, piece.named.codes))
            if as_filter - counts.fitting(whole.searching(piece.text)):
                places.append(place)
    return places


def _filtered(asked: BrowseQuery, places: Sequence[int]) -> Selection:
    selection = asked.selection.searching(asked.query.without(*places)) if places else asked.selection
    for place in places:
        named = asked.query.pieces[place].named
        if named:
            codes = {*named.codes, *selection.chosen.get(named.facet, ())}
            selection = selection.choosing(named.facet, tuple(code for code in FACETS[named.facet].labels if code in codes))
    return selection


def spelled(asked: BrowseQuery, counts: Counts) -> tuple[Selection, int] | None:
    """The selection with misspelt words put right from the catalog's own, and how many programs it finds.

    Of several readings the one that finds most. None where no word is misspelt or no reading finds more; where
    the search finds more than a few programs, only what it takes away can be misspelt.
    """
    present = asked.snapshot.count(asked.selection)
    few = present <= HARDLY_ANY
    if not asked.query or not (few or asked.query.unwanted):
        return None
    right = [
        asked.selection.searching(text)
        for text in readings(asked.selection.q, asked.query, asked.edition.vocabulary(), begun=few)
        if asked.edition.understand(text)
    ]
    if not few:
        present = 0  # a reading that takes away what was meant to be finds fewer
    if not right:
        return None
    for selections in (right, *_wider(asked, right, counts)) if not present else (right,):
        best = max(selections, key=counts.count)
        if counts.count(best) > present:
            return best, counts.count(best)
    return None


def _wider(asked: BrowseQuery, right: Sequence[Selection], counts: Counts) -> Iterator[list[Selection]]:
    """The readings with what they name as filters, then without the filters of the selection."""
    yield [
        wholly_filtered(BrowseQuery(selection, (), asked.edition.understand(selection.q), asked.snapshot, asked.edition), counts)
        for selection in right
    ]
    yield [selection.unfiltered().searching(selection.q) for selection in right]


def near(selection: Selection, names: Mapping[str, str], counts: Counts) -> list[Near]:
    """Return every single choice or word whose removal finds more programs, in the order of the selection.

    `names` holds the name of each chosen sponsor's slug. A removal that leaves no choice or word is none.
    """
    present = counts.count(selection)
    query = counts.edition.understand(selection.q)
    words = [
        Choice("q", "", "“{}”".format(piece.text.strip('"')), selection.searching(query.without(place)))
        for place, piece in enumerate(query.pieces)
    ]
    single = words + [choice for choice in filters(selection, names) if choice.name != "q"]
    found = [Near(choice, choice.without, counts.count(choice.without)) for choice in single if choice.without.applied]
    return [entry for entry in found if entry.count > present]
