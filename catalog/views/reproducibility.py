"""How pages print the reproducibility of the codes: the figures of the methods page, one program's two codings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.models.coding import FIRST_CODER, SECOND_CODER, CoderKind, kind_of
from catalog.records.reproducibility import CodedTwice, Codes, Decision, Measure, Reproducibility, Settled, who
from catalog.schema.vocabulary import type_of, vocabulary
from catalog.views import words
from catalog.views.facts import AnyRecord
from catalog.views.profile import type_words
from typology import Support
from typology.agreement import Agreement

FEW = 30  # fewer items than that, and an interval says little, and 3/n is no longer near the exact bound


def figures(found: Mapping[tuple[str, str], Reproducibility], dealt: Mapping[str, int]) -> dict[str, Any] | None:
    """What the methods page prints of how far coders agree; None where no program was coded twice.

    `found` holds the agreement of every two coders who are compared, as catalog.records.reproducibility.compared() orders
    them; `dealt` how many programs each person was dealt. Language models and people come in groups apart.
    """
    if not found:
        return None
    groups = [_group(coders, measured) for coders, measured in found.items()]
    people = {coders[1]: measured for coders, measured in found.items() if coders[0] == FIRST_CODER and _is_person(coders[1])}
    return {
        "machines": [group for group in groups if not group["people"]],
        "human": [group for group in groups if group["people"]],
        "second": _second(found.get((FIRST_CODER, SECOND_CODER))),
        "decided": sum(measured.settled.for_first + measured.settled.for_second for measured in found.values()),
        "people": [_person(coder, measured, dealt.get(coder)) for coder, measured in people.items()],
        "resamples": f"{groups[0]['resamples']:,}",
        "few": FEW,
    }


def second_codings(record: AnyRecord, pairs: Sequence[CodedTwice]) -> list[dict[str, Any]]:
    """What the program page prints of each coding beside coder A's, in the order given.

    The comparison is of the two codings, whatever became of the record since: `changed`, told with the first alone, says
    what of it differs from coder A's coding, ``"supports"``, ``"evidence"`` or nothing.
    """
    return [
        differing(pair) | {"changed": _changed(record, pair.first) if number == 0 else ""} for number, pair in enumerate(pairs)
    ]


def differing(pair: CodedTwice) -> dict[str, Any]:
    """One program's two codings: on which supports they differ, both sentences, the type by each, what was decided."""
    labels = [_label(support.code).lower() for support in pair.differing]
    return {
        "name": pair.name,
        "url": words.program_url(pair.slug) if pair.published else "",
        "first": _coded(pair.first),
        "second": _coded(pair.second),
        "differs_on": words.join_words(labels),
        "supports": [_support(support, pair) for support in pair.differing],
        "decision": _decision(pair, pair.decision) if pair.decision else None,
    }


def _is_person(coder: str) -> bool:
    return kind_of(coder) == CoderKind.HUMAN


def _second(found: Reproducibility | None) -> dict[str, Any] | None:
    """What is said of coder B's sample beside its figures."""
    if found is None:
        return None
    agreed_always = [measure for measure in found.measures if measure.agreement.agreed == found.n]
    return {
        "n": found.n,
        "same_page": found.same_page,
        "first_high": found.first_high,
        "second_high": found.second_high,
        "never_differ": words.join_words([_label(measure.code).lower() for measure in agreed_always]),
        "at_most": f"{300 / found.n:.1f}%" if found.n >= FEW else "",
    }


def _person(coder: str, found: Reproducibility, dealt: int | None) -> dict[str, Any]:
    return {"coder": coder, "n": found.n, "dealt": dealt, "same_page": found.same_page}


def _decision(pair: CodedTwice, decision: Decision) -> dict[str, str]:
    """``prepare is absent, as coder B coded``, with the reason and the day."""
    told = []
    for support in decision.disputed:
        present = support in decision.present
        as_coded = pair.first if (support in pair.first.supports) == present else pair.second
        told.append(f"{_label(support.code).lower()} is {'present' if present else 'absent'}, as {as_coded.who} coded")
    return {"text": "; ".join(told), "reason": decision.reason, "day": words.day(decision.day)}


