"""The seven program types and their supports."""

from __future__ import annotations

import enum
from contextlib import suppress
from dataclasses import dataclass

from typology.supports import NoSupportError, Support


class ProgramType(enum.StrEnum):
    """One of the seven types. Its value is its code, as in addresses and exports.

    The article names four types that prepare (credential, fellowship, community of practice, professional advancement)
    without printing their combinations, and does not name the other three. The names below are this catalog's reading;
    the combination is the fact. Type is an analytic category: most programs that call themselves fellowships are of
    another type.
    """

    COMMUNITY_OF_PRACTICE = "community-of-practice"
    LEADERSHIP_ROLE = "leadership-role"
    AWARD = "award"
    CREDENTIAL = "credential"
    PROFESSIONAL_ADVANCEMENT = "professional-advancement"
    DISTINGUISHED_ROLE = "distinguished-role"
    FELLOWSHIP = "fellowship"

    @property
    def label(self) -> str:
        """The name, e.g. ``"Credential program"``."""
        return _TABLE[self][1]

    @property
    def supports(self) -> Support:
        """The supports of programs of this type."""
        return _TABLE[self][0]

    @classmethod
    def from_code(cls, code: str) -> ProgramType:
        """Return the type of a code: its own code, or the codes of its supports joined by ``-`` in any order.

        >>> ProgramType.from_code("recognize-prepare")
        <ProgramType.CREDENTIAL: 'credential'>

        Raises ValueError for anything else.
        """
        with suppress(ValueError):
            return cls(code)
        codes = code.split("-")
        if len(set(codes)) == len(codes):
            with suppress(ValueError):
                return derive(Support.from_codes(codes))
        raise ValueError(f"{code!r} is not a type: use the code of one, or supports joined by hyphens")


# the whole typology: the supports and the name of each type
_TABLE: dict[ProgramType, tuple[Support, str]] = {
    ProgramType.COMMUNITY_OF_PRACTICE: (Support.PREPARE, "Community of practice"),
    ProgramType.LEADERSHIP_ROLE: (Support.PLACE, "Leadership role"),
    ProgramType.AWARD: (Support.RECOGNIZE, "Award"),
    ProgramType.CREDENTIAL: (Support.PREPARE | Support.RECOGNIZE, "Credential program"),
    ProgramType.PROFESSIONAL_ADVANCEMENT: (Support.PREPARE | Support.PLACE, "Professional advancement"),
    ProgramType.DISTINGUISHED_ROLE: (Support.PLACE | Support.RECOGNIZE, "Distinguished role"),
    ProgramType.FELLOWSHIP: (Support.PREPARE | Support.PLACE | Support.RECOGNIZE, "Fellowship program"),
}
_TYPE_OF = {supports: program_type for program_type, (supports, _) in _TABLE.items()}


def derive(supports: Support) -> ProgramType:
    """Return the type of programs that give exactly these supports.

    >>> derive(Support.PREPARE | Support.RECOGNIZE).label
    'Credential program'

    Raises NoSupportError for the empty set: such a program does not belong in the catalog.
    """
    if not supports:
        raise NoSupportError("a program gives at least one support: prepare, place or recognize")
    return _TYPE_OF[supports]


@dataclass(frozen=True)
class Neighbor:
    """The type that results from one change: a support that is added or dropped.

    `type` is None if the only support is dropped: such a program does not belong in the catalog.
    """

    change: Support
    added: bool
    type: ProgramType | None


def neighbors(supports: Support) -> tuple[Neighbor, ...]:
    """Return the three neighbors of a non-empty set, one for each support, in order.

    Raises NoSupportError for the empty set, as derive() does.
    """
    derive(supports)
    found = []
    for change in Support:
        changed = supports ^ change
        found.append(Neighbor(change, added=change not in supports, type=derive(changed) if changed else None))
    return tuple(found)
