"""The three supports a program can give to teachers who lead."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from functools import cached_property


class NoSupportError(ValueError):
    """A program without supports has no type."""


class Support(enum.Flag):
    """A set of supports: one of the three, several joined by ``|``, or none (``Support(0)``).

    ========= ==============================================================================
    PREPARE   professional learning meant to build influence beyond one's own classroom
    PLACE     a formal leadership position or role with duties toward other adults
    RECOGNIZE honor for, or a credential that attests, what teachers already know and can do
    ========= ==============================================================================

    Iterating a set yields its supports in this order, which is used everywhere.
    Source: Berg, Horn, Supovitz & Margolis (2019), CPRE Research Report RR 2019-1,
    https://eric.ed.gov/?id=ED597851.
    """

    PREPARE = enum.auto()
    PLACE = enum.auto()
    RECOGNIZE = enum.auto()

    @cached_property
    def code(self) -> str:
        """The code of one single support, e.g. ``"prepare"``.

        Raises ValueError for the empty set and for more than one support.
        """
        if len(self.codes) != 1:
            raise ValueError(f"{self!r} is not one single support")
        return self.codes[0]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the supports in this set, in order, e.g. ``("prepare", "place")``."""
        return tuple(name.lower() for name, member in Support.__members__.items() if member in self)

    @property
    def combination(self) -> str:
        """The supports in words, e.g. ``"Prepare + Place"``; empty for none."""
        return " + ".join(code.capitalize() for code in self.codes)

    @property
    def combination_code(self) -> str:
        """The supports as one code, as in addresses, e.g. ``"prepare-place"``; empty for none."""
        return "-".join(self.codes)

    @classmethod
    def from_codes(cls, codes: Iterable[str]) -> Support:
        """Return the set of the supports with these codes. Raise ValueError for an unknown code."""
        found = cls(0)
        for code in codes:
            member = cls.__members__.get(code.upper()) if code.islower() else None
            if member is None:
                raise ValueError(f"{code!r} is not a support: use prepare, place or recognize")
            found |= member
        return found
