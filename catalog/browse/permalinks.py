"""A search in a release, written as the list of the programs that it found."""

from __future__ import annotations

from catalog.browse.fixed_list import LONGEST, fixed
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection


def listed(asked: BrowseQuery, axes: tuple[str, ...] = ()) -> Selection:
    """The selection as a citation names it: one that finds the same programs for ever.

    Words may find others when searching is mended, so a search in a release becomes a fixed list, in the
    usual order; any other selection stays as it is. Of a cross-table `axes` are its facets: choices in these
    only pick which values show, so they stay beside the list. So does a search whose list no address could hold.
    """
    selection = asked.selection
    if not selection.q or asked.edition.release is None:
        return selection
    counted = selection
    for axis in axes:
        counted = counted.choosing(axis, ())
    text = fixed(asked.snapshot.filter(counted).keys())
    if not text or len(text) > LONGEST:
        return selection
    chosen = {name: codes for name, codes in selection.chosen.items() if name in axes}
    return Selection(chosen=chosen, release=selection.release, rules=selection.rules, fixed=text)
