"""The orders in which results come."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from catalog.programs.deadlines import deadline_of, is_offered
from catalog.schema.fields import ProgramRecord


def by_name(record: ProgramRecord) -> tuple[str, str]:
    """The key of the order of names, which numbers programs."""
    return record.name.casefold(), record.slug


def sort_keys(record: ProgramRecord, updated: datetime.datetime | None, today: datetime.date) -> dict[str, Any]:
    """What each other order compares: programs not offered have no coming deadline, unknown years come last."""
    return {
        "slug": record.slug,
        "deadline": deadline_of(record, today).order(today) if is_offered(record) else (4, 0),
        "founded": record.founded or 9999,
        "seen": -(record.evidence_year or 0),
        "updated": -(updated.timestamp() if updated else 0),
    }


def inverse(order: Sequence[int]) -> Sequence[int]:
    """The place of each number in an order."""
    places = [0] * len(order)
    for place, number in enumerate(order):
        places[number] = place
    return places
