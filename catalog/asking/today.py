"""How many programs a selection of a release finds in the catalog as it is now."""

from __future__ import annotations

from dataclasses import replace

from catalog.asking.asked import Asked, searched
from catalog.asking.editions import Edition
from catalog.facets.snapshot import Snapshot


def count_today(asked: Asked, live: Snapshot) -> int:
    """How many programs fit the same choices today, under the same rule; of a fixed list, how many are still there."""
    edition = Edition(live).under(asked.edition.rule)
    if asked.selection.fixed:
        still = set(edition.snapshot.slugs)
        return sum(slug in still for slug in asked.snapshot.select(replace(asked.selection, sort="name")))
    selection = replace(asked.selection.present(), rule=asked.selection.rule)
    sponsors = tuple(slug for slug in selection.sponsors if slug in live.sponsors)
    if selection.sponsors and not sponsors:
        return 0
    selection = replace(selection, sponsors=sponsors)
    return searched(edition, selection).count(selection)
