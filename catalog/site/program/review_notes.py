"""How pages tell whether a person has looked at programs: of one, of many. Never who did."""

from __future__ import annotations

from catalog.browse.sentence import programs
from catalog.models import Verdict
from catalog.programs.display import day
from catalog.reviews.summary import Look, Origin

NOBODY = "No person has reviewed the codes"
_FOUND = {
    Verdict.STILL_TRUE: "still true",
    Verdict.CHANGED: "it had changed",
    Verdict.ENDED: "it had ended",
    Verdict.CANT_TELL: "it could not be told whether this is still true",
}


def coding_note(origin: Origin | None) -> str:
    """Who coded a program, and who corrected that, or that nobody has reviewed it; of a release (None) less."""
    if origin is None:
        return "Coded from the pages below."
    coded = f"Coded by {'machine' if origin.by_machine else 'an editor'} from the pages below"
    if origin.corrected:
        return f"{coded}; corrected by an editor on {day(origin.corrected)}."
    return f"{coded}; no person has reviewed these codes yet." if origin.by_machine and origin.look is None else f"{coded}."


def look_note(look: Look | None) -> str:
    """When an editor last looked at a program, and what she found; empty where none has."""
    if look is None:
        return ""
    if look.verdict == Verdict.CHANGED and not look.followed:
        return f"Looked at by an editor on {day(look.day)}: it has changed, and is being brought up to date here."
    return f"Looked at by an editor on {day(look.day)}: {_FOUND[look.verdict]}."


def looked_note(looked: int, total: int, decided: int = 0) -> str:
    """How many of so many programs an editor has looked at: a sentence, also where it is none.

    `decided` is how many disagreements of coders a reviewer has decided: that much of the codes was reviewed all the same.
    """
    if not looked and decided:
        return (
            f"{NOBODY} yet, apart from {decided:,} disagreement{'' if decided == 1 else 's'} of coders that a reviewer decided."
        )
    if not looked:
        return f"{NOBODY} yet."
    return f"{looked:,} of {programs(total)} {'has' if looked == 1 else 'have'} been looked at by an editor."
