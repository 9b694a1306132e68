"""The seven program types and the one table that ties each to its supports."""

from __future__ import annotations

import enum
from contextlib import suppress
from dataclasses import dataclass

from typology.supports import NoSupportError, Support


class ProgramType(enum.StrEnum):
    """One of the seven types; its value is its code, as in addresses and exports.

    The published article names four types that prepare (credential, fellowship, community of
    practice, professional advancement) without tying each to a combination in the text at hand,
    and does not name the other three. The names below are this catalog's reading; the
    combination is the fact. Type is an analytic category: most programs that call themselves
    fellowships are of another type.
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
        """The name people read, e.g. ``"Credential program"``."""
        return _TABLE[self][1]

    @property
    def supports(self) -> Support:
        """The supports that make a program one of this type."""
        return _TABLE[self][0]

    @classmethod
    def from_code(cls, code: str) -> ProgramType:
        """The type that a code means: a type's own code, or the codes of its supports joined by ``-``, in any order.

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


# The whole typology: which combination of supports is which type, under which name.
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
    """The type of a program that gives exactly these supports.

    >>> derive(Support.PREPARE | Support.RECOGNIZE).label
    'Credential program'

    Raises NoSupportError for the empty set: such a program does not belong in the catalog.
    """
    if not supports:
        raise NoSupportError("a program gives at least one support: prepare, place or recognize")
    return _TYPE_OF[supports]


@dataclass(frozen=True)
class Neighbour:
    """What one change would make of a program: `change` added (or dropped) gives `type`.

    `type` is None where the only support is dropped: then the program would leave the catalog.
    """

    change: Support
    added: bool
    type: ProgramType | None


def neighbours(supports: Support) -> tuple[Neighbour, ...]:
    """The three neighbours of a non-empty set: one for each single support, in order.

    Raises NoSupportError for the empty set, as derive() does.
    """
    derive(supports)
    found = []
    for change in Support:
        changed = supports ^ change
        found.append(Neighbour(change, added=change not in supports, type=derive(changed) if changed else None))
    return tuple(found)
