"""What if a rule of coding were another: every type derived again, and which programs move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog.asking.asked import Asked
from catalog.facets.selection import Selection
from catalog.facets.snapshot import Snapshot
from catalog.records.reproducibility import Codes
from catalog.schema.vocabulary import type_of, types
from typology import Rule

NO_SUPPORT = "none"  # in place of a type: the program would give no support
SECOND_CODER = "second-coder"
RULES = {
    Rule.NO_CREDENTIAL.value: "Without the credential rule",
    SECOND_CODER: "With the second coder’s codes",
}


@dataclass(frozen=True)
class WhatIf:
    """Types before and after a change: slug -> (type, type), a type as its code or NO_SUPPORT."""

    types: Mapping[str, tuple[str, str]]

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many programs go from which type to which."""
        return Counter(self.types.values())

    @property
    def moved(self) -> list[str]:
        """The slugs of the programs whose type changes, in order."""
        return sorted(slug for slug, (before, after) in self.types.items() if before != after)


def without_credentials(asked: Asked) -> WhatIf:
    """Recognize with the basis credential alone no longer counts: the selection's programs before and after."""
    before = _types(asked.snapshot, asked.selection)
    # chosen types and supports pick programs by what they are before
    others = asked.selection.choosing("type", ()).choosing("support", ())
    after = _types(asked.snapshot.under(Rule.NO_CREDENTIAL), others)
    return WhatIf({slug: (code, after.get(slug, NO_SUPPORT)) for slug, code in before.items()})


def with_second_coder(asked: Asked) -> WhatIf:
    """Of the selection's programs, those coded twice: their types by coder A's codes and by coder B's.

    Chosen types and supports pick programs by coder A's codes, whatever their records say since; a release
    answers from the codings that it froze.
    """
    others = asked.selection.choosing("type", ()).choosing("support", ())
    fitting = set(asked.snapshot.select(replace(others, sort="name")))
    return WhatIf(
        {
            pair.slug: (_type(pair.first), _type(pair.second))
            for pair in asked.edition.coded_twice()
            if pair.slug in fitting and _picks(asked.selection, pair.first)
        }
    )


def _picks(selection: Selection, codes: Codes) -> bool:
    """Whether the selection's types and supports, if any are chosen, pick a program that is coded so."""
    types = selection.chosen.get("type")
    return (not types or _type(codes) in types) and set(selection.chosen.get("support", ())) <= set(codes.supports.codes)


def _type(codes: Codes) -> str:
    return type_of(codes.supports).code if codes.supports else NO_SUPPORT


def _types(snapshot: Snapshot, selection: Selection) -> dict[str, str]:
    """The type of each program of a selection."""
    found: dict[str, str] = {}
    for code in selection.chosen.get("type") or [term.code for term in types()]:
        found |= dict.fromkeys(snapshot.select(replace(selection.choosing("type", (code,)), sort="name")), code)
    return found
