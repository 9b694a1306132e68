"""A set of published programs, indexed in memory, that filters make smaller.

Programs are numbered in the order of their names. Each value of a facet is a Roaring bitmap of those numbers, so each
filter is one intersection.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Self

from pyroaring import BitMap, FrozenBitMap

from catalog.browse.eligibility.openness import Openness
from catalog.browse.facets import BOUNDS, CODED_TWICE, NONE, facets_of, sponsor_slug
from catalog.browse.fixed_list import numbers_of
from catalog.browse.orders import Orders, by_name, sort_keys
from catalog.browse.search_indexes import live_index
from catalog.models import Program
from catalog.programs.dates.currency import currency_of
from catalog.programs.published_records import SnapshotEntry
from catalog.schema.codebook import own_book
from catalog.schema.parts import SILENT
from catalog.schema.statements import GIVEN
from catalog.schema.vocabulary import Book
from catalog.search.index import SearchIndex
from typology import Rule, Support, limit_supports

Numbers = BitMap | FrozenBitMap


class ProgramSet:
    """Programs to filter. Immutable: each filter returns a smaller set; many threads may read it.

    It is the queryset of the FilterSet (catalog.browse.filterset).
    """

    model = Program  # django-filter asks for it

    def __init__(
        self,
        entries: Iterable[SnapshotEntry],
        *,
        today: datetime.date,
        revision: int = 0,
        stamp: str = "",
        words: Book | None = None,
        index: Callable[[], SearchIndex] | None = None,
        folds_older: bool = True,
        confirmed: Mapping[str, datetime.date] | None = None,
        former_sponsors: Mapping[str, str] | None = None,
        coded_twice: Mapping[str, str] | None = None,
    ):
        """Index valid records, each with the date it was published and the key of its program.

        `today` decides which deadlines are coming. `revision` and `stamp` identify the state of the catalog. `words` is
        the codebook of the records, by default the catalog's own. `index` returns the search index of the records, by
        default that of the published catalog at `stamp`. `folds_older` puts programs that ended or are probably over into
        a group of their own, after the others; a release keeps its order. `confirmed` holds the days on which programs
        confirmed that they run, by slug, for what reads the set. `former_sponsors` are slugs of former names of sponsors, with
        the present ones: both mean the same sponsor. `coded_twice` holds the value of that facet for each program, by slug,
        that was coded twice.
        """
        self.today, self.revision, self.stamp = today, revision, stamp
        self.confirmed = confirmed or {}
        self.former_sponsors = former_sponsors or {}
        self.words = words or own_book()
        self.facets = facets_of(self.words)
        self.index = index or partial(live_index, stamp, self.words)
        facets: dict[str, dict[str, BitMap]] = {name: defaultdict(BitMap) for name in self.facets}
        bounds: dict[str, dict[float | None, BitMap]] = {name: defaultdict(BitMap) for name in BOUNDS}
        sponsors: dict[str, BitMap] = defaultdict(BitMap)
        by_basis: dict[frozenset[str], BitMap] = defaultdict(BitMap)
        self._openness = Openness()
        older, sorting = BitMap(), []
        self._keys: list[Any] = []
        for number, (record, updated, key) in enumerate(sorted(entries, key=lambda entry: by_name(entry.record))):
            self._keys.append(key)
            for name, facet in self.facets.items():
                coded = (coded_twice or {}).get(record.slug) if name == CODED_TWICE else None
                for code in (coded,) if coded else facet.values(record):
                    facets[name][code].add(number)
            for name, bound in BOUNDS.items():
                bounds[name][bound.value(record)].add(number)
            sponsors[self.present_sponsor(sponsor_slug(record))].add(number)
            self._openness.add(number, record)
            if folds_older and currency_of(record, today).is_older:
                older.add(number)
            if record.supports.recognize.present:
                by_basis[frozenset(record.supports.recognize.basis)].add(number)
            sorting.append(sort_keys(record, updated, today))
        self._numbers: dict[Any, int] = {key: number for number, key in enumerate(self._keys)}
        self.slugs = tuple(keys["slug"] for keys in sorting)
        self._orders = Orders.of(sorting)
        self._all = self._whole = FrozenBitMap(range(len(sorting)))
        # the programs that recognize teachers, by everything that this is based on
        self._by_basis = _freeze(by_basis)
        self._facets = {
            name: {code: FrozenBitMap(facets[name].get(code, ())) for code in facet.labels} for name, facet in self.facets.items()
        }
        self._bounds = {name: _freeze(values) for name, values in bounds.items()}
        self._sponsors = _freeze(sponsors)
        self._older = FrozenBitMap(older)

    def __len__(self) -> int:
        """How many programs there are before any filter."""
        return len(self._whole)

    @property
    def sponsors(self) -> Mapping[str, FrozenBitMap]:
        """The slugs of all sponsors."""
        return self._sponsors

    def present_sponsor(self, slug: str) -> str:
        """Return the slug of a sponsor's present name, given that of this or a former name."""
        return self.former_sponsors.get(slug, slug)

    @property
    def found(self) -> Numbers:
        """The numbers of the programs in the set."""
        return self._all

    def all(self) -> Self:
        """Return the set itself, as django-filter expects of a queryset."""
        return self

    def current(self) -> Self:
        """Return the programs that neither ended nor are probably over."""
        return self._narrow(self._all - self._older)

    def keys(self) -> list[int]:
        """Return the keys of the programs in the set, in no order."""
        return [self._keys[number] for number in self._all]

    def numbers(self, keys: Iterable[int]) -> BitMap:
        """Return the numbers of the programs with these keys. Unknown keys are ignored."""
        return BitMap([number for number in map(self._numbers.get, keys) if number is not None])

    # the filters: each takes the name of its parameter and the value, as django-filter's `method` passes them

    def with_values(self, facet: str, codes: Iterable[str]) -> Self:
        """Return the programs with any of these values of a facet, or with all where the facet joins values by AND."""
        found = [self._facets[facet][code] for code in codes]
        joined = BitMap.intersection(*found) if self.facets[facet].every else BitMap.union(*found)
        return self._narrow(joined)

    def without_values(self, facet: str, codes: Iterable[str]) -> Self:
        """Return the programs that have none of these values of a facet."""
        return self._narrow(self._all - BitMap.union(*(self._facets[facet][code] for code in codes)))

    def within(self, bound: str, limit: Decimal) -> Self:
        """Return the programs within a bound, and those that do not state the field."""
        upper = BOUNDS[bound].upper
        return self._narrow(
            BitMap.union(
                BitMap(),
                *(
                    found
                    for value, found in self._bounds[bound].items()
                    if value is None or (value <= limit if upper else value >= limit)
                ),
            )
        )

    def run_by(self, _name: str, slugs: Iterable[str]) -> Self:
        """Return the programs of any of these sponsors."""
        return self._narrow(BitMap.union(*(self._sponsors[slug] for slug in slugs)))

    def search(self, _name: str, text: str) -> Self:
        """Return the programs that a search finds: all of them if the text has no word to search for."""
        query = self.index().understand(text)
        return self.with_keys(self.index().find(query)) if query else self

    def listed(self, _name: str, text: str) -> Self:
        """Return the programs of a fixed list (catalog.browse.fixed_list)."""
        return self.with_keys(numbers_of(text))

    def with_keys(self, keys: Iterable[int]) -> Self:
        """Return the programs with these keys. Unknown keys are ignored."""
        return self._narrow(self.numbers(keys))

    def under(self, rules: Rule) -> Self:
        """Return the set with supports and types derived again under changed rules, without programs that lose all supports.

        The result is that of catalog.programs.supports.apply_rules() on each record.
        """
        if not rules:
            return self
        supports = dict(self._facets["support"])
        lost = BitMap.union(
            BitMap(), *(found for basis, found in self._by_basis.items() if not limit_supports(Support.RECOGNIZE, basis, rules))
        )
        supports["recognize"] = supports["recognize"] - lost
        types = {}
        for term in self.words.vocabularies["type"].by_supports.values():
            missing = [supports[code] for code in supports if code not in term.supports]
            found = BitMap.intersection(*(BitMap(supports[code]) for code in term.supports))
            types[term.code] = FrozenBitMap(found.difference(BitMap.union(BitMap(), *missing)))
        left = FrozenBitMap(BitMap.union(BitMap(), *types.values()))
        facets = {**self._facets, "support": supports, "type": {code: types[code] for code in self._facets["type"]}}
        if "basis" in facets:  # it is no facet of the first release
            basis = {code: FrozenBitMap(found - lost) for code, found in facets["basis"].items()}
            facets["basis"] = {**basis, NONE: FrozenBitMap(basis[NONE] | lost)}
        if "recognize" in facets:
            pages = facets["recognize"]
            facets["recognize"] = {**pages, GIVEN: pages[GIVEN] - lost, SILENT: FrozenBitMap(pages[SILENT] | lost)}
        return self._with(_facets=facets, _all=left & self._all, _whole=left & self._whole)

    def ranked(self, scores: Mapping[int, float], named: Iterable[int] = ()) -> Self:
        """Return the set with the sort `relevance`: by scores (key -> the more the better), ties by slug.

        Do not ask for programs without a score in that order. `named` are the keys of programs whose whole name is the
        search: they keep their place even if they are older.
        """
        known = {self._numbers[key]: score for key, score in scores.items() if key in self._numbers}
        order = sorted(known, key=lambda number: (-round(known[number], 6), self.slugs[number]))
        return self._with(_orders=self._orders.adding("relevance", order), _older=self._older - self.numbers(named))

    def _narrow(self, found: Numbers) -> Self:
        return self._with(_all=self._all & found)

    def _with(self, **changes: Any) -> Self:
        other = object.__new__(type(self))  # copy.copy takes five times as long
        vars(other).update(vars(self), **changes)
        return other


def _freeze(found: Mapping[Any, BitMap]) -> dict[Any, FrozenBitMap]:
    return {value: FrozenBitMap(numbers) for value, numbers in found.items()}
