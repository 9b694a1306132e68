"""How many programs a selection of a release finds in the catalog as it is now."""

from __future__ import annotations

from dataclasses import replace

from catalog.asking.asked import Asked, searched
from catalog.asking.editions import Edition
from catalog.facets.selection import Selection
from catalog.facets.snapshot import Snapshot
from catalog.records.published import present_slugs


def count_today(asked: Asked, live: Snapshot) -> int:
    """How many programs fit the same choices today, under the same rules; of a fixed list, how many are still there.

    A program that was renamed since is still there.
    """
    edition = Edition(live).under(asked.edition.rules)
    if asked.selection.fixed:
        listed = set(asked.snapshot.select(replace(asked.selection, sort="name")))
        return len(present_slugs(listed) & set(edition.snapshot.select(Selection())))
    selection = replace(asked.selection.present(), rules=asked.selection.rules)
    sponsors = tuple(slug for slug in selection.sponsors if slug in live.sponsors)
    if selection.sponsors and not sponsors:
        return 0
    selection = replace(selection, sponsors=sponsors)
    return searched(edition, selection).count(selection)
