"""The orders in which results come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyroaring import BitMap, FrozenBitMap

from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.programs.money.line import money_order
from catalog.schema.fields import ProgramRecord


def by_name(record: ProgramRecord) -> tuple[str, str]:
    """Return the sort key of the order of names, in which programs are numbered."""
    return record.name.casefold(), record.slug


def sort_keys(record: ProgramRecord, updated: datetime.datetime | None, today: datetime.date) -> dict[str, Any]:
    """Return the sort key of each other order. Programs that are not offered have no coming deadline; unknown years come last."""
    return {
        "slug": record.slug,
        "deadline": deadline_of(record, today).order(today) if is_offered(record) else (4, 0),
        "cost": money_order(record),
        "founded": record.founded or 9999,
        "seen": -(record.evidence_year or 0),
        "updated": -(updated.timestamp() if updated else 0),
    }


class Orders:
    """The numbers of programs in each order. An order that it does not have is that of the numbers, by name."""

    def __init__(self, orders: Mapping[str, Sequence[int]]):
        self._orders = orders
        self._places = {sort: {number: place for place, number in enumerate(order)} for sort, order in orders.items()}

    @classmethod
    def of(cls, keys: Sequence[Mapping[str, Any]]) -> Orders:
        """Return the orders by these sort keys, one mapping for each number; ties go by slug."""
        return cls(
            {
                sort: sorted(range(len(keys)), key=lambda number: (keys[number][sort], keys[number]["slug"]))
                for sort in ("deadline", "cost", "founded", "seen", "updated")
            }
        )

    def adding(self, sort: str, order: Sequence[int]) -> Orders:
        """Return these orders and one more."""
        one = Orders({sort: order})
        one._orders, one._places = {**self._orders, **one._orders}, {**self._places, **one._places}
        return one

    def arrange(self, sort: str, found: BitMap | FrozenBitMap) -> Iterator[int]:
        """Yield these numbers in an order."""
        order = self._orders.get(sort)
        return iter(found) if order is None else (number for number in order if number in found)

    def slice(self, sort: str, found: BitMap | FrozenBitMap, start: int, stop: int) -> Sequence[int]:
        """Return these numbers in an order, from place `start` up to `stop`."""
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
            return sorted(found, key=self._places[sort].__getitem__)[start:stop]
        page, seen = [], 0
        for number in order:
            if number in found:
                if seen >= start:
                    page.append(number)
                seen += 1
                if seen == stop:
                    break
        return page
