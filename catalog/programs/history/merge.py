"""Merge two changes of one record that started from the same version."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from catalog.programs.history.diff import GIVEN, Difference, describe_fields
from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import Record


@dataclass(frozen=True)
class Collision:
    """A field that both changed, to different values. Values are in words, as in Difference."""

    field: str
    label: str
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]


@dataclass(frozen=True)
class Merge:
    """Both changes in one record, and who changed what.

    `record` has both changes, and mine where they collide. `theirs_only` and `mine_only` compare with the base. A change
    that both made is only in the record. The record may be invalid although both changes are valid.
    """

    record: Record
    theirs_only: tuple[Difference, ...]
    mine_only: tuple[Difference, ...]
    collisions: tuple[Collision, ...]


def compare(base: ProgramRecord, theirs: ProgramRecord, mine: ProgramRecord) -> Merge:
    """Merge two changes of the valid record `base`.

    Each part of a support counts by itself; a list (sources, partners, states) counts as a whole. Fields are in the
    codebook's order.
    """
    record = mine.as_json()
    words = {name: describe_fields(version) for name, version in (("base", base), ("theirs", theirs), ("mine", mine))}
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
    shown = [tuple(one for one in found if one.after != GIVEN) for found in (theirs_only, mine_only)]
    return Merge(load_stored(record), shown[0], shown[1], tuple(collisions))


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
