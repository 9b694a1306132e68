"""Reproducibility of the codes: two coders' codings of the same programs, and how far they agree.

Only codings under one codebook are compared. If a coder left out a coding rule, both codings are compared without it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone

from catalog.coding.attributes import ATTRIBUTES, Attributes, attributes_of, read_attributes
from catalog.coding.coders import codebook_of, place_of, rules_left_out, supports_under
from catalog.models import Coding, CodingTask, ProgramVersion, Publication, VersionState
from catalog.models.coding import FIRST_CODEBOOK, FIRST_CODER, CoderKind, kind_of
from typology import AS_CODED, ProgramType, Rule, Support, derive
from typology.agreement import Agreement, agreement

NO_TYPE = "none"  # the category of a coding without any support
# the columns of a coding that compare() needs
FIELDS = (
    *("program__slug", "program__current__name", "program__publication", "coder", "codebook", "supports", "confidence"),
    *("same_page", "attributes"),
    *("decision__supports", "decision__attributes", "decision__reason", "decision__time"),
)
# the parts of a stored record that codings hold too
RECORD_CODES = ("record__supports", *(f"record__{name}" for name in ATTRIBUTES))


class RecordCodes(NamedTuple):
    """What a record has of that which codings hold."""

    supports: Support
    attributes: Attributes


@dataclass(frozen=True)
class Codes:
    """One coder's coding of a program; `evidence` has a sentence for each of the three supports, present or not.

    `supports` are those that count in the comparison. `coded` are those of the coding itself, with all coding rules; `basis`
    is its basis of recognize, None where the codebook has none. `attributes` are the fields that were coded too, with their
    codes.
    """

    coder: str
    supports: Support
    evidence: tuple[str, ...]
    confidence: str
    coded: Support
    attributes: Attributes = field(default_factory=dict)
    basis: frozenset[str] | None = None

    @property
    def program_type(self) -> ProgramType | None:
        """The type that follows from the supports; None without supports."""
        return derive(self.supports) if self.supports else None

    @property
    def who(self) -> str:
        """The coder's name in a sentence: see who()."""
        return who(self.coder)


@dataclass(frozen=True)
class Decision:
    """A reviewer's decision: which of the `disputed` supports are `present`, the codes of disputed fields, why, and when."""

    disputed: Support
    present: Support
    reason: str
    day: datetime.date
    attributes: Attributes = field(default_factory=dict)

    def agrees_with(self, supports: Support, attributes: Attributes) -> bool:
        """Whether a record with these supports and attributes follows the decision."""
        followed = all(set(attributes.get(name, ())) == set(codes) for name, codes in self.attributes.items())
        return followed and not (supports ^ self.present) & self.disputed


@dataclass(frozen=True)
class CodingPair:
    """Two codings of one program under the same codebook, with the program's present name and slug.

    `rules` are the coding rules that the comparison leaves out. `same_page` says whether the second coder read a page that
    the first had read (None: unknown). `decision` is only set if the first coder is A and a reviewer has decided.
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
        """The supports on which the two codings differ."""
        return self.first.supports ^ self.second.supports

    @property
    def compared_attributes(self) -> tuple[str, ...]:
        """The fields that both coded."""
        return tuple(name for name in ATTRIBUTES if name in self.first.attributes and name in self.second.attributes)

    @property
    def differing_attributes(self) -> tuple[str, ...]:
        """The fields to which the two coders gave different sets of codes."""
        first, second = self.first.attributes, self.second.attributes
        return tuple(name for name in self.compared_attributes if set(first[name]) != set(second[name]))


@dataclass(frozen=True)
class AgreementCounts:
    """The number of programs for which both coders, one or neither coded a support as present."""

    both: int
    first_alone: int
    second_alone: int
    neither: int


@dataclass(frozen=True)
class Settlement:
    """The number of disputed supports decided for the first coder, for the second, and not decided."""

    for_first: int
    for_second: int
    open: int


@dataclass(frozen=True)
class Measure:
    """The agreement on a support, with its counts, or on the type (code ``"type"``), without counts."""

    code: str
    agreement: Agreement
    counts: AgreementCounts | None


@dataclass(frozen=True)
class Reproducibility:
    """The agreement of two coders over `n` programs: on prepare, place, recognize and type, in this order.

    `same_page`, `first_high` and `second_high` count programs: the same page was read, the coder's confidence is high.
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
    """Two coders compared under one codebook, and the coding rules left out for both."""

    codebook: str
    coders: tuple[str, str]
    rules: Rule = AS_CODED

    @property
    def is_of_machines(self) -> bool:
        """Whether both coders are language models. Their figures are never mixed with those of people."""
        return all(kind_of(coder) == CoderKind.MACHINE for coder in self.coders)


Comparisons = Mapping[CoderComparison, tuple[CodingPair, ...]]


def load_comparisons(slug: str = "") -> Comparisons:
    """Return every comparison of coders in this catalog, or of one program, in the order of compare().

    One query, and one more if anything was decided.
    """
    rows = Coding.objects.filter(program__slug=slug) if slug else Coding.objects.all()
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    return compare(_hide_unfollowed(rows.filter(program__in=again).order_by("program__slug").values(*FIELDS)))


