"""The profile of a type: the attributes of its programs compared with those of all other programs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from catalog.browse.crosstabs.association import explain_pattern
from catalog.browse.facets import FACETS, NONE, UNSTATED
from catalog.browse.selection import Selection, plain_number
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import percent

ATTRIBUTES = ("form", "sponsor_type", "scope", "focus", "delivery", "pays", "receives", "entry")
# a sentence says that a type differs only if its programs and all others meet these limits
STATED = 0.6  # of the programs state the attribute
FEWEST = 25  # programs that state it
APART = 0.15  # between the two shares


@dataclass(frozen=True)
class AttributeShare:
    """How many of a type's programs and of all others have a value, and how many state the attribute."""

    code: str
    label: str
    count: int
    others: int
    stated: int
    other_stated: int
    url: str

    @property
    def share(self) -> Fraction:
        """The share among the type's programs."""
        return Fraction(self.count, self.stated or 1)

    @property
    def other_share(self) -> Fraction:
        """The share among all others."""
        return Fraction(self.others, self.other_stated or 1)

    @property
    def percent(self) -> str:
        """The share as text."""
        return percent(self.count, self.stated)

    @property
    def other_percent(self) -> str:
        """The others' share as text."""
        return percent(self.others, self.other_stated)


@dataclass(frozen=True)
class AttributeProfile:
    """An attribute of a type: its values, how many programs state it, and the values that are more or less common in it.

    `construction` is the rule that makes a pattern of it by itself.
    """

    name: str
    label: str
    shares: tuple[AttributeShare, ...]
    stated: int
    other_stated: int
    more_often: tuple[AttributeShare, ...] = ()
    less_often: tuple[AttributeShare, ...] = ()
    construction: str = ""

    @property
    def differs(self) -> bool:
        """Whether the type differs in any value."""
        return bool(self.more_often or self.less_often)


@dataclass(frozen=True)
class Length:
    """The median length of a type's programs, by the shortest length that each states, and how many state one."""

    median: str
    other_median: str
    stated: int
    other_stated: int
    words: str


def attributes(snapshot: Snapshot, selection: Selection, code: str) -> list[AttributeProfile]:
    """Return the profile of a type in an edition. `selection` has only its release and rules."""
    of_type = selection.with_values("type", (code,))
    rest = selection.with_values("type", tuple(other for other in FACETS["type"].labels if other != code))
    mine, others = snapshot.counts(of_type), snapshot.counts(rest)
    total, rest_total = snapshot.count(of_type), snapshot.count(rest)
    return [_build_attribute(name, of_type, mine[name], others[name], total, rest_total) for name in ATTRIBUTES]


def length(snapshot: Snapshot, selection: Selection, code: str) -> Length:
    """Return the length of the programs of a type and of all others."""
    of_type = selection.with_values("type", (code,))
    rest = selection.with_values("type", tuple(other for other in FACETS["type"].labels if other != code))
    mine, others = _lengths(snapshot, of_type), _lengths(snapshot, rest)
    words = ""
    if _has_enough(len(mine), snapshot.count(of_type), len(others), snapshot.count(rest)):
        one, two = statistics.median(mine), statistics.median(others)
        if one >= 2 * two or two >= 2 * one:
            difference = "longer" if one > two else "less long"
            words = f"They last {difference}: their median is {_months(one)}, that of all others {_months(two)}."
    return Length(_median(mine), _median(others), len(mine), len(others), words)


def _build_attribute(
    name: str, selection: Selection, mine: Mapping[str, int], others: Mapping[str, int], total: int, rest_total: int
) -> AttributeProfile:
    facet = FACETS[name]
    silent = [code for code in (NONE, UNSTATED) if code in facet.empty]
    stated, other_stated = total - sum(mine[code] for code in silent), rest_total - sum(others[code] for code in silent)
    shares = [
        AttributeShare(
            code,
            label,
            mine[code],
            others[code],
            stated,
            other_stated,
            selection.with_values(name, (code,)).address() if mine[code] else "",
        )
        for code, label in facet.labels.items()
        if code not in silent and (mine[code] or others[code])
    ]
    by_count = tuple(sorted(shares, key=lambda share: -share.count))
    construction = explain_pattern(("type", name), selection.rules)
    profile = AttributeProfile(name, facet.words.label, by_count, stated, other_stated, construction=construction)
    if not _has_enough(stated, total, other_stated, rest_total):
        return profile
    by_difference = sorted(shares, key=lambda share: share.other_share - share.share)
    return replace(
        profile,
        more_often=tuple(share for share in by_difference if share.share - share.other_share >= APART),
        less_often=tuple(share for share in reversed(by_difference) if share.other_share - share.share >= APART),
    )


def _has_enough(stated: int, total: int, other_stated: int, rest_total: int) -> bool:
    """Return whether enough programs state an attribute for a sentence about it."""
    return all(some >= FEWEST and some >= STATED * whole for some, whole in ((stated, total), (other_stated, rest_total)))


def _lengths(snapshot: Snapshot, selection: Selection) -> list[float]:
    return sorted(snapshot.stated_values("duration_max", selection).elements())


def _median(lengths: list[float]) -> str:
    return _months(statistics.median(lengths)) if lengths else ""


def _months(value: float) -> str:
    text = plain_number(Decimal(str(value)))
    return f"{text} month{'' if text == '1' else 's'}"
