"""The claims of the study, asked of an edition again: each with its query, its number and a verdict by a stated rule."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl

from django.conf import settings

from catalog.browse.editions.changed_rules import ruled_snapshots
from catalog.browse.editions.edition import Edition
from catalog.browse.selection import Selection
from catalog.schema.vocabulary import use_vocabulary

COMMON = 10  # percent of programs from which a value counts as common; the study gives no number


class ClaimTest(StrEnum):
    """The rule of a verdict; see fixtures/claims.toml."""

    MAJORITY = "majority"
    COMMON = "common"
    EACH = "each"
    SIZE = "size"
    NONE = "none"

    @property
    def statement(self) -> str:
        """The rule in a sentence."""
        return _STATEMENTS[self]


_STATEMENTS = {
    ClaimTest.MAJORITY: "Supported if more than half of the programs have it. If the share is of the programs that state it, "
    "it cannot be said while most programs do not.",
    ClaimTest.COMMON: f"Supported if at least {COMMON}% of the programs have it. The study gives no number.",
    ClaimTest.EACH: "Supported if each of the kinds that the claim names is found at least once.",
    ClaimTest.SIZE: "Cannot be said: the numbers cannot be compared.",
    ClaimTest.NONE: "Cannot be said: the catalog has no attribute for it.",
}


class ClaimVerdict(StrEnum):
    """Whether an edition supports a claim."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    CANNOT_BE_SAID = "cannot be said"


@dataclass(frozen=True)
class Claim:
    """A claim of the study in our own words. `of` are the programs it is about, as choices; `values` what is counted."""

    id: str
    source: str
    text: str
    test: ClaimTest
    of: tuple[tuple[str, str], ...] = ()
    facet: str = ""
    values: tuple[str, ...] = ()
    stated: bool = False
    note: str = ""


@dataclass(frozen=True)
class ClaimFigure:
    """What an edition says to a claim: `count` of `total` programs, or of the kinds that the claim names.

    `selection` finds the programs that are counted. It is None, and `total` 0, where the edition has nothing to count.
    """

    verdict: ClaimVerdict
    count: int = 0
    total: int = 0
    selection: Selection | None = None


@lru_cache(maxsize=1)
def claims() -> tuple[tuple[Claim, ...], Mapping[str, str]]:
    """Return the claims in order, and the name of each source."""
    with (settings.BASE_DIR / "fixtures" / "claims.toml").open("rb") as file:
        read = tomllib.load(file)
    return tuple(map(_claim, read["claim"])), read["sources"]


def measure_claim(claim: Claim, edition: Edition) -> ClaimFigure:
    """Return what an edition says to a claim, in its own words and under its own rules."""
    with use_vocabulary(edition.words):
        if claim.test in (ClaimTest.SIZE, ClaimTest.NONE):
            return _count_all(edition) if claim.test == ClaimTest.SIZE else ClaimFigure(ClaimVerdict.CANNOT_BE_SAID)
        codes = _codes(claim, edition)
        if not codes:
            return ClaimFigure(ClaimVerdict.CANNOT_BE_SAID)
        base = _about(claim, edition)
        return _count_kinds(claim, edition, base, codes) if claim.test == ClaimTest.EACH else _share(claim, edition, base, codes)


def count_verdicts(edition: Edition, asked: Sequence[Claim]) -> Mapping[str, Mapping[ClaimVerdict, int]]:
    """Return claim -> verdict -> under how many of all combinations of rules the edition, which has none, gives it."""
    found = {claim.id: dict.fromkeys(ClaimVerdict, 0) for claim in asked}
    for rules, snapshot in ruled_snapshots(edition):
        ruled = replace(edition, snapshot=snapshot, rules=rules)
        for claim in asked:
            found[claim.id][measure_claim(claim, ruled).verdict] += 1
    return found


def _claim(entry: Mapping[str, object]) -> Claim:
    of = tuple(parse_qsl(str(entry.get("of", ""))))
    values = entry.get("values", [])
    assert isinstance(values, list)
    return Claim(
        id=str(entry["id"]),
        source=str(entry["source"]),
        text=str(entry["text"]),
        test=ClaimTest(str(entry["test"])),
        of=of,
        facet=str(entry.get("facet", "")),
        values=tuple(values),
        stated=bool(entry.get("stated", False)),
        note=str(entry.get("note", "")),
    )


def _codes(claim: Claim, edition: Edition) -> tuple[str, ...]:
    """Return the edition's codes of the claim's values; nothing if the edition lacks the facet or one of the values."""
    facet = edition.snapshot.facets.get(claim.facet)
    if facet is None:
        return ()
    # a claim names types by their supports, because the names of types may be corrected
    found = [edition.snapshot.codes_of(claim.facet, [facet.code_of(value) or value]) for value in claim.values]
    return tuple(code for codes in found for code in codes) if all(found) else ()


def _about(claim: Claim, edition: Edition) -> Selection:
    whole = Selection(release=edition.release.version if edition.release else "", rules=edition.rules)
    for name, code in claim.of:
        whole = whole.with_values(name, (*whole.chosen.get(name, ()), code))
    return whole


def _count_all(edition: Edition) -> ClaimFigure:
    whole = _about(Claim("", "", "", ClaimTest.SIZE), edition)
    count = edition.snapshot.count(whole)
    return ClaimFigure(ClaimVerdict.CANNOT_BE_SAID, count, count, whole)


def _count_kinds(claim: Claim, edition: Edition, base: Selection, codes: tuple[str, ...]) -> ClaimFigure:
    programs = edition.snapshot.filter(base)
    found = sum(bool(programs.with_values(claim.facet, [code]).found) for code in codes)
    verdict = ClaimVerdict.SUPPORTED if found == len(codes) else ClaimVerdict.NOT_SUPPORTED
    return ClaimFigure(verdict, found, len(codes), base.with_values(claim.facet, _in_order(claim, edition, codes)))


def _share(claim: Claim, edition: Edition, base: Selection, codes: tuple[str, ...]) -> ClaimFigure:
    snapshot, whole = edition.snapshot, edition.snapshot.count(base)
    base = base.stating(claim.facet) if claim.stated else base
    total = snapshot.count(base)
    chosen = base.with_values(claim.facet, _in_order(claim, edition, codes))
    count = snapshot.count(chosen)
    if not total or 2 * total < whole:
        return ClaimFigure(ClaimVerdict.CANNOT_BE_SAID, count, total, chosen)
    holds = 2 * count > total if claim.test == ClaimTest.MAJORITY else 100 * count >= COMMON * total
    return ClaimFigure(ClaimVerdict.SUPPORTED if holds else ClaimVerdict.NOT_SUPPORTED, count, total, chosen)


def _in_order(claim: Claim, edition: Edition, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in edition.snapshot.facets[claim.facet].labels if code in codes)
