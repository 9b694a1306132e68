"""What else could be asked: words as filters, the spelling that was meant, a choice or a word left out.

Each is another selection with the number of programs it finds; pages offer them as links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from catalog.browse.editions import Edition
from catalog.browse.facets import FACETS
from catalog.browse.query import Asked, searched
from catalog.browse.selection import Selection
from catalog.browse.sentence import Choice, filters
from catalog.search.did_you_mean import readings
from catalog.search.parser import Clause, Query, understand

HARDLY_ANY = 2  # a word that is found by its beginning alone and in no more programs may be misspelt
MOST_LEFT_OUT = 4  # choices and words at once
MOST_TRIED = 300  # selections
MOST_FURTHER = 6


@dataclass(frozen=True)
class AsFilters:
    """The selection with words of its search as filters: those words as typed, whether a state is among the filters."""

    words: tuple[str, ...]
    state: bool
    selection: Selection
    count: int


@dataclass(frozen=True)
class Near:
    """A near match: what was left out of which selection, the selection without it, and how many programs it finds."""

    left: tuple[Choice, ...]
    of: Selection
    selection: Selection
    count: int

    @property
    def text(self) -> str:
        """What was left out, in words."""
        *others, last = [_without(choice) for choice in self.left]
        return f"Without {', '.join(others)}{' and ' if others else ''}{last}"


class Counts:
    """Counts many selections of one edition whose searches share their words: each word is looked for once."""

    def __init__(self, edition: Edition):
        self._edition = edition
        self._filtered: dict[str, BitMap] = {}
        self._found: dict[Clause, BitMap] = {}

    def fitting(self, selection: Selection) -> BitMap:
        """The numbers (in the snapshot) of the programs that a selection finds."""
        bare = selection.without_search().bare()
        address = bare.query()
        if address not in self._filtered:
            self._filtered[address] = BitMap(searched(self._edition, bare).fitting(bare))
        found, query = self._filtered[address], understand(selection.q)
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
            self._found[clause] = self._edition.snapshot.numbers(self._edition.find(Query((clause,))))
        return self._found[clause]


def as_filters(asked: Asked, counts: Counts) -> list[AsFilters]:
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


def wholly_filtered(asked: Asked, counts: Counts) -> Selection:
    """The selection with every word that helps more as a filter as one; the same selection where none does."""
    return _filtered(asked, tuple(_helpful(asked, counts)))


def _helpful(asked: Asked, counts: Counts) -> list[int]:
    """The places of the pieces that name a value whose programs the words alone do not all find."""
    whole, places = asked.selection.unfiltered(), []
    for place, piece in enumerate(asked.query.pieces):
        if piece.named and piece.named.facet not in asked.selection.chosen:
            as_filter = counts.fitting(whole.choosing(piece.named.facet, piece.named.codes))
            if as_filter - counts.fitting(whole.searching(piece.text)):
                places.append(place)
    return places


def _filtered(asked: Asked, places: Sequence[int]) -> Selection:
    selection = asked.selection.searching(asked.query.without(*places)) if places else asked.selection
    for place in places:
        named = asked.query.pieces[place].named
        if named:
            codes = {*named.codes, *selection.chosen.get(named.facet, ())}
            selection = selection.choosing(named.facet, tuple(code for code in FACETS[named.facet].labels if code in codes))
    return selection


def spelled(asked: Asked, counts: Counts) -> tuple[Selection, int] | None:
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
        if understand(text)
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


def _wider(asked: Asked, right: Sequence[Selection], counts: Counts) -> Iterator[list[Selection]]:
    """The readings with what they name as filters, then without the filters of the selection."""
    yield [
        wholly_filtered(Asked(selection, (), understand(selection.q), asked.snapshot, asked.edition), counts)
        for selection in right
    ]
    yield [selection.unfiltered().searching(selection.q) for selection in right]


def near(asked: Asked, names: Mapping[str, str], counts: Counts) -> list[Near]:
    """Every single choice or word whose removal finds more programs, not just all of them, in the order they stand in."""
    selection, present = asked.selection, asked.snapshot.count(asked.selection)
    single = [choice for choice in _choices(selection, names) if choice.without.applied]
    found = [Near((choice,), selection, choice.without, counts.count(choice.without)) for choice in single]
    return [entry for entry in found if entry.count > present]


def further(selections: Sequence[Selection], names: Mapping[str, str], counts: Counts) -> list[Near]:
    """The near matches of selections that find nothing, with as few choices and words left out as find something.

    Words that no program has are left out in any case. Those that find most come first; where nothing is left to
    look for, that comes last of all.
    """
    starts: dict[str, tuple[tuple[Choice, ...], Selection, Selection]] = {}
    for selection in selections:
        left, known = _known(selection, counts)
        starts.setdefault(known.query(), (left, selection, known))
    edge, seen = list(starts.values()), set(starts)
    found = [Near(left, of, known, counts.count(known)) for left, of, known in edge if left]
    for _ in range(MOST_LEFT_OUT):
        found = [entry for entry in found if entry.count]
        if found:
            break
        beyond = []
        for left, of, selection in edge:
            for choice in _choices(selection, names):
                address = choice.without.query()
                if address not in seen and len(seen) < MOST_TRIED:
                    seen.add(address)
                    beyond.append(((*left, choice), of, choice.without))
        found = [Near(left, of, selection, counts.count(selection)) for left, of, selection in beyond]
        edge = beyond
    found = [entry for entry in found if entry.count]
    return sorted(found, key=lambda entry: (not entry.selection.applied, -entry.count))[:MOST_FURTHER]


def _known(selection: Selection, counts: Counts) -> tuple[tuple[Choice, ...], Selection]:
    """The words of a selection's search that no program has, and the selection without them."""
    query, whole = understand(selection.q), selection.unfiltered()
    unknown = [place for place, piece in enumerate(query.pieces) if not counts.count(whole.searching(piece.text))]
    if not unknown:
        return (), selection
    words = _words(selection)
    return tuple(words[place] for place in unknown), selection.searching(query.without(*unknown))


def _choices(selection: Selection, names: Mapping[str, str]) -> list[Choice]:
    """Everything of a selection that can be left out: its filters, and its search word by word."""
    return _words(selection) + [choice for choice in filters(selection, names) if choice.name != "q"]


def _words(selection: Selection) -> list[Choice]:
    query = understand(selection.q)
    return [
        Choice("q", "", "“{}”".format(piece.text.strip('"')), selection.searching(query.without(place)))
        for place, piece in enumerate(query.pieces)
    ]


def _without(choice: Choice) -> str:
    heading = f"{choice.heading[:1].lower()}{choice.heading[1:]}: " if choice.heading else ""
    return f"{heading}{choice.label}"
