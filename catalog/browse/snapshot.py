"""The snapshot: the published catalog at one revision, in memory, answering every selection.

Programs are numbered in the order of their names. Each facet value is a Roaring bitmap of those
numbers, so a selection is a few intersections and each count one more.
"""

from __future__ import annotations

import copy
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pyroaring import BitMap, FrozenBitMap

from catalog.browse.eligibility.openness import Openness
from catalog.browse.facets import BOUNDS, NONE, UNSTATED, facets_of, sponsor_slug
from catalog.browse.orders import by_name, inverse, sort_keys
from catalog.browse.results import Crossed, Group, SelectionAnswer
from catalog.browse.selection import Selection
from catalog.programs.published_records import SnapshotEntry
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import Book
from typology import Rule, Support, counted


class Snapshot:
    """An immutable index over records. Made once for each revision and day; read by many threads."""

    def __init__(
        self,
        entries: Iterable[SnapshotEntry],
        *,
        today: datetime.date,
        revision: int = 0,
        stamp: str = "",
        words: Book | None = None,
    ):
        """Index `entries`, valid records each with when it was published and its program's key.

        `today` decides which deadlines are coming; `revision` and `stamp` say what was indexed; `words` is the book of
        the release that the entries are of (None: they are the catalog's own), whose codes they have.
        """
        self.today, self.revision, self.stamp = today, revision, stamp
        self.words = words or own_book()
        self.facets = facets_of(self.words)
        facets: dict[str, dict[str, BitMap]] = {name: defaultdict(BitMap) for name in self.facets}
        bounds: dict[str, dict[float | None, BitMap]] = {name: defaultdict(BitMap) for name in BOUNDS}
        sponsors: dict[str, BitMap] = defaultdict(BitMap)
        by_basis: dict[frozenset[str], BitMap] = defaultdict(BitMap)
        self._openness = Openness()
        keys = []
        self._keys: list[Any] = []
        for number, (record, updated, key) in enumerate(sorted(entries, key=lambda entry: by_name(entry.record))):
            self._keys.append(key)
            for name, facet in self.facets.items():
                for code in facet.values(record):
                    facets[name][code].add(number)
            for name, bound in BOUNDS.items():
                bounds[name][bound.value(record)].add(number)
            sponsors[sponsor_slug(record)].add(number)
            self._openness.add(number, record)
            if record.supports.recognize.present:
                by_basis[frozenset(record.supports.recognize.basis)].add(number)
            keys.append(sort_keys(record, updated, today))
        self._numbers: dict[Any, int] = {key: number for number, key in enumerate(self._keys)}
        self.slugs = tuple(key["slug"] for key in keys)
        self._all = self._whole = FrozenBitMap(range(len(keys)))
        # the programs that recognize, by all that this rests on
        self._by_basis = {basis: FrozenBitMap(found) for basis, found in by_basis.items()}
        self._facets = {
            name: {code: FrozenBitMap(facets[name].get(code, ())) for code in facet.labels} for name, facet in self.facets.items()
        }
        self._bounds = {name: {value: FrozenBitMap(found) for value, found in values.items()} for name, values in bounds.items()}
        self._sponsors = {slug: FrozenBitMap(found) for slug, found in sponsors.items()}
        self._orders = {
            sort: tuple(sorted(range(len(keys)), key=lambda number: (keys[number][sort], keys[number]["slug"])))
            for sort in ("deadline", "founded", "seen", "updated")
        }
        self._ranks: dict[str, Sequence[int] | Mapping[int, int]] = {sort: inverse(order) for sort, order in self._orders.items()}

    def __len__(self) -> int:
        return len(self._whole)

    @property
    def sponsors(self) -> Mapping[str, FrozenBitMap]:
        """The slugs of all sponsors."""
        return self._sponsors

    def codes_of(self, facet: str, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes of a facet that stand for these codes of today's code: themselves, and what replaced them.

        Codes that this edition's vocabulary does not have are left out.
        """
        words, labels, wanted = self.facets[facet].words, self.facets[facet].labels, list(codes)
        found = {*wanted, *words.current(wanted)}
        return tuple(code for code in labels if code in found)

    def stating(self, facet: str) -> int:
        """How many of all programs, whatever was searched for, state a value of this facet, be it chosen or not."""
        values = self._facets[facet]
        silent = BitMap.union(BitMap(), *(values[code] for code in (NONE, UNSTATED) if code in values))
        return len(self._whole - silent)

    def narrowed(self, keys: Iterable[int]) -> Snapshot:
        """The same snapshot answering of these programs alone (keys of their entries; unknown ones are left out).

        Every selection it then answers, counts and order among them, is of these; its length and stating() stay.
        """
        narrow = copy.copy(self)
        narrow._all = self._all & self.numbers(keys)
        return narrow

    def numbers(self, keys: Iterable[int]) -> BitMap:
        """The numbers of the programs with these keys of their entries; unknown ones are left out."""
        return BitMap([number for number in map(self._numbers.get, keys) if number is not None])

    def under(self, rules: Rule) -> Snapshot:
        """The same snapshot with supports and types derived again under changed rules; itself under none.

        As if made of catalog.programs.supports.apply_rules() records: programs left without a support are out.
        """
        if not rules:
            return self
        other = copy.copy(self)
        given = dict(self._facets["support"])
        lost = [found for basis, found in self._by_basis.items() if not counted(Support.RECOGNIZE, basis, rules)]
        gone = BitMap.union(BitMap(), *lost)
        given["recognize"] = given["recognize"] - gone
        types = {}
        for term in self.words.vocabularies["type"].by_supports.values():
            missing = [given[code] for code in given if code not in term.supports]
            found = BitMap.intersection(*(BitMap(given[code]) for code in term.supports))
            types[term.code] = FrozenBitMap(found.difference(BitMap.union(BitMap(), *missing)))
        left = FrozenBitMap(BitMap.union(BitMap(), *types.values()))
        other._all, other._whole = left & self._all, left & self._whole
        in_order = {code: types[code] for code in self._facets["type"]}
        other._facets = {**self._facets, "support": given, "type": in_order}
        if "basis" in self._facets:  # it is no facet of the first release
            basis = {code: FrozenBitMap(found - gone) for code, found in self._facets["basis"].items()}
            other._facets["basis"] = {**basis, NONE: FrozenBitMap(basis[NONE] | gone)}
        return other

    def ranked(self, scores: Mapping[int, float]) -> Snapshot:
        """The same snapshot, its sort `relevance` by these scores (program key -> the more the better), ties by slug.

        Programs without a score must not be asked for in that order.
        """
        known = {self._numbers[key]: score for key, score in scores.items() if key in self._numbers}
        order = tuple(sorted(known, key=lambda number: (-round(known[number], 6), self.slugs[number])))
        ranked = copy.copy(self)
        ranked._orders = {**self._orders, "relevance": order}
        ranked._ranks = {**self._ranks, "relevance": {number: place for place, number in enumerate(order)}}
        return ranked

    def fitting(self, selection: Selection) -> FrozenBitMap:
        """The numbers of every program that fits."""
        return FrozenBitMap(self._fitting(selection))

    def keys(self, selection: Selection) -> list[int]:
        """The keys of every program that fits, in no order."""
        return [self._keys[number] for number in self._fitting(selection)]

    def select(self, selection: Selection) -> list[str]:
        """The slugs of every program that fits, in the selection's order, pages aside."""
        parts = self._groups(selection, self._fitting(selection))
        return [self.slugs[number] for _, part in parts for number in self._ordered(selection.sort, part)]

    def count(self, selection: Selection) -> int:
        """How many programs fit."""
        return len(self._fitting(selection))

    def first(self, selection: Selection, most: int) -> list[str]:
        """The slugs of the first `most` programs that fit, in the selection's order, groups aside."""
        numbers = self._slice(selection.sort, self._fitting(selection), 0, most)
        return [self.slugs[number] for number in numbers]

    def seen_since(self, year: int, selection: Selection) -> int:
        """How many of the fitting programs state that they were operating in `year` or later."""
        since = self._within("seen_min", Decimal(year)) - self._bounds["seen_min"].get(None, FrozenBitMap())
        return self._fitting(selection).intersection_cardinality(since)

    def stated_values(self, bound: str, selection: Selection) -> Counter[float]:
        """How many of the fitting programs state each value of a bound's field."""
        fitting = self._fitting(selection)
        counts = {
            value: fitting.intersection_cardinality(found) for value, found in self._bounds[bound].items() if value is not None
        }
        return Counter({value: count for value, count in counts.items() if count})

    def answer(self, selection: Selection) -> SelectionAnswer:
        """Ids of the page, order and every count for a selection."""
        fitting = self._fitting(selection)
        parts = self._groups(selection, fitting)
        pages = max(1, -(-len(fitting) // selection.per_page))
        page = min(selection.page, pages)
        start, groups = (page - 1) * selection.per_page, []
        stop = start + selection.per_page
        for name, part in parts:
            numbers = self._slice(selection.sort, part, max(start, 0), max(stop, 0))
            groups.append(Group(name, len(part), tuple(self.slugs[number] for number in numbers)))
            start, stop = start - len(part), stop - len(part)
        return SelectionAnswer(
            count=len(fitting),
            groups=tuple(groups),
            page=page,
            pages=pages,
            counts=self._counts(selection, fitting),
            unstated=self._kept(selection, fitting),
        )

    def kept(self, selection: Selection) -> dict[str, int]:
        """Bound -> programs that fit only because they do not state the field."""
        return self._kept(selection, self._fitting(selection))

    def counts(self, selection: Selection) -> dict[str, dict[str, int]]:
        """Facet -> value -> number of programs with it under the choices in all other facets and bounds.

        For a facet joined by AND: the number with its chosen values and this one.
        """
        return self._counts(selection, self._fitting(selection))

    def silent(self, selection: Selection) -> dict[str, int]:
        """Facet or bound -> fitting programs that are in only because they do not state it.

        Under "" how many of the fitting programs are in any of them. Facets count where `unstated` is
        chosen beside other values, `state` where a program states no residence rule, bounds always.
        """
        fitting = self._fitting(selection)
        parts = {
            name: fitting & self._facets[name][UNSTATED]
            for name, codes in selection.chosen.items()
            if UNSTATED in codes and len(codes) > 1
        }
        assumed = dict(self._groups(selection, fitting)).get("assumed")
        parts |= {"state": assumed} if assumed else {}
        parts |= {name: fitting & self._bounds[name].get(None, FrozenBitMap()) for name in selection.bounds}
        return {"": len(BitMap.union(BitMap(), *parts.values())), **{name: len(found) for name, found in parts.items()}}

    def crossed(self, selection: Selection, rows: str, columns: str = "") -> Crossed:
        """Every count of one facet, or of two against each other, under the choices in all others.

        Choices in the crossed facets only pick which of their values show.
        """
        axes = [axis for axis in (rows, columns) if axis]
        base = self._fitting(selection, leaving_out=tuple(axes))
        picked = {axis: selection.chosen.get(axis) or tuple(self.facets[axis].labels) for axis in axes}
        within = {axis: BitMap.union(BitMap(), *(self._facets[axis][code] for code in picked[axis])) for axis in axes}
        shown = BitMap.intersection(BitMap(base), *within.values())
        cells = {}
        for code in picked[rows] if columns else ():
            found = base & self._facets[rows][code]
            cells[code] = {other: found.intersection_cardinality(self._facets[columns][other]) for other in picked[columns]}
        return Crossed(
            rows=picked[rows],
            columns=picked.get(columns, ()),
            cells=cells,
            totals={
                axis: {code: shown.intersection_cardinality(self._facets[axis][code]) for code in picked[axis]} for axis in axes
            },
            total=len(shown),
            base=len(base),
            silent={
                axis: {empty: base.intersection_cardinality(self._facets[axis][empty]) for empty in self.facets[axis].empty}
                for axis in axes
            },
            kept=self._kept(selection, shown),
        )

    def naming(self, selection: Selection) -> dict[str, int]:
        """State -> programs that name it, nationwide ones left out, under the choices in all other facets and bounds."""
        others = self._fitting(selection, leaving_out=("state",))
        return {code: self._openness.naming(code, others) for code in self._facets["state"]}

    def everywhere(self, selection: Selection) -> tuple[int, int]:
        """How many programs are nationwide, and how many state no residence rule, under the choices of naming()."""
        others = self._fitting(selection, leaving_out=("state",))
        return self._openness.nationwide(others), self._openness.assumed(others)

    def for_fewer_years(self, selection: Selection, years: Decimal) -> int:
        """How many of the fitting programs are for teachers who have taught fewer than `years`, as stated."""
        return self._openness.for_fewer_years(years, self._fitting(selection))

    def _counts(self, selection: Selection, fitting: BitMap | FrozenBitMap) -> dict[str, dict[str, int]]:
        counts = {}
        for name, facet in self.facets.items():
            others = fitting
            if name in selection.chosen and not facet.every:
                others = self._fitting(selection, leaving_out=(name,))
            counts[name] = {code: others.intersection_cardinality(found) for code, found in self._facets[name].items()}
        return counts

    def _fitting(self, selection: Selection, leaving_out: tuple[str, ...] = ()) -> BitMap | FrozenBitMap:
        """The programs that fit every choice but those in the facets that are named."""
        parts: list[BitMap | FrozenBitMap] = []
        for name, codes in selection.chosen.items():
            if name in leaving_out:
                continue
            found = [self._facets[name][code] for code in codes]
            parts += found if self.facets[name].every else [BitMap.union(*found) if len(found) > 1 else found[0]]
        if selection.sponsors:
            parts.append(BitMap.union(BitMap(), *(self._sponsors[slug] for slug in selection.sponsors)))
        for name, limit in selection.bounds.items():
            parts.append(self._within(name, limit))
        return BitMap.intersection(self._all, *parts) if parts else self._all

    def _kept(self, selection: Selection, fitting: BitMap | FrozenBitMap) -> dict[str, int]:
        return {name: fitting.intersection_cardinality(self._bounds[name].get(None, FrozenBitMap())) for name in selection.bounds}

    def _within(self, name: str, limit: Decimal) -> BitMap:
        upper = BOUNDS[name].upper
        return BitMap.union(
            BitMap(),
            *(
                found
                for value, found in self._bounds[name].items()
                if value is None or (value <= limit if upper else value >= limit)
            ),
        )

    def _groups(self, selection: Selection, fitting: BitMap | FrozenBitMap) -> list[tuple[str, BitMap | FrozenBitMap]]:
        """The fitting programs whole, or by who may take part where a state is chosen."""
        states = selection.chosen.get("state")
        return self._openness.groups(states, fitting) if states else [("", fitting)]

    def _ordered(self, sort: str, found: BitMap | FrozenBitMap) -> Iterator[int]:
        order = self._orders.get(sort)
        return iter(found) if order is None else (number for number in order if number in found)

    def _slice(self, sort: str, found: BitMap | FrozenBitMap, start: int, stop: int) -> Sequence[int]:
        """The numbers from `start` up to `stop` of the found programs in this order."""
        size = len(found)
        stop = min(stop, size)
        if start >= stop:
            return ()
        order = self._orders.get(sort)
        if order is None:  # numbers are in the order of names
            return found[start:stop].to_array()
        if size == len(order):
            return order[start:stop]
        # few found: sort them; many found: walk the order until the page is full
        if size * 3 < len(order) * stop / size:
            return sorted(found, key=self._ranks[sort].__getitem__)[start:stop]
        page, seen = [], 0
        for number in order:
            if number in found:
                if seen >= start:
                    page.append(number)
                seen += 1
                if seen == stop:
                    break
        return page
