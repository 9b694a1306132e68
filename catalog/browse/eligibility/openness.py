"""Who can enter programs, by state and by years of teaching."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from pyroaring import BitMap, FrozenBitMap

from catalog.schema.fields import ProgramRecord

Numbers = BitMap | FrozenBitMap


class Openness:
    """The numbers of programs by who can enter. Filled once, then only read."""

    def __init__(self) -> None:
        self._naming: dict[str, BitMap] = defaultdict(BitMap)
        self._national, self._local, self._assumed, self._in_person = BitMap(), BitMap(), BitMap(), BitMap()
        self._most_years: dict[float, BitMap] = defaultdict(BitMap)

    def add(self, number: int, record: ProgramRecord) -> None:
        """Index one program under its number."""
        for code in record.serves_states:
            self._naming[code].add(number)
        if record.scope == "national":
            self._national.add(number)
        if record.scope == "local":
            self._local.add(number)
        if record.is_residence_assumed:
            self._assumed.add(number)
        if record.delivery == "in_person":
            self._in_person.add(number)
        if record.max_years_experience is not None:
            self._most_years[record.max_years_experience].add(number)

    def groups(self, states: Iterable[str], found: Numbers) -> list[tuple[str, Numbers]]:
        """Split programs that match chosen states: those that name one, nationwide, assumed, local, in this order.

        A program without a residence rule is in the group of a state that it names, or else in `assumed`. That group is
        left out if it is empty.
        """
        named = BitMap.union(BitMap(), *(self._naming[code] for code in states if code in self._naming))
        nationwide = found & self._national
        assumed = (found & self._assumed) - named
        local = (found & self._local) - assumed
        groups = [("state", found - nationwide - assumed - local), ("nationwide", nationwide)]
        return [*groups, *([("assumed", assumed)] if assumed else []), ("local", local)]

    def unsure(self, states: Iterable[str]) -> BitMap:
        """Return the programs that may not be open to a teacher of these states: no residence rule stated, or one place."""
        named = BitMap.union(BitMap(), *(self._naming[code] for code in states if code in self._naming))
        return (self._assumed - named) | self._local

    def far(self, states: Iterable[str]) -> BitMap:
        """Return the programs of other states that state no residence rule but meet in person."""
        return self.unsure(states) & self._assumed & self._in_person

    def count_listing(self, state: str, found: Numbers) -> int:
        """Return how many of these programs name a state."""
        return found.intersection_cardinality(self._naming[state]) if state in self._naming else 0

    def nationwide(self, found: Numbers) -> int:
        """Return how many of these programs are nationwide."""
        return found.intersection_cardinality(self._national)

    def assumed(self, found: Numbers) -> int:
        """Return how many of these programs state no residence rule."""
        return found.intersection_cardinality(self._assumed)

    def for_fewer_years(self, years: Decimal, found: Numbers) -> int:
        """Return how many of these programs say that they are for teachers with fewer than `years` years."""
        fewer = (numbers for most, numbers in self._most_years.items() if most < years)
        return found.intersection_cardinality(BitMap.union(BitMap(), *fewer))
