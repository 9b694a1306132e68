"""What if the coding rules were different: the types that follow, and the programs whose type changes."""

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
    """A change: without some coding rules, or, if `rules` is empty, with the second coder's codes."""

    rules: Rule = AS_CODED

    @property
    def codes(self) -> tuple[str, ...]:
        """The change as values of the parameter `rule`."""
        return self.rules.codes or (SECOND_CODER,)

    @property
    def label(self) -> str:
        """The label of the change: ``"Without the credential rule"``."""
        label = self.rules.label or "with the second coder’s codes"
        return label[:1].upper() + label[1:]

    @property
    def by_second_coder(self) -> bool:
        """Whether the change uses the second coder's codes."""
        return not self.rules


CHANGES = (*(TypeChange(rules) for rules in Rule.combinations()), TypeChange())


@dataclass(frozen=True)
class WhatIf:
    """Types before and after a change: slug -> (code, code); NO_SUPPORT for no type."""

    types: Mapping[str, tuple[str, str]]

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many programs change from a type to another, or keep it."""
        return Counter(self.types.values())

    @property
    def moved(self) -> list[str]:
        """The slugs of the programs whose type changes, in order."""
        return sorted(slug for slug, (before, after) in self.types.items() if before != after)


def what_if(asked: BrowseQuery, change: TypeChange) -> WhatIf:
    """Return the types of the selection's programs before and after a change."""
    return with_second_coder(asked) if change.by_second_coder else without_rules(asked, change.rules)


def without_rules(asked: BrowseQuery, rules: Rule) -> WhatIf:
    """Return the types of the selection's programs with and without some rules."""
    before = _types(asked.snapshot, asked.selection)
    # chosen types and supports select programs by their codes before the change
    others = asked.selection.with_values("type", ()).with_values("support", ())
    after = _types(asked.snapshot.under(rules), others)
    return WhatIf({slug: (code, after.get(slug, NO_SUPPORT)) for slug, code in before.items()})


def with_second_coder(asked: BrowseQuery) -> WhatIf:
    """Return the types of the selection's programs that were coded twice, by coder A and by the second coder.

    Both codings are under the latest codebook that has a second coder, without coding rules that one coder left out.
    Chosen types and supports select programs by coder A's codes, not by their current records. A release uses its own
    codings.
    """
    others = asked.selection.with_values("type", ()).with_values("support", ())
    fitting = set(asked.snapshot.select(replace(others, sort="name")))
    return WhatIf(
        {
            pair.slug: (_type(pair.first), _type(pair.second))
            for pair in asked.edition.coded_twice()
            if pair.slug in fitting and _matches(asked.selection, pair.first)
        }
    )


def _matches(selection: Selection, codes: Codes) -> bool:
    """Return whether codes match the selection's types and supports."""
    types = selection.chosen.get("type")
    return (not types or _type(codes) in types) and set(selection.chosen.get("support", ())) <= set(codes.supports.codes)


def _type(codes: Codes) -> str:
    return type_of(codes.supports).code if codes.supports else NO_SUPPORT


def _types(snapshot: Snapshot, selection: Selection) -> dict[str, str]:
    """Return slug -> type of each program of a selection."""
    found: dict[str, str] = {}
    for code in selection.chosen.get("type") or [term.code for term in types()]:
        found |= dict.fromkeys(snapshot.select(replace(selection.with_values("type", (code,)), sort="name")), code)
    return found
