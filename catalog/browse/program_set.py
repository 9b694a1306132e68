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
from types import MappingProxyType
from typing import Any, Self

from pyroaring import BitMap, FrozenBitMap

from catalog.browse.eligibility.openness import Openness
from catalog.browse.facets import BOUNDS, CODED_TWICE, FAMILY, NONE, UNSTATED, facets_of, sponsor_slug
from catalog.browse.fixed_list import numbers_of
from catalog.browse.orders import Orders, by_name, sort_keys
from catalog.browse.search_indexes import live_index
from catalog.models import Program
from catalog.programs.dates.currency import currency_of
from catalog.programs.published_records import SnapshotEntry
from catalog.programs.supports import SecondCodes
from catalog.schema.codebook import own_book
from catalog.schema.parts import SILENT
from catalog.schema.statements import GIVEN
from catalog.schema.vocabulary import Book
from catalog.search.index import SearchIndex
from typology import Rule, Support, limit_supports
from typology.rules import CODE_RULES, SEEN_SINCE

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
        families: Mapping[str, str] | None = None,
    ):
        """Index valid records, each with the date it was published and the key of its program.

        `today` decides which deadlines are coming. `revision` and `stamp` identify the state of the catalog. `words` is
        the codebook of the records, by default the catalog's own. `index` returns the search index of the records, by
        default that of the published catalog at `stamp`. `folds_older` puts programs that ended or are probably over into
        a group of their own, after the others; a release keeps its order. `confirmed` holds the days on which programs
        confirmed that they run, by slug, for what reads the set. `former_sponsors` are slugs of former names of sponsors, with
        the present ones: both mean the same sponsor. `coded_twice` and `families` hold the value of these facets by slug, for
        the programs that were coded twice or are in a family. Without `families`, they are derived from the records.
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
        known = {CODED_TWICE: coded_twice or {}} | ({} if families is None else {FAMILY: families})
        self._openness = Openness()
        older, sorting = BitMap(), []
        self._keys: list[Any] = []
        for number, (record, updated, key) in enumerate(sorted(entries, key=lambda entry: by_name(entry.record))):
            self._keys.append(key)
            for name, facet in self.facets.items():
                given = known.get(name)
                for code in facet.values(record) if given is None else (given.get(record.slug, facet.empty[0]),):
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
        self._by_slug = {slug: number for number, slug in enumerate(self.slugs)}
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

    def only(self, numbers: Numbers) -> Self:
        """Return the programs in the set that have these numbers."""
        return self._narrow(numbers)

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

    def under(self, rules: Rule, second: Mapping[str, SecondCodes] = MappingProxyType({})) -> Self:
        """Return the set under changed rules: supports and types derived again, and without the programs that are left out.

        `second` holds the second coder's codes by slug. Programs that lose all supports are left out, too. The result is that
        of catalog.programs.supports.apply_rules() on each record that is left.
        """
        return self._coded(rules & CODE_RULES, second).leaving_out(rules)

    def leaving_out(self, rules: Rule) -> Self:
        """Return the set without the programs that rules leave out, for a set whose codes are already under the rules."""
        left: Numbers = self._whole
        if Rule.HIGH_CONFIDENCE in rules:
            left = left & self._facets["confidence"]["high"]
        if Rule.SEEN in rules:
            seen = self._bounds["seen_min"].items()
            left = left & _union(found for year, found in seen if year is not None and year >= SEEN_SINCE)
        if Rule.NOT_ENDED in rules:
            left = left - self._facets["status"]["ended"]
        if Rule.ONE_PER_FAMILY in rules:
            left = left - self._repeated(left)
        return self._leaving(left)

    def _coded(self, rules: Rule, second: Mapping[str, SecondCodes]) -> Self:
        """Return the set with supports and types derived again, without programs that have no codes."""
        if not rules:
            return self
        supports, by_basis = dict(self._facets["support"]), self._by_basis
        left: Numbers = self._whole
        if Rule.SECOND_CODER in rules:
            supports, by_basis, left = self._recoded(second)
        lost = BitMap.union(
            BitMap(), *(found for basis, found in by_basis.items() if not limit_supports(Support.RECOGNIZE, basis, rules))
        )
        supports["recognize"] = FrozenBitMap(supports["recognize"] - lost)
        facets = {**self._facets, "support": supports, "type": self._type_by(supports)}
        for name in ("model", "practice"):  # coded only for programs that prepare
            silent = facets[name][NONE] | facets[name][UNSTATED]
            empty = {NONE: silent - supports["prepare"], UNSTATED: silent & supports["prepare"]}
            facets[name] = {**facets[name], **_freeze(empty)}
        if "basis" in facets:  # it is no facet of the first release
            basis = {code: _union(found for based, found in by_basis.items() if code in based) - lost for code in facets["basis"]}
            facets["basis"] = _freeze({**basis, NONE: self._whole - supports["recognize"]})
        for name in supports.keys() & facets.keys():  # what pages say; no facet of releases before the vocabulary of absence
            pages, given = facets[name], supports[name]
            said = {code: found - given for code, found in pages.items() if code not in (GIVEN, SILENT)}
            rest = _union(pages.values()) - given - _union(said.values())
            facets[name] = {**pages, **_freeze({GIVEN: given, **said, SILENT: rest})}
        return self._with(_facets=facets)._leaving(left & _union(facets["type"].values()))

    def holds(self, slug: str) -> bool:
        """Return whether a program is in the set before any filter: under changed rules, some are left out."""
        return self._by_slug.get(slug, -1) in self._whole

    def family_of(self, slug: str) -> str:
        """Return the slug of a program's family in the set before any filter; "" for none."""
        number = self._by_slug.get(slug)
        if number is None:
            return ""
        return next((code for code, found in self._facets[FAMILY].items() if code != NONE and number in found), "")

    def types_by_number(self) -> dict[int, str]:
        """Return the type of each program in the set by its number, which changed rules keep."""
        return {number: code for code, found in self._facets["type"].items() for number in found & self._all}

    def count_types(self) -> dict[str, int]:
        """Return how many programs in the set have each type."""
        return {code: found.intersection_cardinality(self._all) for code, found in self._facets["type"].items()}

    def without_support(self) -> Numbers:
        """Return the numbers of the programs that have no support under changed rules."""
        return FrozenBitMap(range(len(self.slugs))) - _union(self._facets["support"].values())

    def _recoded(
        self, second: Mapping[str, SecondCodes]
    ) -> tuple[dict[str, FrozenBitMap], dict[frozenset[str], FrozenBitMap], Numbers]:
        """Return the supports and bases by the second coder's codes, and the programs that have such codes."""
        numbers = {self._by_slug[slug]: codes for slug, codes in second.items() if slug in self._by_slug}
        twice = BitMap(numbers)
        supports = {code: BitMap(found - twice) for code, found in self._facets["support"].items()}
        by_basis: dict[frozenset[str], BitMap] = defaultdict(BitMap)
        for recorded, found in self._by_basis.items():
            by_basis[recorded] |= found - twice
        for number, codes in numbers.items():
            given, basis = codes.over(next((recorded for recorded, found in self._by_basis.items() if number in found), ()))
            for code in given.codes:
                supports[code].add(number)
            if Support.RECOGNIZE in given:
                by_basis[basis].add(number)
        return _freeze(supports), _freeze(by_basis), twice

    def _type_by(self, supports: Mapping[str, Numbers]) -> dict[str, FrozenBitMap]:
        """Return type -> the programs with its supports, in the order of the types."""
        types = {}
        for term in self.words.vocabularies["type"].by_supports.values():
            missing = [supports[code] for code in supports if code not in term.supports]
            found = BitMap.intersection(*(BitMap(supports[code]) for code in term.supports))
            types[term.code] = FrozenBitMap(found.difference(_union(missing)))
        return {code: types[code] for code in self._facets["type"]}

    def _repeated(self, left: Numbers) -> BitMap:
        """Return the programs of each family but one: the first by name of those with the family's most common type."""
        repeated = BitMap()
        for code, family in self._facets[FAMILY].items():
            members = family & left
            if members and code != NONE:
                common = max((members & found for found in self._facets["type"].values()), key=len)
                repeated |= members - BitMap([common.min()])
        return repeated

    def ranked(self, scores: Mapping[int, float], named: Iterable[int] = ()) -> Self:
        """Return the set with the sort `relevance`: by scores (key -> the more the better), ties by slug.

        Do not ask for programs without a score in that order. `named` are the keys of programs whose whole name is the
        search: they keep their place even if they are older.
        """
        known = {self._numbers[key]: score for key, score in scores.items() if key in self._numbers}
        order = sorted(known, key=lambda number: (-round(known[number], 6), self.slugs[number]))
        return self._with(_orders=self._orders.adding("relevance", order), _older=self._older - self.numbers(named))

    def _leaving(self, left: Numbers) -> Self:
        if left == self._whole:
            return self
        return self._with(_all=FrozenBitMap(left & self._all), _whole=FrozenBitMap(left & self._whole))

    def _narrow(self, found: Numbers) -> Self:
        return self._with(_all=self._all & found)

    def _with(self, **changes: Any) -> Self:
        other = object.__new__(type(self))  # copy.copy takes five times as long
        vars(other).update(vars(self), **changes)
        return other


def _union(found: Iterable[Numbers]) -> BitMap:
    return BitMap.union(BitMap(), *found)


def _freeze(found: Mapping[Any, Numbers]) -> dict[Any, FrozenBitMap]:
    return {value: FrozenBitMap(numbers) for value, numbers in found.items()}
