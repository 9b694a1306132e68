"""Other rules of coding, under which types can be derived again."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from typology.supports import Support


class Rule(enum.StrEnum):
    """A changed rule; its value is its code, as in addresses.

    The codebook's credential rule says that a program which confers, or directly leads to, a formal
    credential recognizes. NO_CREDENTIAL takes that away: a program recognizes only by an award or a title.
    """

    NO_CREDENTIAL = "no-credential"

    @property
    def label(self) -> str:
        """The rule as people read it, after a number of programs: ``"without the credential rule"``."""
        return _LABELS[self]


_LABELS = {Rule.NO_CREDENTIAL: "without the credential rule"}


def counted(supports: Support, basis: Iterable[str], rule: Rule | None) -> Support:
    """The supports that count under a rule, of those that are coded; all of them under none (None).

    `basis` holds the codes of what `recognize` rests on: ``award``, ``title``, ``credential``.
    The result may be empty: such a program gives no support under the rule, so it has no type.
    """
    if rule is Rule.NO_CREDENTIAL and set(basis) == {"credential"}:
        return supports & ~Support.RECOGNIZE
    return supports
