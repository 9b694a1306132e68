"""What can be chosen when two records are merged, and the record that follows from the choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS, SETS, ProgramRecord
from catalog.schema.values import organization_slug
from catalog.schema.vocabulary import vocabulary
from typology import Support

# fields whose empty value states something: nationwide, not local, no credential, does not prepare
_MEANINGFUL_WHEN_EMPTY = {"serves_states", "locality", "credentials", "models", "practice"}


class Side(StrEnum):
    """Whose value the merged record has."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True)
class MergeField:
    """A part of the record that is chosen as one: a field, or a support with its evidence and source.

    `takes_both` is true of lists that both add something to. `preferred` is the side that is chosen at first.
    """

    path: str
    label: str
    takes_both: bool
    preferred: Side

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that can be chosen."""
        return tuple(Side) if self.takes_both else (Side.LEFT, Side.RIGHT)


def differing_fields(left: ProgramRecord, right: ProgramRecord, survivor: Side = Side.LEFT) -> list[MergeField]:
    """Return the parts in which two records differ, in the codebook's order.

    Preferred are the surviving record's values, but those of the other where it states nothing, and the sources of both.
    """
    one, other = (left.as_json(), right.as_json()) if survivor == Side.LEFT else (right.as_json(), left.as_json())
    spare = Side.RIGHT if survivor == Side.LEFT else Side.LEFT
    found = []
    for path, label in _paths():
        mine, theirs = _at(one, path), _at(other, path)
        if mine == theirs:
            continue
        joined = _join(path, mine, theirs) if _is_list(path) else []
        takes_both = len(joined) > max(len(mine), len(theirs)) if joined else False
        is_less = mine in (None, "", []) or (path == "sources" and len(joined) > len(mine))
        preferred = survivor if not is_less or path in _MEANINGFUL_WHEN_EMPTY else spare
        found.append(MergeField(path, label, takes_both, Side.BOTH if path == "sources" and takes_both else preferred))
    return found


def path_of(field: str) -> str:
    """Return the part that holds a field of a record: "supports.place" for "supports.place.evidence"."""
    names = field.replace("[", ".").split(".")
    return ".".join(names[:2]) if names[0] == "supports" and len(names) > 1 else names[0]


def combine(left: ProgramRecord, right: ProgramRecord, choices: Mapping[str, Side], slug: str) -> dict[str, Any]:
    """Return the merged record as JSON with this slug, not validated. Parts without a choice are the left record's."""
    one, other = left.as_json(), right.as_json()
    record = left.as_json() | {"slug": slug}
    for path, _ in _paths():
        side = choices.get(path, Side.LEFT)
        if side == Side.LEFT:
            continue
        mine, theirs = _at(one, path), _at(other, path)
        value = theirs if side == Side.RIGHT else _join(path, mine, theirs)
        *way, name = path.split(".")
        part = record
        for step in way:
            part = part[step]
        part[name] = value
    return record


def _paths() -> list[tuple[str, str]]:
    """Return path and label of every part but the slug, which is the survivor's."""
    supports = [(f"supports.{support.code}", vocabulary("support").by_code[support.code].label) for support in Support]
    found = []
    for code in FIELDS:
        if code == "supports":
            found += supports
        elif code != "slug":
            found.append((code, book().fields[code].label))
    return found


def _at(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value[name]
    return value


def _is_list(path: str) -> bool:
    return path in SETS or path in ("partners", "sources")


def _join(path: str, mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return the members of both lists: a page or organization that both name is taken from the first."""
    known = {_key(path, member) for member in mine}
    return [*mine, *(member for member in theirs if _key(path, member) not in known)]


def _key(path: str, member: Any) -> Any:
    if path == "sources":
        return member["url"]
    return organization_slug(member) if path == "partners" else member
