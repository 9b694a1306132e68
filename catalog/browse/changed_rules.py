"""What if the coding rules were different: every type derived again, and which programs move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.reliability import Codes
from catalog.schema.vocabulary import type_of, types
from typology import AS_CODED, Rule

NO_SUPPORT = "none"  # in place of a type: the program would give no support
SECOND_CODER = "second-coder"


@dataclass(frozen=True)
class TypeChange:
    """What a what-if changes: the rules it takes away; where it takes none away, it uses the second coder's codes."""

    rules: Rule = AS_CODED

    @property
    def codes(self) -> tuple[str, ...]:
        """The change as values of the parameter `rule`."""
        return self.rules.codes or (SECOND_CODER,)

    @property
    def label(self) -> str:
        """The change as people read it: ``"Without the credential rule"``."""
        label = self.rules.label or "with the second coder’s codes"
        return label[:1].upper() + label[1:]

    @property
    def by_second_coder(self) -> bool:
        """Whether the types after the change follow from the second coder's codes."""
        return not self.rules


CHANGES = (*(TypeChange(rules) for rules in Rule.combinations()), TypeChange())


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


def what_if(asked: BrowseQuery, change: TypeChange) -> WhatIf:
    """The types of the selection's programs before and after a change."""
    return with_second_coder(asked) if change.by_second_coder else without_rules(asked, change.rules)


def without_rules(asked: BrowseQuery, rules: Rule) -> WhatIf:
    """The selection's programs before and after some rules are taken away."""
    before = _types(asked.snapshot, asked.selection)
    # chosen types and supports pick programs by what they are before
    others = asked.selection.choosing("type", ()).choosing("support", ())
    after = _types(asked.snapshot.under(rules), others)
    return WhatIf({slug: (code, after.get(slug, NO_SUPPORT)) for slug, code in before.items()})


def with_second_coder(asked: BrowseQuery) -> WhatIf:
    """Of the selection's programs, those coded twice: their types by coder A's codes and by the second coder's.

    Both are codings under the latest codebook that has a second coder, without the coding rules that one of the two left
    out. Chosen types and supports pick programs by coder A's codes, whatever their records say since; a release answers
    from the codings that it froze.
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
