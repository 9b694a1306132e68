"""Two changes of one record, begun from the same version: what each changed, and both in one record."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from catalog.programs.history.diff import Difference, told
from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import Record


@dataclass(frozen=True)
class Collision:
    """A field that both changed, each to another value.

    `field` is its path in the record, `label` how people call it; the three values are told in words, as in Difference.
    """

    field: str
    label: str
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]


@dataclass(frozen=True)
class Merge:
    """Both changes in one record, and who changed what.

    `record` has what only one of the two changed as that one left it, and mine where they collide. `theirs_only` and
    `mine_only` tell each from the base to the new value. What both changed alike is in the record and nowhere else.
    The record may break rules between fields though both changes keep them: catalog.schema.validation tells.
    """

    record: Record
    theirs_only: tuple[Difference, ...]
    mine_only: tuple[Difference, ...]
    collisions: tuple[Collision, ...]


def compare(base: ProgramRecord, theirs: ProgramRecord, mine: ProgramRecord) -> Merge:
    """What became of the valid record `base` in two hands.

    Each part of a support counts by itself; a list (sources, partners, states) counts as a whole. All in the codebook's order.
    """
    record = mine.as_json()
    words = {name: told(version) for name, version in (("base", base), ("theirs", theirs), ("mine", mine))}
    theirs_only, mine_only, collisions = [], [], []
    for field, (label, before) in words["base"].items():
        was, became, is_mine = (_at(version.as_json(), field) for version in (base, theirs, mine))
        if became == is_mine:
            continue
        theirs_words, mine_words = words["theirs"][field][1], words["mine"][field][1]
        if was == is_mine:
            theirs_only.append(Difference(field, label, before, theirs_words))
            _put(record, field, copy.deepcopy(became))
        elif was == became:
            mine_only.append(Difference(field, label, before, mine_words))
        else:
            collisions.append(Collision(field, label, before, theirs_words, mine_words))
    return Merge(load_stored(record), tuple(theirs_only), tuple(mine_only), tuple(collisions))


def _at(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value[name]
    return value


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split(".")
    for name in way:
        record = record[name]
    record[last] = value
