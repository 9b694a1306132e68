"""How pages say whether a person has reviewed programs: one program, many. They never say who."""

from __future__ import annotations

from catalog.browse.sentence import programs
from catalog.common.text import pluralize
from catalog.models import Verdict
from catalog.programs.display import day
from catalog.reviews.summary import LatestReview, Origin

NOBODY = "No person has reviewed the codes"
_FOUND = {
    Verdict.STILL_TRUE: "it was still running",
    Verdict.CHANGED: "it had changed",
    Verdict.ENDED: "it had ended",
    Verdict.CANT_TELL: "they could not tell whether it is still running",
}


def describe_coding(origin: Origin | None) -> dict[str, str]:
    """Return who coded a program, whether a person reviewed or corrected that, and the note that says so.

    A release (`origin` is None) does not know.
    """
    if origin is None:
        return {"coder": "", "reviewed": "", "corrected": "", "note": "These answers come from the pages below."}
    note = f"{'A machine' if origin.by_machine else 'An editor'} read the pages below and gave these answers"
    reviewed = bool(origin.corrected or origin.look or not origin.by_machine)
    if origin.corrected:
        note += f"; an editor corrected them on {day(origin.corrected)}"
    elif not reviewed:
        note += "; no person has checked them yet"
    return {
        "coder": "machine" if origin.by_machine else "editor",
        "reviewed": "yes" if reviewed else "no",
        "corrected": origin.corrected.isoformat() if origin.corrected else "",
        "note": f"{note}.",
    }


def describe_review(look: LatestReview | None) -> dict[str, str] | None:
    """Return an editor's last review of a program: its day, its verdict and the note; None without a review."""
    if look is None:
        return None
    found = _FOUND[look.verdict]
    if look.verdict == Verdict.CHANGED and not look.followed:
        found = "it has changed, and we are updating this page"
    return {
        "day": look.day.isoformat(),
        "verdict": look.verdict,
        "note": f"An editor reviewed it on {day(look.day)}: {found}.",
    }


def describe_reviews(reviewed: int, total: int, decided: int = 0) -> str:
    """Return a sentence on how many of `total` programs an editor has reviewed.

    If none, the sentence mentions the number of disagreements between coders that a reviewer has `decided`.
    """
    if not reviewed and decided:
        return f"{NOBODY} yet, except for {pluralize(decided, 'disagreement')} between coders that a reviewer decided."
    if not reviewed:
        return f"{NOBODY} yet."
    return f"An editor has reviewed {reviewed:,} of {programs(total)}."
