"""Prepare the agreement of coders for the methods page and the program page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from catalog.coding.attributes import describe_codes, label_of
from catalog.coding.coders import Coder
from catalog.coding.reliability import CoderComparison, Codes, CodingPair, Decision, Measure, Reproducibility, Settlement, who
from catalog.common.text import pluralize
from catalog.models.coding import FIRST_CODER, CoderKind, kind_of
from catalog.programs import display
from catalog.programs.facts import AnyRecord
from catalog.schema.vocabulary import type_of, vocabulary
from catalog.site.program.presenters import type_words
from typology import Support

FEW = 30  # with fewer items, intervals say little and 3/n is far from the exact bound


def figures(found: Mapping[CoderComparison, Reproducibility], assigned: Mapping[str, int]) -> dict[str, Any] | None:
    """Return the agreement of coders for the methods page; None if no program was coded twice.

    `found` holds the agreement of every comparison, in the order of catalog.coding.reliability.compare(). `assigned` holds
    the number of programs assigned to each person. Language models and people are in separate groups.
    """
    if not found:
        return None
    groups = [_group(number, *entry) for number, entry in enumerate(found.items(), 1)]
    with_first = {comparison: measured for comparison, measured in found.items() if comparison.coders[0] == FIRST_CODER}
    return {
        "groups": [group for group in groups if not group["people"]] + [group for group in groups if group["people"]],
        "machines": [_sample(comparison, measured) for comparison, measured in found.items() if comparison.is_of_machines],
        "machine_coders": display.join_words([FIRST_CODER, *sorted({one.coders[1] for one in found if one.is_of_machines})]),
        "decided": sum(measured.settled.for_first + measured.settled.for_second for measured in found.values()),
        "people": [
            _person(comparison, measured, assigned.get(comparison.coders[1]))
            for comparison, measured in with_first.items()
            if not comparison.is_of_machines
        ],
        "resamples": f"{groups[0]['resamples']:,}",
        "few": FEW,
    }


def coder_rows(coders: Sequence[Coder]) -> list[dict[str, Any]]:
    """Return the table of coders for the methods page."""
    return [
        {
            "id": coder.id,
            "codebook": coder.codebook,
            "who": coder.model if coder.kind == CoderKind.MACHINE else coder.kind.label,
            "programs": coder.programs,
            "read": _days(coder),
            "protocol": coder.protocol,
            "protocol_url": reverse("protocol", args=[coder.protocol]) if coder.protocol else "",
            "sha256": coder.protocol_sha256,
            "rules": ", ".join(coder.rules),
        }
        for coder in coders
    ]


def _days(coder: Coder) -> str:
    """``November 23, 2026`` or ``November 23, 2026 to November 28, 2026``; empty if no day is known."""
    days = dict.fromkeys(display.day(day) for day in (coder.first_read, coder.last_read) if day)
    return " to ".join(days)


def second_codings(record: AnyRecord, pairs: Sequence[CodingPair]) -> list[dict[str, Any]]:
    """Return each pair of codings for the program page, in the order given.

    The two codings are compared as they were made. `changed`, set for the first pair only, says how the record has changed
    since: ``"supports"``, ``"evidence"`` or nothing.
    """
    changed = _changed(record, [pair.first for pair in pairs])
    return [describe_pair(pair) | {"changed": changed if number == 0 else ""} for number, pair in enumerate(pairs)]


def describe_pair(pair: CodingPair) -> dict[str, Any]:
    """Return two codings of a program: where they differ, with the evidence, both types, the decision."""
    labels = [_label(support.code).lower() for support in pair.differing]
    labels += [label_of(name).lower() for name in pair.differing_attributes]
    return {
        "name": pair.name,
        "url": display.program_url(pair.slug) if pair.published else "",
        "first": _coded(pair.first),
        "second": _coded(pair.second),
        "differs_on": display.join_words(labels),
        "differs_codes": pair.differing.codes,
        "supports": [_support(support, pair) for support in pair.differing],
        "attributes": [_attribute(name, pair) for name in pair.differing_attributes],
        "decision": _decision(pair, pair.decision) if pair.decision else None,
        "codebook": pair.codebook,
        "rules": pair.rules.label,
        "rule_codes": pair.rules.code,
    }


def _is_person(coder: str) -> bool:
    return kind_of(coder) == CoderKind.HUMAN


def _sample(comparison: CoderComparison, found: Reproducibility) -> dict[str, Any]:
    """Return the facts about the sample of two language models."""
    agreed_always = [measure for measure in found.measures if measure.agreement.always]
    return {
        "codebook": comparison.codebook,
        "coder": comparison.coders[1],
        "n": found.n,
        "same_page": found.same_page,
        "first_high": found.first_high,
        "second_high": found.second_high,
        "never_differ": display.join_words([_label(measure.code).lower() for measure in agreed_always]),
        "never_differ_codes": [measure.code for measure in agreed_always],
        "at_most": f"{300 / found.n:.1f}%" if found.n >= FEW else "",
    }


def _person(comparison: CoderComparison, found: Reproducibility, assigned: int | None) -> dict[str, Any]:
    coder = comparison.coders[1]
    return {"coder": coder, "codebook": comparison.codebook, "n": found.n, "assigned": assigned, "same_page": found.same_page}


def _decision(pair: CodingPair, decision: Decision) -> dict[str, str]:
    """``prepare is absent, as coder B coded``, with the reason and the day."""
    sentences, codes = [], []
    for support in decision.disputed:
        present = support in decision.present
        codes.append(f"{support.code}={'present' if present else 'absent'}")
        as_coded = pair.first if (support in pair.first.supports) == present else pair.second
        sentences.append(f"{_label(support.code).lower()} is {'present' if present else 'absent'}, as {as_coded.who} coded")
    for name, chosen in decision.attributes.items():
        codes.append(f"{name}={' '.join(chosen)}")
        as_coded = pair.first if set(pair.first.attributes.get(name, ())) == set(chosen) else pair.second
        sentences.append(f"{label_of(name).lower()} is {describe_codes(name, chosen)}, as {as_coded.who} coded")
    return {"text": "; ".join(sentences), "code": " ".join(codes), "reason": decision.reason, "day": display.day(decision.day)}


def _label(code: str) -> str:
    return "Type (combination of supports)" if code == "type" else vocabulary("support").label_of(code)


def _group(number: int, comparison: CoderComparison, found: Reproducibility) -> dict[str, Any]:
    """Return the agreement of two coders under one codebook, and the programs on which they disagree."""
    coders = comparison.coders
    first, second = (who(coder) for coder in coders)
    machine_and_person = _is_person(coders[1]) and not _is_person(coders[0])
    both = f"{capfirst(first)} (language model) and {second}" if machine_and_person else f"{capfirst(first)} and {second}"
    return {
        "number": number,
        "pair": "-".join(coders),
        "codebook": comparison.codebook,
        "rules": comparison.rules.code,
        "rules_label": comparison.rules.label,
        "title": both if _is_person(coders[1]) else f"{both}, both language models",
        "who": f"{capfirst(first)} and {second}",
        "coders": [capfirst(first), capfirst(second)],
        "people": _is_person(coders[1]),
        "n": found.n,
        "few": found.n < FEW,
        "resamples": found.measures[0].agreement.resamples,
        "rows": [_row(measure) for measure in found.measures],
        "differing": [describe_pair(pair) for pair in found.differing],
        "settled": _settled(found.settled, first, second) if coders[0] == FIRST_CODER else "",
        "decided": found.settled.for_first + found.settled.for_second,
        "settled_for": (found.settled.for_first, found.settled.for_second),
        "open": found.settled.open,
    }


def _settled(settled: Settlement, first: str, second: str) -> str:
    """Say how the disagreements were decided, each about one support of one program; empty if there are none."""
    decided = settled.for_first + settled.for_second
    every = decided + settled.open
    if not every:
        return ""
    if not decided:
        return (
            "This disagreement has not been decided yet."
            if every == 1
            else f"None of these {every} disagreements has been decided yet."
        )
    return (
        f"A reviewer decided {decided} of {pluralize(every, 'disagreement')} (each about one support or field of one program): "
        f"{settled.for_first} for {first}, {settled.for_second} for {second}. "
        "Decisions change records, not codings, so the figures above stay the same."
    )


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
        "kappa": _coefficient(found.kappa, found.kappa_low, found.kappa_high, found.undefined),
        "ac1": _coefficient(found.ac1, found.ac1_low, found.ac1_high),
        "counts": measure.counts,
    }


def _coefficient(value: float | None, low: float | None, high: float | None, undefined: int = 0) -> str:
    """Return a coefficient with its interval and the number of resamples left out of it, if any."""
    if value is None:
        return "Not defined: both coders used only one code, the same one"
    left_out = f"; {undefined:,} resamples left out" if undefined else ""
    if low is None or high is None:
        return f"{_places(value)} (no interval{left_out})"
    return f"{_places(value)} ({_places(low)} to {_places(high)}{left_out})"


def _places(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _coded(codes: Codes) -> dict[str, Any]:
    return {
        "coder": codes.coder,
        "who": codes.who,
        "supports": codes.supports.codes,
        "combination": codes.supports.combination,
        "type": type_words(type_of(codes.supports)) if codes.supports else None,
    }


def _support(support: Support, pair: CodingPair) -> dict[str, Any]:
    number = list(Support).index(support)
    return {
        "code": support.code,
        "label": _label(support.code),
        "codings": [
            {
                "coder": codes.coder,
                "who": codes.who,
                "answer": "yes" if support in codes.supports else "no",
                "evidence": codes.evidence[number],
            }
            for codes in (pair.first, pair.second)
        ],
    }


def _attribute(name: str, pair: CodingPair) -> dict[str, Any]:
    codings = [{"who": codes.who, "text": describe_codes(name, codes.attributes[name])} for codes in (pair.first, pair.second)]
    return {"code": name, "label": label_of(name), "codings": codings}


def _changed(record: AnyRecord, firsts: Sequence[Codes]) -> str:
    """Return how the record differs from all these codings by coder A: supports, evidence, or nothing."""
    alike = [first for first in firsts if record.given_supports == first.coded]
    if not alike:
        return "supports" if firsts else ""
    evidence = tuple(support.evidence for _, support in record.supports.by_code())
    return "" if evidence in [first.evidence for first in alike] else "evidence"
