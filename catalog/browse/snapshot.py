"""The snapshot: the published catalog at one revision, in memory, answering every selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from pyroaring import BitMap, FrozenBitMap

from catalog.browse.facets import NONE, UNSTATED
from catalog.browse.filterset import filterset_of
from catalog.browse.orders import Orders
from catalog.browse.program_set import Numbers, ProgramSet
from catalog.browse.results import CrosstabCounts, Group, SelectionAnswer
from catalog.browse.selection import Selection

# orders that keep older programs in their place, because they are about the whole
_TOGETHER = ("founded", "updated")


class Snapshot(ProgramSet):
    """Programs that answer selections. Made once for each revision and day; read by many threads.

    The methods that take a selection apply its facets, sponsors and bounds. Its search and its fixed list choose the
    snapshot that they are called on (catalog.browse.query.searched).
    """

    def filter(self, selection: Selection, leaving_out: Iterable[str] = ()) -> Snapshot:
        """Return the programs that match a selection, without its choices in the facets to leave out.

        What the selection excludes stays left out, so that a count is what choosing the value finds.
        """
        values = {name: value for name, value in selection.choices().items() if name not in leaving_out}
        return filterset_of(self.words).apply(self, values)

    def codes_of(self, facet: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes of a facet in this edition that stand for these codes of the catalog's own vocabulary.

        They are the codes themselves and those that replaced them, as far as the edition's vocabulary has them.
        """
        words, labels, wanted = self.facets[facet].words, self.facets[facet].labels, list(codes)
        found = {*wanted, *words.current(wanted)}
        return tuple(code for code in labels if code in found)

    def count_stated(self, facet: str) -> int:
        """Return how many programs state a value of a facet, before any filter."""
        values = self._facets[facet]
        silent = BitMap.union(BitMap(), *(values[code] for code in (NONE, UNSTATED) if code in values))
        return len(self._whole - silent)

    def match(self, selection: Selection) -> FrozenBitMap:
        """Return the numbers of the programs that match."""
        return FrozenBitMap(self.filter(selection).found)

    def select(self, selection: Selection) -> list[str]:
        """Return the slugs of all programs that match, in the selection's order."""
        found = self.filter(selection).found
        orders = self._orders_for(selection, found)
        parts = self._groups(selection, found)
        return [self.slugs[number] for _, part in parts for number in orders.arrange(selection.sort, part)]

    def count(self, selection: Selection) -> int:
        """Return how many programs match."""
        return len(self.filter(selection).found)

    def first(self, selection: Selection, most: int) -> list[str]:
        """Return the slugs of the first programs that match, at most `most`, in the selection's order without groups."""
        found = self.filter(selection).found
        numbers = self._orders_for(selection, found).slice(selection.sort, found, 0, most)
        return [self.slugs[number] for number in numbers]

    def seen_since(self, year: int, selection: Selection) -> int:
        """Return how many matching programs state that they operated in `year` or later."""
        seen = self.filter(selection).within("seen_min", Decimal(year)).found
        return len(seen - self._silent_of("seen_min"))

    def stated_values(self, bound: str, selection: Selection) -> Counter[float]:
        """Return how many matching programs state each value of a bound's field."""
        fitting = self.filter(selection).found
        counts = {
            value: fitting.intersection_cardinality(found) for value, found in self._bounds[bound].items() if value is not None
        }
        return Counter({value: count for value, count in counts.items() if count})

    def answer(self, selection: Selection) -> SelectionAnswer:
        """Return the programs of the page, in order, and every count."""
        fitting = self.filter(selection).found
        parts = self._groups(selection, fitting)
        pages = max(1, -(-len(fitting) // selection.per_page))
        page = min(selection.page, pages)
        start, groups = (page - 1) * selection.per_page, []
        orders = self._orders_for(selection, fitting)
        stop = start + selection.per_page
        for name, part in parts:
            numbers = orders.slice(selection.sort, part, max(start, 0), max(stop, 0))
            groups.append(Group(name, len(part), tuple(self.slugs[number] for number in numbers)))
            start, stop = start - len(part), stop - len(part)
        return SelectionAnswer(
            count=len(fitting),
            groups=tuple(groups),
            page=page,
            pages=pages,
            counts=self._counts(selection, fitting),
            unstated=self._count_unstated(selection, fitting),
        )

    def count_unstated(self, selection: Selection) -> dict[str, int]:
        """Return bound -> programs that match only because they do not state the field."""
        return self._count_unstated(selection, self.filter(selection).found)

    def counts(self, selection: Selection) -> dict[str, dict[str, int]]:
        """Return facet -> value -> programs that have it and match the choices in all other facets and bounds.

        In a facet that joins values by AND they also have its chosen values.
        """
        return self._counts(selection, self.filter(selection).found)

    def count_values(self, selection: Selection) -> dict[str, dict[str, int]]:
        """Return facet -> value -> matching programs that have it. Unlike counts(), every choice applies."""
        found = self.filter(selection).found
        return {
            name: {code: found.intersection_cardinality(numbers) for code, numbers in values.items()}
            for name, values in self._facets.items()
        }

    def silent(self, selection: Selection) -> dict[str, int]:
        """Return facet or bound -> programs that match only because they do not state it; "" -> programs in any of these.

        A facet counts if `unstated` is chosen together with other values. `state` counts programs that state no
        residence rule. A bound always counts.
        """
        fitting = self.filter(selection).found
        parts = {
            name: fitting & self._facets[name][UNSTATED]
            for name, codes in selection.chosen.items()
            if UNSTATED in codes and len(codes) > 1
        }
        states = selection.chosen.get("state")
        assumed = dict(self._openness.groups(states, fitting)).get("assumed") if states else None
        parts |= {"state": assumed} if assumed else {}
        parts |= {name: fitting & self._silent_of(name) for name in selection.bounds}
        return {"": len(BitMap.union(BitMap(), *parts.values())), **{name: len(found) for name, found in parts.items()}}

    def count_cells(self, selection: Selection, rows: str, columns: str = "") -> CrosstabCounts:
        """Return every count of one facet, or of two facets against each other.

        Choices in these facets only select which of their values are shown.
        """
        axes = [axis for axis in (rows, columns) if axis]
        base = self.filter(selection, leaving_out=axes).found
        picked = {axis: selection.chosen.get(axis) or tuple(self.facets[axis].labels) for axis in axes}
        within = {axis: BitMap.union(BitMap(), *(self._facets[axis][code] for code in picked[axis])) for axis in axes}
        shown = BitMap.intersection(BitMap(base), *within.values())
        cells = {}
        for code in picked[rows] if columns else ():
            found = base & self._facets[rows][code]
            cells[code] = {other: found.intersection_cardinality(self._facets[columns][other]) for other in picked[columns]}
        return CrosstabCounts(
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
            kept=self._count_unstated(selection, shown),
        )

    def count_listing(self, selection: Selection) -> dict[str, int]:
        """Return state -> programs that name it, nationwide ones left out, and match all other choices."""
        others = self.filter(selection, leaving_out=["state"]).found
        return {code: self._openness.count_listing(code, others) for code in self._facets["state"]}

    def everywhere(self, selection: Selection) -> tuple[int, int]:
        """Return how many programs are nationwide and how many state no residence rule, out of the same as count_listing()."""
        others = self.filter(selection, leaving_out=["state"]).found
        return self._openness.nationwide(others), self._openness.assumed(others)

    def for_fewer_years(self, selection: Selection, years: Decimal) -> int:
        """Return how many matching programs say that they are for teachers with fewer than `years` years."""
        return self._openness.for_fewer_years(years, self.filter(selection).found)

    def _counts(self, selection: Selection, fitting: Numbers) -> dict[str, dict[str, int]]:
        counts = {}
        for name, facet in self.facets.items():
            others = fitting
            if name in selection.chosen and not facet.every:
                others = self.filter(selection, leaving_out=[name]).found
            counts[name] = {code: others.intersection_cardinality(found) for code, found in self._facets[name].items()}
        return counts

    def _silent_of(self, bound: str) -> FrozenBitMap:
        return self._bounds[bound].get(None, FrozenBitMap())

    def _count_unstated(self, selection: Selection, fitting: Numbers) -> dict[str, int]:
        return {name: fitting.intersection_cardinality(self._silent_of(name)) for name in selection.bounds}

    def _orders_for(self, selection: Selection, found: Numbers) -> Orders:
        """Return the orders of a selection. Its best fits state the most of what it asks for and were seen running last."""
        if selection.sort != "fit":
            return self._orders
        sure: list[Numbers] = [
            BitMap.union(BitMap(), *(self._facets[name][code] for code in codes if code != UNSTATED))
            for name, codes in selection.chosen.items()
        ]
        if "state" in selection.chosen:
            states = selection.chosen["state"]
            sure += [found - self._openness.unsure(states), found - self._openness.far(states)]
        sure += [found - self._silent_of(name) for name in selection.bounds]
        last = {number: place for place, number in enumerate(self._orders.arrange("seen", found))}
        return self._orders.adding("fit", sorted(found, key=lambda number: (-sum(number in part for part in sure), last[number])))

    def _groups(self, selection: Selection, fitting: Numbers) -> list[tuple[str, Numbers]]:
        """Return the programs in one group, or grouped by who may take part if a state is chosen; older ones come last."""
        states = selection.chosen.get("state")
        older = fitting & self._older if selection.sort not in _TOGETHER else FrozenBitMap()
        now = fitting - older
        groups = self._openness.groups(states, now) if states else [("", now)]
        return [*groups, *([("older", older)] if older else [])]
