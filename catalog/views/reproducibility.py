"""How pages print the reproducibility of the codes: the figures of the methods page, one program's two codings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.models.coding import FIRST_CODER, SECOND_CODER
from catalog.records.reproducibility import CodedTwice, Codes, Measure, Reproducibility
from catalog.records.vocabulary import vocabulary
from catalog.views import words
from catalog.views.facts import AnyRecord
from catalog.views.profile import type_words
from typology import Support
from typology.agreement import Agreement

RULE_OF_THREE_FROM = 30  # fewer items than that, and 3/n is no longer near the exact bound


def figures(found: Reproducibility | None, others: Mapping[str, Reproducibility]) -> dict[str, Any] | None:
    """What the methods page prints of the agreement of coders A and B; None where B coded no program.

    `others` holds, by coder, how far further coders agree with A: the table has a group of rows for each.
    """
    if found is None:
        return None
    agreed_always = [measure for measure in found.measures if measure.agreement.agreed == found.n]
    title = f"Coder {FIRST_CODER} and coder"
    return {
        "n": found.n,
        "groups": [
            _group(f"{title} {SECOND_CODER}, both a language model", found),
            *(_group(f"{title} {coder}", other) for coder, other in others.items()),
        ],
        "same_page": found.same_page,
        "first_high": found.first_high,
        "second_high": found.second_high,
        "resamples": f"{found.measures[0].agreement.resamples:,}",
        "never_differ": words.join_words([_label(measure.code).lower() for measure in agreed_always]),
        "at_most": f"{300 / found.n:.1f}%" if found.n >= RULE_OF_THREE_FROM else "",
        "differing": [differing(pair) for pair in found.differing],
    }


def second_coding(record: AnyRecord, pair: CodedTwice | None) -> dict[str, Any] | None:
    """What the program page prints of a program's second coding; None where there is none.

    The comparison is of the two codings, whatever became of the record since: `changed` says what of it differs
    from the first coding, ``"supports"``, ``"evidence"`` or nothing.
    """
    return differing(pair) | {"changed": _changed(record, pair.first)} if pair else None


def differing(pair: CodedTwice) -> dict[str, Any]:
    """One program's two codings: on which supports they differ, both sentences, the type by each."""
    first, second = _coded(pair.first), _coded(pair.second)
    labels = [_label(support.code).lower() for support in pair.differing]
    return {
        "name": pair.name,
        "url": words.program_url(pair.slug) if pair.published else "",
        "first": first,
        "second": second,
        "differs_on": words.join_words(labels),
        "supports": [_support(support, pair) for support in pair.differing],
    }


def _label(code: str) -> str:
    return "Type" if code == "type" else vocabulary("support").label_of(code)


def _group(title: str, found: Reproducibility) -> dict[str, Any]:
    return {"title": title, "rows": [_row(measure) for measure in found.measures]}


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
        "coder": codes.coder,
        "supports": codes.supports.codes,
        "combination": codes.supports.combination,
        "type": type_words(codes.program_type) if codes.program_type else None,
    }


def _support(support: Support, pair: CodedTwice) -> dict[str, Any]:
    number = list(Support).index(support)
    return {
        "code": support.code,
        "label": _label(support.code),
        "codings": [
            {
                "coder": codes.coder,
                "answer": "yes" if support in codes.supports else "no",
                "evidence": codes.evidence[number],
            }
            for codes in (pair.first, pair.second)
        ],
    }


def _changed(record: AnyRecord, first: Codes) -> str:
    supports = [record["supports"][support.code] for support in Support]
    if [support["present"] for support in supports] != [support in first.supports for support in Support]:
        return "supports"
    return "evidence" if tuple(support["evidence"] for support in supports) != first.evidence else ""