def compare(codings: Iterable[Mapping[str, Any]]) -> Comparisons:
    """Return the comparisons of coders with the programs that both coded, in the order of the codings.

    The latest codebook comes first. Under each codebook, coder A is compared with each later coder (declared models, other
    models, people), then people with one another. Pairs without a shared program are left out. A coding maps the names in
    FIELDS; the codebook and the decision are optional.
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
    """Return the pairs of these comparisons in which coder A is the first."""
    return tuple(pair for comparison, pairs in found.items() if comparison.coders[0] == FIRST_CODER for pair in pairs)


def second_coding(found: Comparisons) -> tuple[CodingPair, ...]:
    """Return the second coding: coder A and another language model, under the latest codebook that has such a pair."""
    return next((pairs for comparison, pairs in found.items() if comparison.is_of_machines), ())


def count_assigned() -> dict[str, int]:
    """Return the number of programs assigned to each person who has coded in this catalog, by coder number."""
    counts = dict(CodingTask.objects.order_by("user").values_list("user").annotate(Count("pk")))
    coders = Coding.objects.filter(user__in=counts).order_by("coder").values_list("coder", "user").distinct()
    return {coder: counts[user] for coder, user in coders}


def who(coder: str) -> str:
    """Return the coder's name in a sentence: ``coder A``, ``person H1``."""
    return f"{'person' if kind_of(coder) == CoderKind.HUMAN else 'coder'} {coder}"


def reproducibility(pairs: Sequence[CodingPair]) -> Reproducibility | None:
    """Return how far the coders of these programs agree; None without programs."""
    if not pairs:
        return None
    return Reproducibility(
        n=len(pairs),
        measures=measures(tuple((pair.first.supports, pair.second.supports) for pair in pairs)),
        same_page=sum(pair.same_page is True for pair in pairs),
        first_high=sum(pair.first.confidence == "high" for pair in pairs),
        second_high=sum(pair.second.confidence == "high" for pair in pairs),
        differing=tuple(pair for pair in pairs if pair.differing or pair.differing_attributes),
        settled=_count_decisions(pairs),
    )


@lru_cache(maxsize=32)  # codings hardly ever change
def measures(supports: tuple[tuple[Support, Support], ...]) -> tuple[Measure, ...]:
    """Return the agreement on each support and on the type. `supports` has both coders' supports of at least one program.

    For a coding without supports, the type is the category `NO_TYPE`.
    """
    found = []
    for support in Support:
        presence = [(support in first, support in second) for first, second in supports]
        counted = Counter(presence)
        counts = AgreementCounts(*(counted[answers] for answers in ((True, True), (True, False), (False, True), (False, False))))
        found.append(Measure(support.code, agreement(presence), counts))
    types = [(_category(first), _category(second)) for first, second in supports]
    return (*found, Measure("type", agreement(types), None))


def _count_decisions(pairs: Iterable[CodingPair]) -> Settlement:
    for_first = for_second = still_open = 0
    for pair in pairs:
        if pair.decision is None:
            still_open += len(pair.differing) + len(pair.differing_attributes)
            continue
        as_first = pair.differing & ~(pair.first.supports ^ pair.decision.present)
        decided = pair.decision.attributes
        alike = sum(set(codes) == set(pair.first.attributes.get(name, ())) for name, codes in decided.items())
        for_first += len(as_first) + alike
        for_second += len(pair.differing & ~as_first) + len(decided) - alike
    return Settlement(for_first, for_second, still_open)


def _hide_unfollowed(codings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the codings as the public sees them: a decision only shows once the published record follows it.

    The change may be pending or rejected. Record and decision are compared without the left-out rules.
    """
    rows = list(codings)
    decided = {row["program__slug"] for row in rows if row["decision__supports"] is not None}
    if decided:
        versions = ProgramVersion.objects.filter(program__slug__in=decided, state=VersionState.PUBLISHED)
        public = {slug: codes for slug, *codes in versions.values_list("program__slug", *RECORD_CODES)}
        for row in rows:
            codes, decision = public.get(row["program__slug"]), _decision(row)
            if codes and decision:
                rules = rules_left_out(codebook_of(row), row["coder"])
                if not decision.agrees_with(*codes_of_record(codes, rules)):
                    row["decision__supports"] = None
    return rows


def codes_of_record(codes: Sequence[Any], rules: Rule) -> RecordCodes:
    """Return a record's codes without some rules, from its RECORD_CODES."""
    supports, *values = codes
    attributes = read_attributes({"attributes": attributes_of(dict(zip(ATTRIBUTES, values, strict=True)))})
    return RecordCodes(supports_under(supports, rules), attributes)


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
    decided = read_attributes({"attributes": row.get("decision__attributes")})
    return Decision(Support.from_codes(supports), present, row["decision__reason"], day, decided)


def _codes(row: Mapping[str, Any], rules: Rule) -> Codes:
    supports = row["supports"]
    return Codes(
        coder=row["coder"],
        supports=supports_under(supports, rules),
        evidence=tuple(supports[support.code]["evidence"] for support in Support),
        confidence=row["confidence"],
        coded=supports_under(supports, AS_CODED),
        basis=frozenset(supports["recognize"]["basis"]) if "basis" in supports["recognize"] else None,
        attributes=read_attributes(row),
    )
