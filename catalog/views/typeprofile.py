"""The profile of a type: its programs' attributes against those of all others, and words where they differ."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.facets.declared import FACETS, NONE, UNSTATED
from catalog.facets.selection import Selection, plain_number
from catalog.facets.snapshot import Snapshot

ATTRIBUTES = ("form", "sponsor_type", "scope", "focus", "delivery", "pays", "receives", "entry")
# a sentence says that a type differs only where these hold for its programs and for all others
STATED = 0.6  # of the programs state the attribute
FEWEST = 25  # programs that state it
APART = 0.15  # between the two shares


@dataclass(frozen=True)
class Share:
    """One value: how many of a type's programs have it, how many of all others, and shares of those that state the attribute."""

    label: str
    count: int
    others: int
    share: float
    other_share: float
    url: str

    @property
    def apart(self) -> float:
        """How far the type's share lies above that of the others."""
        return self.share - self.other_share


@dataclass(frozen=True)
class Attribute:
    """One attribute of a type's programs: its values, how many state it, and a sentence where the type differs."""

    name: str
    label: str
    shares: tuple[Share, ...]
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


def attributes(snapshot: Snapshot, selection: Selection, code: str) -> list[Attribute]:
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
) -> Attribute:
    facet = FACETS[name]
    silent = [code for code in (NONE, UNSTATED) if code in facet.empty]
    stated, other_stated = total - sum(mine[code] for code in silent), rest_total - sum(others[code] for code in silent)
    shares = [
        Share(
            label,
            mine[code],
            others[code],
            mine[code] / stated if stated else 0.0,
            others[code] / other_stated if other_stated else 0.0,
            selection.choosing(name, (code,)).address() if mine[code] else "",
        )
        for code, label in facet.labels.items()
        if code not in silent and (mine[code] or others[code])
    ]
    words = _words(shares) if _worth_words(stated, total, other_stated, rest_total) else ""
    return Attribute(name, facet.words.label, tuple(sorted(shares, key=lambda share: -share.count)), stated, other_stated, words)


def _worth_words(stated: int, total: int, other_stated: int, rest_total: int) -> bool:
    """Whether enough programs state an attribute to say in words that a type differs in it."""
    return all(some >= FEWEST and some >= STATED * whole for some, whole in ((stated, total), (other_stated, rest_total)))


def _words(shares: Iterable[Share]) -> str:
    """The value by which the type differs most from all others, each way; empty where none differs enough."""
    differing = [share for share in shares if abs(share.apart) >= APART]
    most = max(differing, key=lambda share: share.apart, default=None)
    least = min(differing, key=lambda share: share.apart, default=None)
    parts = []
    for share, word in ((most, "More often"), (least, "Less often")):
        if share and (share.apart > 0) == (word == "More often"):
            parts.append(
                f"{word} “{share.label}”: {share.share:.0%} of those that state it, of all others {share.other_share:.0%}."
            )
    return " ".join(parts)


def _lengths(snapshot: Snapshot, selection: Selection) -> list[float]:
    return sorted(snapshot.stated_values("duration_max", selection).elements())


def _median(lengths: list[float]) -> str:
    return _months(statistics.median(lengths)) if lengths else ""


def _months(value: float) -> str:
    text = plain_number(Decimal(str(value)))
    return f"{text} month{'' if text == '1' else 's'}"
