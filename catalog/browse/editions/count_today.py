"""How many programs a selection of a release finds in the current catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalog.browse.editions.edition import Edition
from catalog.browse.query import BrowseQuery, searched
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.published_records import present_slugs
from catalog.schema.vocabulary import use_vocabulary
from typology import Support


def count_today(asked: BrowseQuery, live: Snapshot) -> int:
    """Return how many programs match the same choices today, under the same rules.

    For a fixed list it is how many of its programs are still published, perhaps under another name.
    """
    with use_vocabulary(live.words):
        return _count_today(asked, live)


def selection_today(asked: BrowseQuery, live: Snapshot) -> Selection:
    """Return the selection in the current vocabularies, without changed rules and fixed list.

    Codes of the release become the codes that replaced them, types the current type of the same supports. Codes without
    a replacement are left out.
    """
    if asked.edition.words is live.words:
        return asked.selection.present()
    chosen, excluded = (
        {name: found for name, codes in of.items() if (found := tuple(_codes_today(name, codes, asked.edition, live)))}
        for of in (asked.selection.chosen, asked.selection.excluded)
    )
    return replace(asked.selection.present(), chosen=chosen, excluded=excluded)


def _codes_today(name: str, codes: Iterable[str], edition: Edition, live: Snapshot) -> Iterator[str]:
    """Yield the current codes of a facet for these codes of an edition, in order."""
    facet, found = live.facets.get(name), set()
    if facet is None:
        return iter(())
    for code in codes:
        if name == "type":
            supports = Support.from_codes(edition.words.vocabularies["type"].by_code[code].supports)
            found.add(live.words.type_of(supports).code)
            continue
        found.update(facet.words.current([code]) or [code])
    return (code for code in facet.labels if code in found)


def _count_today(asked: BrowseQuery, live: Snapshot) -> int:
    edition = Edition(live).under(asked.edition.rules)
    if asked.selection.fixed:
        slugs = set(asked.snapshot.select(replace(asked.selection, sort="name")))
        return len(set(present_slugs(slugs)) & set(edition.snapshot.select(Selection())))
    selection = replace(selection_today(asked, live), rules=asked.selection.rules)
    if selection.chosen.keys() != asked.selection.chosen.keys():
        return 0  # the current catalog has none of the chosen values
    sponsors = tuple(slug for slug in map(live.present_sponsor, selection.sponsors) if slug in live.sponsors)
    if selection.sponsors and not sponsors:
        return 0
    selection = replace(selection, sponsors=sponsors)
    return searched(edition, selection).count(selection)
