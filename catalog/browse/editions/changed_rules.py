"""What if the rules were different: the types that follow, the programs that move, and every combination of rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from catalog.browse.editions.edition import Edition
from catalog.browse.query import BrowseQuery
from catalog.browse.snapshot import Snapshot
from typology import AS_CODED, Rule
from typology.rules import CODE_RULES

NO_SUPPORT = "none"  # in place of a type: the program would give no support
LEFT_OUT = "left-out"  # in place of a type: a rule leaves the program out


@dataclass(frozen=True)
class WhatIf:
    """Types before and after a change: slug -> (code, code), with NO_SUPPORT or LEFT_OUT for no type."""

    types: Mapping[str, tuple[str, str]]

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many programs change from a type to another, or keep it."""
        return Counter(self.types.values())

    @property
    def moved(self) -> list[str]:
        """The slugs of the programs that change their type or lose it, in order."""
        return sorted(slug for slug, (before, after) in self.types.items() if after not in (before, LEFT_OUT))

    @property
    def left_out(self) -> list[str]:
        """The slugs of the programs that a rule leaves out, in order."""
        return sorted(slug for slug, (_, after) in self.types.items() if after == LEFT_OUT)


@dataclass(frozen=True)
class Combination:
    """A set of rules with the number of programs of each type, and of all types, under it."""

    rules: Rule
    counts: Mapping[str, int]
    total: int

    def share(self, code: str) -> float:
        """Return the share of a type, from 0 to 1. The combination must leave some programs."""
        return self.counts[code] / self.total


@dataclass(frozen=True)
class TypeRange:
    """The combinations with the lowest, the middle and the highest share of a type, and that of the codebook as it is."""

    code: str
    lowest: Combination
    middle: Combination
    highest: Combination
    as_coded: Combination


def what_if(asked: BrowseQuery, rules: Rule) -> WhatIf:
    """Return the types of the selection's programs before and after a change of rules.

    `asked` has no changed rules: its choices select programs by their codes before the change.
    """
    found = asked.snapshot.filter(asked.selection)
    ruled = asked.edition.under(rules).snapshot
    after, without = ruled.types_by_number(), ruled.without_support()
    return WhatIf(
        {
            found.slugs[number]: (code, after.get(number) or (NO_SUPPORT if number in without else LEFT_OUT))
            for number, code in found.types_by_number().items()
        }
    )


def combine_rules(asked: BrowseQuery) -> tuple[Combination, ...]:
    """Return the types of the selection's programs under every set of rules: first none, then smaller sets first.

    `asked` has no changed rules: its choices select programs by their codes before the change.
    """
    found = asked.snapshot.filter(asked.selection).found
    combinations = []
    for rules, snapshot in ruled_snapshots(asked.edition):
        counts = snapshot.only(found).count_types()
        combinations.append(Combination(rules, counts, sum(counts.values())))
    return tuple(combinations)


def ruled_snapshots(edition: Edition) -> Iterator[tuple[Rule, Snapshot]]:
    """Yield the programs of an edition, which has no changed rules, under every set of rules: first none, then smaller first.

    Codes are derived once for each set of rules that changes them; the others only leave programs out.
    """
    coded = {codes: edition.under(codes).snapshot for codes in (AS_CODED, *Rule.combinations(CODE_RULES))}
    for rules in (AS_CODED, *Rule.combinations()):
        yield rules, coded[rules & CODE_RULES].leaving_out(rules)


def sort_shares(combinations: Sequence[Combination], code: str) -> list[Combination]:
    """Return the combinations that leave programs, by the share of a type; equal shares in the order of the rules."""
    return sorted((one for one in combinations if one.total), key=lambda one: one.share(code))


def summarize_shares(combinations: Sequence[Combination]) -> list[TypeRange]:
    """Return the range of each type's share over the combinations that leave programs; nothing if there are none."""
    as_coded = combinations[0]
    if not as_coded.total:
        return []
    found = []
    for code in as_coded.counts:
        ranked = sort_shares(combinations, code)
        middle = ranked[median_low(range(len(ranked)))]
        found.append(TypeRange(code, ranked[0], middle, ranked[-1], as_coded))
    return found