def _label(code: str) -> str:
    return "Type" if code == "type" else vocabulary("support").label_of(code)


def _group(coders: tuple[str, str], found: Reproducibility) -> dict[str, Any]:
    """The rows of two coders, who they are, and in which programs they differ."""
    first, second = (who(coder) for coder in coders)
    machine_and_person = _is_person(coders[1]) and not _is_person(coders[0])
    both = f"{_capital(first)} (language model) and {second}" if machine_and_person else f"{_capital(first)} and {second}"
    return {
        "title": both if _is_person(coders[1]) else f"{both}, both a language model",
        "who": f"{_capital(first)} and {second}",
        "coders": [_capital(first), _capital(second)],
        "people": _is_person(coders[1]),
        "n": found.n,
        "few": found.n < FEW,
        "resamples": found.measures[0].agreement.resamples,
        "rows": [_row(measure) for measure in found.measures],
        "differing": [differing(pair) for pair in found.differing],
        "settled": _settled(found.settled, first, second) if coders[0] == FIRST_CODER else "",
    }


def _settled(settled: Settled, first: str, second: str) -> str:
    """What became of the disagreements, each one support of one program; empty where there are none."""
    decided = settled.for_first + settled.for_second
    every = decided + settled.open
    if not every:
        return ""
    if not decided:
        return "This disagreement is not decided yet." if every == 1 else f"None of these {every} disagreements is decided yet."
    return (
        f"Of {every} disagreement{'' if every == 1 else 's'} (each one support of one program) {decided} "
        f"{'was' if decided == 1 else 'were'} decided by a reviewer: {settled.for_first} for {first}, "
        f"{settled.for_second} for {second}. Decisions change records, not codings: the figures above stay as they are."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(measure: Measure) -> dict[str, Any]:
    found = measure.agreement
    return {
        "code": measure.code,
        "label": _label(measure.code),
        "supports": () if measure.code == "type" else (measure.code,),
        "n": found.n,
        "agreed": found.agreed,
        "percent": f"{found.percent:.1f}%",
        "percent_interval": f"{found.percent_low:.1f} to {found.percent_high:.1f}",
        "kappa": _kappa(found),
        "counts": measure.counts,
    }


def _kappa(found: Agreement) -> str:
    """Kappa with its interval and the number of resamples left out of it, if any."""
    if found.kappa is None:
        return "Not defined: both coders used one and the same code only"
    left_out = f"; {found.undefined:,} resamples left out" if found.undefined else ""
    if found.kappa_low is None or found.kappa_high is None:
        return f"{_two_places(found.kappa)} (no interval{left_out})"
    return f"{_two_places(found.kappa)} ({_two_places(found.kappa_low)} to {_two_places(found.kappa_high)}{left_out})"


def _two_places(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _coded(codes: Codes) -> dict[str, Any]:
    return {
        "who": codes.who,
        "supports": codes.supports.codes,
        "combination": codes.supports.combination,
        "type": type_words(type_of(codes.supports)) if codes.supports else None,
    }


def _support(support: Support, pair: CodedTwice) -> dict[str, Any]:
    number = list(Support).index(support)
    return {
        "code": support.code,
        "label": _label(support.code),
        "codings": [
            {
                "who": codes.who,
                "answer": "yes" if support in codes.supports else "no",
                "evidence": codes.evidence[number],
            }
            for codes in (pair.first, pair.second)
        ],
    }


def _changed(record: AnyRecord, first: Codes) -> str:
    supports = [record.supports.of(support.code) for support in Support]
    if [support.present for support in supports] != [support in first.supports for support in Support]:
        return "supports"
    return "evidence" if tuple(support.evidence for support in supports) != first.evidence else ""
