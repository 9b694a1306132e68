"""Groups of cards that show their first programs and link to the rest."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.schema.fields import ProgramRecord
from catalog.site.browse.cards import Card, build_card

FIRST_CARDS = 4


@dataclass(frozen=True)
class ProgramGroup:
    """Programs under one heading: the number of all, the cards of the first ones, and the page of the list with the rest."""

    name: str
    title: str
    note: str
    count: int
    cards: tuple[Card, ...]
    url: str

    @property
    def rest(self) -> int:
        """How many programs have no card here."""
        return self.count - len(self.cards)


def build_group(
    name: str,
    title: str,
    note: str,
    slugs: Sequence[str],
    records: Mapping[str, ProgramRecord],
    today: datetime.date,
    url: str,
    most: int = FIRST_CARDS,
    answers: str = "",
) -> ProgramGroup:
    """Return a group of the programs with these slugs. `answers` is what cards pass on to the program pages."""
    shown = [build_card(records[slug], today, title, answers=answers) for slug in slugs[:most] if slug in records]
    return ProgramGroup(name, title, note, len(slugs), tuple(shown), url)
