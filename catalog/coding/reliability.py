"""Reproducibility of the codes: what two coders made of the same programs, and how far they agree.

Only codings under one codebook are compared. Where a coder left a coding rule out, both codings are compared without it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from django.db.models import Count
from django.utils import timezone

from catalog.coding.coders import codebook_of, place_of, rules_left_out, supports_under
from catalog.models import Coding, CodingTask, ProgramVersion, Publication, VersionState
from catalog.models.coding import FIRST_CODEBOOK, FIRST_CODER, CoderKind, kind_of
from typology import AS_CODED, ProgramType, Rule, Support, derive
from typology.agreement import Agreement, agreement

NO_TYPE = "none"  # the category of a coding without any support
# what compare() takes of each coding
FIELDS = (
    *("program__slug", "program__current__name", "program__publication", "coder", "codebook", "supports", "confidence"),
    "same_page",
    *("decision__supports", "decision__reason", "decision__time"),
)


@dataclass(frozen=True)
class Codes:
    """What one coder coded of a program: its supports, and the sentence for each of the three, present or not.

    `supports` are those that count in the comparison, `coded` those of the coding itself: they differ where the
    comparison leaves a coding rule out.
    """

    coder: str
    supports: Support
    evidence: tuple[str, ...]
    confidence: str
    coded: Support

    @property
    def program_type(self) -> ProgramType | None:
        """The type that follows from these supports; None where there is none."""
        return derive(self.supports) if self.supports else None

    @property
    def who(self) -> str:
        """How the coder is named: see who()."""
        return who(self.coder)


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided where two codings differ: which of the `disputed` supports are `present`, why, and when."""

    disputed: Support
    present: Support
    reason: str
    day: datetime.date


@dataclass(frozen=True)
class CodingPair:
    """One program under its present name and address, as two coders coded it.

    Both followed the same `codebook`; `rules` are the coding rules that the comparison leaves out.
    `same_page` says whether the second read a page that the first had read; None where that was not told.
    `decision` is what was decided where the second differs from coder A; None where nothing was, or for other coders.
    """

    slug: str
    name: str
    published: bool
    first: Codes
    second: Codes
    same_page: bool | None
    decision: Decision | None = None
    codebook: str = FIRST_CODEBOOK
    rules: Rule = AS_CODED

    @property
    def differing(self) -> Support:
        """The supports that one of the two coded present and the other absent."""
        return self.first.supports ^ self.second.supports


@dataclass(frozen=True)
class AgreementCounts:
    """In how many programs a support was coded present by both coders, by one alone, by neither."""

    both: int
    first_alone: int
    second_alone: int
    neither: int


@dataclass(frozen=True)
class Settlement:
    """Of the supports on which two coders differ, program by program: decided for the first, for the second, open."""

    for_first: int
    for_second: int
    open: int


@dataclass(frozen=True)
class Measure:
    """The agreement on one code: a support's, with its counts, or that of the type (``"type"``), without."""

    code: str
    agreement: Agreement
    counts: AgreementCounts | None


@dataclass(frozen=True)
class Reproducibility:
    """How far two coders agree over `n` programs: prepare, place, recognize, type, in this order.

    Also in how many they read the same page, in how many each coder's confidence is high, the
    programs on whose supports they differ, and what became of these disagreements.
    """

    n: int
    measures: tuple[Measure, ...]
    same_page: int
    first_high: int
    second_high: int
    differing: tuple[CodingPair, ...]
    settled: Settlement


@dataclass(frozen=True)
class CoderComparison:
    """Two coders who are compared under one codebook, and the coding rules that are left out on both sides."""

    codebook: str
    coders: tuple[str, str]
    rules: Rule = AS_CODED

    @property
    def is_of_machines(self) -> bool:
        """Whether both coders are language models; their figures are never mixed with those of people."""
        return all(kind_of(coder) == CoderKind.MACHINE for coder in self.coders)


Comparisons = Mapping[CoderComparison, tuple[CodingPair, ...]]


def load_comparisons(slug: str = "") -> Comparisons:
    """Every comparison of coders that this catalog has, as compare() orders them; `slug` asks for one program alone.

    One query, and one more where anything was decided.
    """
    rows = Coding.objects.filter(program__slug=slug) if slug else Coding.objects.all()
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    return compare(_told(rows.filter(program__in=again).order_by("program__slug").values(*FIELDS)))


def compare(codings: Iterable[Mapping[str, Any]]) -> Comparisons:
    """Every two coders whose codings are compared, with the programs that both coded, in the order in which they first come.

    The latest codebook comes first. Under each, coder A is compared with each later coder (declared ones, other
    machines, people), then people with one another; only pairs who share programs are among them. A coding is a
    mapping of coder, codebook (without one: the first), supports, confidence, same_page and its program's slug, name
    and publication, perhaps also of the decision's supports, reason and time.
    """
    books: dict[str, dict[str, dict[str, Mapping[str, Any]]]] = {}
    for row in codings:
        book = books.setdefault(codebook_of(row), {})
        book.setdefault(row["program__slug"], {})[row["coder"]] = row
    found = {}
    for codebook in sorted(books, key=int, reverse=True):
        programs = books[codebook].values()
        known = {coder for by in programs for coder in by} - {FIRST_CODER}
        later = sorted(known, key=lambda coder: place_of(coder, codebook))
        people = [coder for coder in later if kind_of(coder) == CoderKind.HUMAN]
        for coders in [*((FIRST_CODER, coder) for coder in later), *combinations(people, 2)]:
            rules = rules_left_out(codebook, *coders)
            pairs = [_pair(by[coders[0]], by[coders[1]], rules) for by in programs if all(coder in by for coder in coders)]
            if pairs:
                found[CoderComparison(codebook, coders, rules)] = tuple(pairs)
    return found


