"""A program as a card in a list and a row in a table."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.facets.declared import supports_of
from catalog.records.deadlines import deadline_of
from catalog.records.vocabulary import vocabulary
from catalog.views import words


@dataclass(frozen=True)
class Card:
    """What a list or table shows of one program, ready to print."""

    slug: str
    url: str
    name: str
    sponsor: str
    forms: str
    supports: tuple[str, ...]
    combination: str
    summary: str
    facts: tuple[str, ...]
    deadline: dict[str, str] | None
    ended: bool
    group: str
    states_text: str
    delivery: str
    length: str
    pays: str
    receives: str
    seen: str


def card(record: Mapping[str, Any], today: datetime.date, group: str = "") -> Card:
    """The card of a record as of `today`, under the heading of its group."""
    supports = supports_of(record)
    delivery = vocabulary("delivery").label_of(record["delivery"])
    receives = ", ".join(words.labels("receives", record["receives"]))
    where, length = words.where(record), words.length(record)
    sponsor_type = vocabulary("sponsor_type").label_of(record["sponsor_type"])
    facts = (sponsor_type, where, delivery, receives, length, words.seen(record))
    return Card(
        slug=record["slug"],
        url=words.program_url(record["slug"]),
        name=record["name"],
        sponsor=record["sponsor"],
        forms=words.forms(record),
        supports=supports.codes,
        combination=supports.combination,
        summary=record["summary"],
        facts=tuple(fact for fact in facts if fact),
        deadline=words.deadline_badge(record, deadline_of(record, today)),
        ended=record["status"] == "ended",
        group=group,
        states_text=where,
        delivery=delivery,
        length=length,
        pays=vocabulary("pays").label_of(record["pays"]),
        receives=receives,
        seen=str(record["evidence_year"] or ""),
    )
