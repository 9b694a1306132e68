"""Reliability in figures: the agreement of each pair of coders on everything that both coded, and their confusion tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.coding.attributes import ATTRIBUTES, takes_one, vocabulary_of
from catalog.coding.reliability import NO_TYPE, CoderComparison, Codes, CodingPair, Comparisons, Measure, measures, with_first
from catalog.common.percent import exact_percent
from catalog.schema.vocabulary import vocabulary
from typology import Support
from typology.agreement import Agreement, agreement, coefficients, exact_interval

TYPE = "type"
PRESENT, ABSENT, UNSTATED = "present", "absent", "unstated"
ALL = ""  # the second coder's confidence: any
Answers = tuple[tuple[str, str], ...]  # for each program what the first and the second coder coded


@dataclass(frozen=True)
class AgreementFigure:
    """How far two coders agree on one thing that both coded.

    `attribute` is a support, ``type`` or a field of the record; with a `code`, it is whether the program has that code of
    the field. `confidence` limits the programs to those that the second coder coded with it; empty: all. `n` programs were
    compared, and the coders agree on `agreed`, which is `percent` with an exact interval. The bootstrap intervals of kappa
    and AC1 are None for some programs or codes only. Percentages have two decimals, coefficients four.
    """

    comparison: CoderComparison
    attribute: str
    code: str
    confidence: str
    n: int
    agreed: int
    percent: float
    percent_low: float
    percent_high: float
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    ac1: float | None
    ac1_low: float | None
    ac1_high: float | None


@dataclass(frozen=True)
class ConfusionTable:
    """How many programs have each pair of answers: first coder's -> second coder's, in the order of `answers`."""

    comparison: CoderComparison
    attribute: str
    code: str
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def cells(self) -> Iterator[tuple[str, str, int]]:
        """Every cell as the first coder's answer, the second coder's, and the number of programs."""
        for first, row in zip(self.answers, self.counts, strict=True):
            for second, count in zip(self.answers, row, strict=True):
                yield first, second, count


def count_agreement(found: Comparisons) -> tuple[AgreementFigure, ...]:
    """Return the agreement in every comparison: on each support, the type and each field, for all and by confidence.

    A field with several codes is compared in two ways. As a whole, coders agree if they gave exactly the same set of codes;
    kappa and AC1 then take each set as a category of its own. For each code that one of the two gave, they agree if both
    or neither gave it. The first is strict, because sets that share codes count as different; the second shows where the
    difference is, and is high for rare codes: read it with kappa and AC1.
    Sources: Passonneau (2006), "Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation",
    LREC 2006, on sets as categories; Artstein & Poesio (2008), "Inter-Coder Agreement for Computational Linguistics",
    Computational Linguistics 34(4), 555-596, on agreement by category.
    """
    return tuple(figure for comparison, pairs in found.items() for figure in _figures(comparison, pairs))


def confusion_tables(found: Comparisons) -> tuple[ConfusionTable, ...]:
    """Return the confusion tables of every comparison: of each support, of the type, and of each field or its codes."""
    return tuple(
        _table(comparison, attribute, code, answers)
        for comparison, pairs in found.items()
        for attribute, code, answers in _answers(pairs)
        if code or attribute not in ATTRIBUTES or takes_one(attribute)
    )


def overall_figures(found: Comparisons, attributes: Sequence[str]) -> tuple[AgreementFigure, ...]:
    """Return the figures of these attributes as a whole, over all programs, in the first comparison that has each."""
    chosen: dict[str, AgreementFigure] = {}
    for comparison, pairs in found.items():
        for attribute, code, answers in _answers(pairs):
            if attribute in attributes and attribute not in chosen and not code:
                chosen[attribute] = _figure(comparison, attribute, code, ALL, answers, None)
    return tuple(chosen[attribute] for attribute in attributes if attribute in chosen)


def coded_attributes(found: Comparisons) -> frozenset[str]:
    """Return what a second coder has coded: supports, ``type``, and fields of the record."""
    fields = {name for pairs in found.values() for pair in pairs for name in pair.compared_attributes}
    return frozenset(fields | {*(support.code for support in Support), TYPE} if found else ())


def compare_twice(found: Comparisons) -> dict[str, str]:
    """Return slug -> ``agree`` or ``differ`` for each program that was coded twice: whether all coders gave coder A's supports.

    Only the latest codebook under which the program was coded twice counts.
    """
    latest: dict[str, tuple[int, bool]] = {}
    for pair in with_first(found):
        codebook, differs = int(pair.codebook), bool(pair.differing)
        known, differed = latest.get(pair.slug, (0, False))
        if codebook >= known:
            latest[pair.slug] = codebook, differs or (codebook == known and differed)
    return {slug: "differ" if differs else "agree" for slug, (_, differs) in latest.items()}


def _figures(comparison: CoderComparison, pairs: Sequence[CodingPair]) -> Iterator[AgreementFigure]:
    shared = {measure.code: measure for measure in measures(tuple((pair.first.supports, pair.second.supports) for pair in pairs))}
    by_confidence = {
        term.code: [pair for pair in pairs if pair.second.confidence == term.code] for term in vocabulary("confidence").terms
    }
    for attribute, code, answers in _answers(pairs):
        yield _figure(comparison, attribute, code, ALL, answers, None if code else _bootstrap(attribute, answers, shared))
        for confidence, some in by_confidence.items():
            part = next((found for *key, found in _answers(some) if key == [attribute, code]), None)
            if part:
                yield _figure(comparison, attribute, code, confidence, part, None)


def _bootstrap(attribute: str, answers: Answers, shared: dict[str, Measure]) -> Agreement:
    return shared[attribute].agreement if attribute in shared else _agreement(answers)


@lru_cache(maxsize=64)  # codings hardly ever change
def _agreement(answers: Answers) -> Agreement:
    return agreement(answers)


def _figure(
    comparison: CoderComparison, attribute: str, code: str, confidence: str, answers: Answers, bootstrap: Agreement | None
) -> AgreementFigure:
    agreed, whole = sum(first == second for first, second in answers), len(answers)
    low, high = exact_interval(agreed, whole)
    kappa, ac1 = coefficients(answers)
    return AgreementFigure(
        comparison=comparison,
        attribute=attribute,
        code=code,
        confidence=confidence,
        n=whole,
        agreed=agreed,
        percent=float(exact_percent(agreed, whole)),
        percent_low=round(100 * low, 2),
        percent_high=round(100 * high, 2),
        kappa=_round(kappa),
        kappa_low=_round(bootstrap.kappa_low if bootstrap else None),
        kappa_high=_round(bootstrap.kappa_high if bootstrap else None),
        ac1=_round(ac1),
        ac1_low=_round(bootstrap.ac1_low if bootstrap else None),
        ac1_high=_round(bootstrap.ac1_high if bootstrap else None),
    )


def _round(coefficient: float | None) -> float | None:
    return None if coefficient is None else round(coefficient, 4)


def _answers(pairs: Sequence[CodingPair]) -> Iterator[tuple[str, str, Answers]]:
    """Yield (attribute, code, answers) for everything that both coders coded, if there are programs."""
    if not pairs:
        return
    for support in Support:
        yield support.code, "", tuple((_has(support, pair.first), _has(support, pair.second)) for pair in pairs)
    yield TYPE, "", tuple((_type(pair.first), _type(pair.second)) for pair in pairs)
    for name in ATTRIBUTES:
        sets = [(pair.first.attributes[name], pair.second.attributes[name]) for pair in pairs if name in pair.compared_attributes]
        if not sets:
            continue
        yield name, "", tuple((_join(first), _join(second)) for first, second in sets)
        used = {code for both in sets for codes in both for code in codes}
        for code in vocabulary_of(name).in_order(used) if not takes_one(name) else ():
            yield name, code, tuple((_truth(code in first), _truth(code in second)) for first, second in sets)


def _table(comparison: CoderComparison, attribute: str, code: str, answers: Answers) -> ConfusionTable:
    counts, used = Counter(answers), {answer for both in answers for answer in both}
    if attribute == TYPE:
        order = [*(term.code for term in vocabulary(TYPE).terms), NO_TYPE]
    elif attribute in ATTRIBUTES and not code:
        order = list(vocabulary_of(attribute).by_code)
    else:
        order, used = [PRESENT, ABSENT], {PRESENT, ABSENT}
    shown = tuple(answer for answer in order if answer in used)
    return ConfusionTable(
        comparison, attribute, code, shown, tuple(tuple(counts[first, second] for second in shown) for first in shown)
    )


def _has(support: Support, codes: Codes) -> str:
    return _truth(support in codes.supports)


def _truth(present: bool) -> str:
    return PRESENT if present else ABSENT


def _type(codes: Codes) -> str:
    return codes.program_type.value if codes.program_type else NO_TYPE


def _join(codes: Sequence[str]) -> str:
    return "; ".join(codes) or UNSTATED