def with_first(found: Comparisons) -> tuple[CodingPair, ...]:
    """Of these comparisons, coder A's codings beside each later coder's."""
    return tuple(pair for comparison, pairs in found.items() if comparison.coders[0] == FIRST_CODER for pair in pairs)


def second_coding(found: Comparisons) -> tuple[CodingPair, ...]:
    """The programs of the second coding: under the latest codebook that has one, coder A beside the next language model."""
    return next((pairs for comparison, pairs in found.items() if comparison.is_of_machines), ())


def count_assigned() -> dict[str, int]:
    """How many programs were dealt to each person who codes in this catalog and has coded one, by the person's number."""
    counts = dict(CodingTask.objects.order_by("user").values_list("user").annotate(Count("pk")))
    coders = Coding.objects.filter(user__in=counts).order_by("coder").values_list("coder", "user").distinct()
    return {coder: counts[user] for coder, user in coders}


def who(coder: str) -> str:
    """How a coder is named inside a sentence: ``coder A``, ``person H1``."""
    return f"{'person' if kind_of(coder) == CoderKind.HUMAN else 'coder'} {coder}"


def reproducibility(pairs: Sequence[CodingPair]) -> Reproducibility | None:
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
        settled=_settled(pairs),
    )


@lru_cache(maxsize=32)  # by content: pages ask again and again, the codings hardly ever change
def measures(supports: tuple[tuple[Support, Support], ...]) -> tuple[Measure, ...]:
    """The agreement on each support and on the type, of at least one program: its supports by the first and by the second.

    A coding without supports has no type; that is a category of its own, `NO_TYPE`.
    """
    found = []
    for support in Support:
        presence = [(support in first, support in second) for first, second in supports]
        counted = Counter(presence)
        counts = AgreementCounts(*(counted[answers] for answers in ((True, True), (True, False), (False, True), (False, False))))
        found.append(Measure(support.code, agreement(presence), counts))
    types = [(_category(first), _category(second)) for first, second in supports]
    return (*found, Measure("type", agreement(types), None))


def _settled(pairs: Iterable[CodingPair]) -> Settlement:
    for_first = for_second = still_open = 0
    for pair in pairs:
        if pair.decision is None:
            still_open += len(pair.differing)
            continue
        as_first = pair.differing & ~(pair.first.supports ^ pair.decision.present)
        for_first += len(as_first)
        for_second += len(pair.differing & ~as_first)
    return Settlement(for_first, for_second, still_open)


def _told(codings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Codings as the public is told of them: without a decision that the published record of its program does not follow.

    It may wait to follow, or the change may have been rejected. One more query where anything was decided. A record
    is held against a decision under the rules that the comparison leaves out.
    """
    rows = list(codings)
    decided = {row["program__slug"] for row in rows if row["decision__supports"] is not None}
    if decided:
        versions = ProgramVersion.objects.filter(program__slug__in=decided, state=VersionState.PUBLISHED)
        public = dict(versions.values_list("program__slug", "record__supports"))
        for row in rows:
            supports, said = public.get(row["program__slug"]), row["decision__supports"]
            if not supports or not said:
                continue
            present = supports_under(supports, rules_left_out(codebook_of(row), row["coder"])).codes
            if any((code in present) != is_present for code, is_present in said.items()):
                row["decision__supports"] = None
    return rows


def _category(supports: Support) -> Hashable:
    return derive(supports).value if supports else NO_TYPE


def _pair(first: Mapping[str, Any], second: Mapping[str, Any], rules: Rule) -> CodingPair:
    return CodingPair(
        slug=first["program__slug"],
        name=first["program__current__name"],
        published=first["program__publication"] == Publication.PUBLISHED,
        first=_codes(first, rules),
        second=_codes(second, rules),
        same_page=second["same_page"],
        decision=_decision(second) if first["coder"] == FIRST_CODER else None,
        codebook=codebook_of(first),
        rules=rules,
    )


def _decision(row: Mapping[str, Any]) -> Decision | None:
    supports = row.get("decision__supports")
    if supports is None:
        return None
    present = Support.from_codes(code for code, is_present in supports.items() if is_present)
    day = timezone.localdate(row["decision__time"])
    return Decision(Support.from_codes(supports), present, row["decision__reason"], day)


def _codes(row: Mapping[str, Any], rules: Rule) -> Codes:
    supports = row["supports"]
    return Codes(
        coder=row["coder"],
        supports=supports_under(supports, rules),
        evidence=tuple(supports[support.code]["evidence"] for support in Support),
        confidence=row["confidence"],
        coded=supports_under(supports, AS_CODED),
    )
