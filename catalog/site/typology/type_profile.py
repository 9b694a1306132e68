"""The profile of a type: its programs' attributes against those of all others, and words where they differ."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from catalog.browse.facets import FACETS, NONE, UNSTATED
from catalog.browse.selection import Selection, plain_number
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import percent

ATTRIBUTES = ("form", "sponsor_type", "scope", "focus", "delivery", "pays", "receives", "entry")
# a sentence says that a type differs only where these hold for its programs and for all others
STATED = 0.6  # of the programs state the attribute
FEWEST = 25  # programs that state it
APART = 0.15  # between the two shares


@dataclass(frozen=True)
class AttributeShare:
    """One value: how many of a type's programs have it and how many of all others, of those of each that state the attribute."""

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
        """The share as it reads."""
        return percent(self.count, self.stated)

    @property
    def other_percent(self) -> str:
        """The others' share as it reads."""
        return percent(self.others, self.other_stated)


@dataclass(frozen=True)
class AttributeProfile:
    """One attribute of a type's programs: its values, how many state it, and a sentence where the type differs."""

    name: str
    label: str
    shares: tuple[AttributeShare, ...]
    stated: int
    other_stated: int
    words: str


@dataclass(frozen=True)
class Length:
    """How long a type's programs last, in months, by the shortest length each states: the median, and how many state one."""

    median: str
    other_median: str
    stated: int
    other_stated: int
    words: str


def attributes(snapshot: Snapshot, selection: Selection, code: str) -> list[AttributeProfile]:
    """The profile of the type `code` in an edition; `selection` holds its release and rule alone."""
    of_type = selection.choosing("type", (code,))
    rest = selection.choosing("type", tuple(other for other in FACETS["type"].labels if other != code))
    mine, others = snapshot.counts(of_type), snapshot.counts(rest)
    total, rest_total = snapshot.count(of_type), snapshot.count(rest)
    return [_attribute(name, of_type, mine[name], others[name], total, rest_total) for name in ATTRIBUTES]


def length(snapshot: Snapshot, selection: Selection, code: str) -> Length:
    """How long the programs of a type last, against all others."""
    of_type = selection.choosing("type", (code,))
    rest = selection.choosing("type", tuple(other for other in FACETS["type"].labels if other != code))
    mine, others = _lengths(snapshot, of_type), _lengths(snapshot, rest)
    enough = _worth_words(len(mine), snapshot.count(of_type), len(others), snapshot.count(rest))
    words = ""
    if enough:
        one, two = statistics.median(mine), statistics.median(others)
        if one >= 2 * two or two >= 2 * one:
            words = (
                f"They last {'longer' if one > two else 'less long'}: {_months(one)} at the median, all others {_months(two)}."
            )
    return Length(_median(mine), _median(others), len(mine), len(others), words)


def _attribute(
    name: str, selection: Selection, mine: Mapping[str, int], others: Mapping[str, int], total: int, rest_total: int
) -> AttributeProfile:
    facet = FACETS[name]
    silent = [code for code in (NONE, UNSTATED) if code in facet.empty]
    stated, other_stated = total - sum(mine[code] for code in silent), rest_total - sum(others[code] for code in silent)
    shares = [
        AttributeShare(
            label,
            mine[code],
            others[code],
            stated,
            other_stated,
            selection.choosing(name, (code,)).address() if mine[code] else "",
        )
        for code, label in facet.labels.items()
        if code not in silent and (mine[code] or others[code])
    ]
    words = _words(shares) if _worth_words(stated, total, other_stated, rest_total) else ""
    return AttributeProfile(
        name, facet.words.label, tuple(sorted(shares, key=lambda share: -share.count)), stated, other_stated, words
    )


def _worth_words(stated: int, total: int, other_stated: int, rest_total: int) -> bool:
    """Whether enough programs state an attribute to say in words that a type differs in it."""
    return all(some >= FEWEST and some >= STATED * whole for some, whole in ((stated, total), (other_stated, rest_total)))


def _words(shares: Iterable[AttributeShare]) -> str:
    """Every value in which the type differs enough from all others, each way the greatest difference first; empty for none."""
    apart = sorted(((share.share - share.other_share, share) for share in shares), key=lambda pair: -abs(pair[0]))
    return " ".join(
        f"{word} {'; '.join(told)}."
        for word, sign in (("More often", 1), ("Less often", -1))
        if (told := [_told(share) for difference, share in apart if sign * difference >= APART])
    )


def _told(share: AttributeShare) -> str:
    return f"“{share.label}”: {share.percent} of those that state it, of all others {share.other_percent}"


def _lengths(snapshot: Snapshot, selection: Selection) -> list[float]:
    return sorted(snapshot.stated_values("duration_max", selection).elements())


def _median(lengths: list[float]) -> str:
    return _months(statistics.median(lengths)) if lengths else ""


def _months(value: float) -> str:
    text = plain_number(Decimal(str(value)))
    return f"{text} month{'' if text == '1' else 's'}"
