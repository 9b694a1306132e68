"""Reproducibility of the codes: what two coders made of the same programs, and how far they agree."""

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

from catalog.models import Coding, CodingTask, ProgramVersion, Publication, VersionState
from catalog.models.coding import FIRST_CODER, SECOND_CODER, CoderKind, kind_of
from typology import ProgramType, Support, derive
from typology.agreement import Agreement, agreement

NO_TYPE = "none"  # the category of a coding without any support
# what paired() takes of each coding
FIELDS = (
    *("program__slug", "program__current__name", "program__publication", "coder", "supports", "confidence", "same_page"),
    *("decision__supports", "decision__reason", "decision__time"),
)


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
class CodedTwice:
    """One program under its present name and address, as two coders coded it.

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
class Settled:
    """Of the supports on which two coders differ, program by program: decided for the first, for the second, open."""

    for_first: int
    for_second: int
    open: int


@dataclass(frozen=True)
class Measure:
    """The agreement on one code: a support's, with its counts, or that of the type (``"type"``), without."""

    code: str
    agreement: Agreement
    counts: Counts | None


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
    differing: tuple[CodedTwice, ...]
    settled: Settled


def coded_twice(slug: str = "", coders: tuple[str, str] = (FIRST_CODER, SECOND_CODER)) -> tuple[CodedTwice, ...]:
    """Every program that both coders coded, ordered by slug, in one query; `slug` asks for that one alone."""
    rows = Coding.objects.filter(coder__in=coders)
    if not slug:
        rows = rows.filter(program__in=Coding.objects.filter(coder=coders[1]).values("program"))
    else:
        rows = rows.filter(program__slug=slug)
    return paired(_told(rows.order_by("program__slug").values(*FIELDS)), coders)


def coded_again(slug: str) -> tuple[CodedTwice, ...]:
    """One program's coding by coder A beside each later one, in one query: by coder B, other machines, people."""
    return beside_first(_told(Coding.objects.filter(program__slug=slug).values(*FIELDS)))


def compared() -> dict[tuple[str, str], tuple[CodedTwice, ...]]:
    """Every two coders whose codings are compared, with the programs both coded, in one query.

    First coder A with each later coder: B, other machines, people. Then people with one another. Only pairs who share programs.
    """
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    rows = _told(Coding.objects.filter(program__in=again).order_by("program__slug").values(*FIELDS))
    coders = later_coders(row["coder"] for row in rows)
    people = [coder for coder in coders if kind_of(coder) == CoderKind.HUMAN]
    pairs = [*((FIRST_CODER, coder) for coder in coders), *combinations(people, 2)]
    return {pair: found for pair in pairs if (found := paired(rows, pair))}


def dealt() -> dict[str, int]:
    """How many programs were dealt to each person who codes in this catalog and has coded one, by the person's number."""
    counts = dict(CodingTask.objects.order_by("user").values_list("user").annotate(Count("pk")))
    coders = Coding.objects.filter(user__in=counts).order_by("coder").values_list("coder", "user").distinct()
    return {coder: counts[user] for coder, user in coders}


def beside_first(codings: Iterable[Mapping[str, Any]]) -> tuple[CodedTwice, ...]:
    """Coder A's codings beside each later coder's of the same programs, coder by coder; codings as paired() takes them."""
    rows = list(codings)
    return tuple(pair for coder in later_coders(row["coder"] for row in rows) for pair in paired(rows, (FIRST_CODER, coder)))


def who(coder: str) -> str:
    """How a coder is named inside a sentence: ``coder A``, ``person H1``."""
    return f"{'person' if kind_of(coder) == CoderKind.HUMAN else 'coder'} {coder}"


def later_coders(coders: Iterable[str]) -> tuple[str, ...]:
    """These coders, each once, without A: B first, then other machines by name, then people by number."""

    def place(coder: str) -> tuple[int, int, str]:
        if kind_of(coder) == CoderKind.HUMAN:
            return 2, int(coder[1:]), coder
        return int(coder != SECOND_CODER), 0, coder

    return tuple(sorted({*coders} - {FIRST_CODER}, key=place))


def paired(codings: Iterable[Mapping[str, Any]], coders: tuple[str, str] = (FIRST_CODER, SECOND_CODER)) -> tuple[CodedTwice, ...]:
    """The programs that both coders coded, in the order in which they first come; others are left out.

    A coding is a dict of coder, supports, confidence, same_page and its program's slug, name and publication, perhaps
    also of the decision's supports, reason and time.
    """
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in codings:
        found.setdefault(row["program__slug"], {})[row["coder"]] = row
    return tuple(_pair(*(by[coder] for coder in coders)) for by in found.values() if all(coder in by for coder in coders))


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
        settled=_settled(pairs),
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


def _settled(pairs: Iterable[CodedTwice]) -> Settled:
    for_first = for_second = still_open = 0
    for pair in pairs:
        if pair.decision is None:
            still_open += len(pair.differing)
            continue
        as_first = pair.differing & ~(pair.first.supports ^ pair.decision.present)
        for_first += len(as_first)
        for_second += len(pair.differing & ~as_first)
    return Settled(for_first, for_second, still_open)


def _told(codings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Codings as the public is told of them: without a decision that the published record of its program does not follow.

    It may wait to follow, or the change may have been rejected. One more query where anything was decided.
    """
    rows = list(codings)
    decided = {row["program__slug"] for row in rows if row["decision__supports"] is not None}
    if decided:
        versions = ProgramVersion.objects.filter(program__slug__in=decided, state=VersionState.PUBLISHED)
        public = dict(versions.values_list("program__slug", "record__supports"))
        for row in rows:
            supports, said = public.get(row["program__slug"]), row["decision__supports"]
            if supports and said and any(supports[code]["present"] != present for code, present in said.items()):
                row["decision__supports"] = None
    return rows


def _category(supports: Support) -> Hashable:
    return derive(supports).value if supports else NO_TYPE


def _pair(first: Mapping[str, Any], second: Mapping[str, Any]) -> CodedTwice:
    return CodedTwice(
        slug=first["program__slug"],
        name=first["program__current__name"],
        published=first["program__publication"] == Publication.PUBLISHED,
        first=_codes(first),
        second=_codes(second),
        same_page=second["same_page"],
        decision=_decision(second) if first["coder"] == FIRST_CODER else None,
    )


def _decision(row: Mapping[str, Any]) -> Decision | None:
    supports = row.get("decision__supports")
    if supports is None:
        return None
    present = Support.from_codes(code for code, is_present in supports.items() if is_present)
    day = timezone.localdate(row["decision__time"])
    return Decision(Support.from_codes(supports), present, row["decision__reason"], day)


def _codes(row: Mapping[str, Any]) -> Codes:
    supports = row["supports"]
    return Codes(
        coder=row["coder"],
        supports=Support.from_codes(code for code, support in supports.items() if support["present"]),
        evidence=tuple(supports[support.code]["evidence"] for support in Support),
        confidence=row["confidence"],
    )
