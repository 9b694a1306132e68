"""Reproducibility of the codes: what two coders made of the same programs, and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from catalog.models import Coding, Publication
from catalog.models.coding import FIRST_CODER, SECOND_CODER
from typology import ProgramType, Support, derive
from typology.agreement import Agreement, agreement

NO_TYPE = "none"  # the category of a coding without any support


@dataclass(frozen=True)
class Codes:
    """What one coder coded of a program: its supports, and the sentence for each of the three, present or not."""

    coder: str
    supports: Support
    evidence: tuple[str, ...]
    confidence: str

    @property
    def program_type(self) -> ProgramType | None:
        """The type that follows from these supports; None where there is none."""
        return derive(self.supports) if self.supports else None


@dataclass(frozen=True)
class CodedTwice:
    """One program under its present name and address, as two coders coded it.

    `same_page` says whether the second read a page that the first had read; None where that was not told.
    """

    slug: str
    name: str
    published: bool
    first: Codes
    second: Codes
    same_page: bool | None

    @property
    def differing(self) -> Support:
        """The supports that one of the two coded present and the other absent."""
        return self.first.supports ^ self.second.supports


@dataclass(frozen=True)
class Counts:
    """In how many programs a support was coded present by both coders, by one alone, by neither."""

    both: int
    first_alone: int
    second_alone: int
    neither: int


@dataclass(frozen=True)
class Measure:
    """The agreement on one code: a support's, with its counts, or that of the type (``"type"``), without."""

    code: str
    agreement: Agreement
    counts: Counts | None


@dataclass(frozen=True)
class Reproducibility:
    """How far two coders agree over `n` programs: prepare, place, recognize, type, in this order.

    Also in how many they read the same page, in how many each coder's confidence is high, and the
    programs on whose supports they differ.
    """

    n: int
    measures: tuple[Measure, ...]
    same_page: int
    first_high: int
    second_high: int
    differing: tuple[CodedTwice, ...]


def coded_twice(slug: str = "", coders: tuple[str, str] = (FIRST_CODER, SECOND_CODER)) -> tuple[CodedTwice, ...]:
    """Every program that both coders coded, ordered by slug, in one query; `slug` asks for that one alone."""
    rows = Coding.objects.filter(coder__in=coders)
    if not slug:
        rows = rows.filter(program__in=Coding.objects.filter(coder=coders[1]).values("program"))
    else:
        rows = rows.filter(program__slug=slug)
    fields = ("program__slug", "program__name", "program__publication", "coder", "supports", "confidence", "same_page")
    return paired(rows.order_by("program__slug").values(*fields), coders)


def paired(codings: Iterable[Mapping[str, Any]], coders: tuple[str, str] = (FIRST_CODER, SECOND_CODER)) -> tuple[CodedTwice, ...]:
    """The programs that both coders coded, in the order in which they first come; others are left out.

    A coding is a dict of coder, supports, confidence, same_page and its program's slug, name and publication.
    """
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in codings:
        found.setdefault(row["program__slug"], {})[row["coder"]] = row
    return tuple(_pair(*(by[coder] for coder in coders)) for by in found.values() if all(coder in by for coder in coders))


def further_coders() -> tuple[str, ...]:
    """Every coder but A and B who coded a program, by name."""
    coders = Coding.objects.exclude(coder__in=(FIRST_CODER, SECOND_CODER)).order_by("coder")
    return tuple(coders.values_list("coder", flat=True).distinct())


def reproducibility(pairs: Sequence[CodedTwice]) -> Reproducibility | None:
    """How far the coders of these programs agree; None where there are no programs."""
    if not pairs:
        return None
    return Reproducibility(
        n=len(pairs),
        measures=measures(tuple((pair.first.supports, pair.second.supports) for pair in pairs)),
        same_page=sum(pair.same_page is True for pair in pairs),
        first_high=sum(pair.first.confidence == "high" for pair in pairs),
        second_high=sum(pair.second.confidence == "high" for pair in pairs),
        differing=tuple(pair for pair in pairs if pair.differing),
    )


@lru_cache(maxsize=8)  # by content: pages ask again and again, the codings hardly ever change
def measures(supports: tuple[tuple[Support, Support], ...]) -> tuple[Measure, ...]:
    """The agreement on each support and on the type, of at least one program: its supports by the first and by the second.

    A coding without supports has no type; that is a category of its own, `NO_TYPE`.
    """
    found = []
    for support in Support:
        presence = [(support in first, support in second) for first, second in supports]
        counted = Counter(presence)
        counts = Counts(*(counted[answers] for answers in ((True, True), (True, False), (False, True), (False, False))))
        found.append(Measure(support.code, agreement(presence), counts))
    types = [(_category(first), _category(second)) for first, second in supports]
    return (*found, Measure("type", agreement(types), None))


def _category(supports: Support) -> Hashable:
    return derive(supports).value if supports else NO_TYPE


def _pair(first: Mapping[str, Any], second: Mapping[str, Any]) -> CodedTwice:
    return CodedTwice(
        slug=first["program__slug"],
        name=first["program__name"],
        published=first["program__publication"] == Publication.PUBLISHED,
        first=_codes(first),
        second=_codes(second),
        same_page=second["same_page"],
    )


def _codes(row: Mapping[str, Any]) -> Codes:
    supports = row["supports"]
    return Codes(
        coder=row["coder"],
        supports=Support.from_codes(code for code, support in supports.items() if support["present"]),
        evidence=tuple(supports[support.code]["evidence"] for support in Support),
        confidence=row["confidence"],
    )
