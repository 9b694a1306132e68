"""The evidence for the reading of the typology, ready to print on the methods page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.browse.editions.edition import Edition
from catalog.browse.editions.typology_evidence import (
    COMMON,
    STUDY_PROGRAMS,
    EditionFigure,
    ReadingFit,
    Share,
    calibrate,
    compare_readings,
)
from catalog.common.percent import percent
from catalog.schema.vocabulary import vocabulary
from typology import Rule
from typology.evidence import FITTING_FORMS

# What the study publishes, in our own words, and what we say where a figure differs or cannot be compared.
_CLAIMS = {
    "inventory": (
        f"The study’s inventory holds {STUDY_PROGRAMS} programs.",
        "The two sets of programs were found in different ways and are not the same, so their sizes cannot be compared.",
    ),
    "prepare": (
        "The majority of programs include preparation.",
        "The rules that can be left out do not affect this support.",
    ),
    "combine": (
        "Most programs combine two or three supports.",
        "Release 2026.11 was coded from one reading. Only the second reading looked for training in programs that place "
        "teachers. "
        "Without the credential rule or the selection rule, a program that trains teachers and only confers a degree, or only "
        "selects teachers publicly, counts only as preparing. So this fact supports keeping both rules.",
    ),
    "stem": (
        "Programs for teachers of STEM subjects are common.",
        f"The study gives no number. We call a focus common if at least {COMMON}% of programs have it. STEM is "
        "mathematics, science, computer science, engineering or technology.",
    ),
    "literacy": (
        "Programs for literacy teachers are common.",
        f"We use the same {COMMON}% rule. Our searches favor programs with their own public page. Literacy coaching that "
        "a district organizes as a job often has none, so it may be missing here.",
    ),
    "aspiring": (
        "The majority serve teachers who are not yet in formal leadership roles.",
        "Most pages do not say who the program is for, so the catalog cannot tell.",
    ),
    "types": (
        "How programs are divided among the types.",
        "The text of the study that we could read gives no shares by type, so we compare none. "
        "Our own shares describe this catalog, not all programs.",
    ),
}


def show_readings(edition: Edition) -> dict[str, Any]:
    """The names in use and the main alternative: how many programs fit each name, and the totals under every set of rules."""
    compared = compare_readings(edition)
    in_use, alternative = compared[0]
    by_name = {fit.name: fit for fit in alternative.names}
    return {
        "names": [
            {
                "name": fit.name.label,
                "forms": ", ".join(vocabulary("form").label_of(form).lower() for form in FITTING_FORMS[fit.name]),
                "in_use": {"supports": fit.supports.codes, "combination": fit.supports.combination, **_share(fit.fit)},
                "alternative": {
                    "supports": by_name[fit.name].supports.codes,
                    "combination": by_name[fit.name].supports.combination,
                    **_share(by_name[fit.name].fit),
                },
            }
            for fit in in_use.names
        ],
        "totals": [
            {"rules": " ".join(one.rules.codes), "label": _rules(one.rules), "in_use": _total(one), "alternative": _total(other)}
            for one, other in compared
        ],
    }


def show_calibration(editions: Sequence[Edition]) -> dict[str, Any]:
    """The study's facts, each with a figure and a verdict for every edition."""
    facts: list[dict[str, Any]] = []
    for fact in calibrate(editions):
        if not facts or facts[-1]["key"] != fact.key:
            claim, reason = _CLAIMS[fact.key]
            facts.append({"key": fact.key, "claim": claim, "reason": reason, "rows": []})
        facts[-1]["rows"].append(
            {
                "rules": " ".join(fact.rules.codes),
                "label": _rules(fact.rules),
                "figures": [_figure(fact.key, figure) for figure in fact.figures],
            }
        )
    return {
        "editions": [f"Release {one.release.version}" if one.release else "The catalog now" for one in editions],
        "facts": facts,
    }


def _rules(rules: Rule) -> str:
    return rules.label if rules else "as coded"


def _total(fit: ReadingFit) -> dict[str, Any]:
    return {"count": fit.fit_count, "total": fit.programs, "percent": percent(fit.fit_count, fit.programs)}


def _share(share: Share) -> dict[str, Any]:
    return {
        "count": share.count,
        "total": share.total,
        "percent": percent(share.count, share.total),
        "url": share.selection.address(),
    }


def _figure(key: str, figure: EditionFigure) -> dict[str, Any]:
    shown: dict[str, Any] = {"verdict": figure.verdict.value, "code": figure.verdict.name.lower()}
    if figure.share:
        shown |= _share(figure.share)
        shown["text"] = (
            f"{figure.share.total} programs"
            if key == "inventory"
            else f"{shown['percent']} ({figure.share.count} of {figure.share.total})"
        )
    return shown
