"""The evidence for the reading of the typology, ready to print on the methods page."""

from __future__ import annotations

from typing import Any

from catalog.browse.editions.edition import Edition
from catalog.browse.editions.typology_evidence import ReadingFit, Share, compare_readings
from catalog.common.percent import percent
from catalog.schema.vocabulary import vocabulary
from typology import Rule
from typology.evidence import FITTING_FORMS


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
