"""The map view: one tile of the same size for each state and territory, placed as on a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from catalog.browse.crosstabs.teacher_rates import rate, teacher_table
from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import ngettext

SIDE, GAP = 76, 6  # of a tile, in units of the drawing
# each row from west to east; a dot is a place without a tile
_LAYOUT = """
    AK .  .  .  .  .  .  .  .  .  ME
    .  .  .  .  .  .  .  .  .  VT NH
    WA ID MT ND MN IL WI MI NY RI MA
    OR NV WY SD IA IN OH PA NJ CT .
    CA UT CO NE MO KY WV VA MD DE .
    .  AZ NM KS AR TN NC SC DC .  .
    .  .  .  OK LA MS AL GA .  .  .
    HI .  .  TX .  .  .  .  FL PR VI
    GU MP AS .  .  .  .  .  .  .  .
"""
PLACES = {
    code: (column, line)
    for line, codes in enumerate(_LAYOUT.split("\n")[1:-1])
    for column, code in enumerate(codes.split())
    if code != "."
}


@dataclass(frozen=True)
class Tile:
    """One state: `count` programs are open to its teachers, or to teachers in some place in it.

    `naming` of them name it, the others are nationwide or state no residence rule.
    `rate` is how many of those that name it there are per 10,000 of its teachers, "" where it has no number.
    `level` runs from 0 (none names it) to 4 (as many as name the most named state).
    """

    code: str
    name: str
    count: int
    naming: int
    level: int
    chosen: bool
    x: int
    y: int
    url: str
    rate: str

    @property
    def text(self) -> str:
        """``78 (8 name Ohio)``."""
        text = ngettext("%(count)s (%(naming)s names %(state)s)", "%(count)s (%(naming)s name %(state)s)", self.naming)
        return text % {"count": f"{self.count:,}", "naming": f"{self.naming:,}", "state": self.name}


@dataclass(frozen=True)
class TileMap:
    """The tiles in order of the states' names, the drawing's size, how many programs are nationwide or state no rule."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int
    nationwide: int
    assumed: int
    teachers_url: str


def build_tile_map(snapshot: Snapshot, selection: Selection, counts: Mapping[str, int]) -> TileMap:
    """Return the map of a selection; `counts` are those of the facet `state` in the snapshot's answer to it."""
    naming = snapshot.count_listing(selection)
    teachers = teacher_table().teachers
    most = max(naming.values(), default=0)
    tiles = []
    for code, name in FACETS["state"].labels.items():
        column, line = PLACES[code]
        found = rate(naming[code], teachers.get(code))
        tiles.append(
            Tile(
                code=code,
                name=name,
                count=counts[code],
                naming=naming[code],
                level=-(-4 * naming[code] // most) if most else 0,
                chosen=code in selection.chosen.get("state", ()),
                x=column * (SIDE + GAP) + GAP,
                y=line * (SIDE + GAP) + GAP,
                url=replace(selection.with_values("state", (code,)), view="list").address(),
                rate="" if found is None else str(found),
            )
        )
    nationwide, assumed = snapshot.everywhere(selection)
    return TileMap(
        tiles=tuple(tiles),
        width=max(tile.x for tile in tiles) + SIDE + GAP,
        height=max(tile.y for tile in tiles) + SIDE + GAP,
        side=SIDE,
        nationwide=nationwide,
        assumed=assumed,
        teachers_url=selection.bare().address(reverse("teachers")),
    )
