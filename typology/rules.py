"""Coding rules that can be left out, to derive supports and types again."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from typology.supports import Support


class Rule(enum.Flag):
    """A set of changed rules: one, several joined by ``|``, or none (``AS_CODED``).

    ============= =========================================================================
    NO_CREDENTIAL a formal credential alone does not recognize
    NO_SELECTION  competitive selection, publicly announced, alone does not recognize
    ============= =========================================================================

    Iterating a set yields its rules in this order, which is used everywhere.
    """

    NO_CREDENTIAL = enum.auto()
    NO_SELECTION = enum.auto()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules in this set, in order, as in addresses: ``("no-credential",)``."""
        return tuple(_WORDS[rule].code for rule in self)

    @property
    def code(self) -> str:
        """The codes in one cell or field, ``"no-credential; no-selection"``; empty for none."""
        return "; ".join(self.codes)

    @property
    def basis(self) -> frozenset[str]:
        """The codes of the basis of `recognize` that no longer count alone."""
        return frozenset(_WORDS[rule].basis for rule in self)

    @property
    def label(self) -> str:
        """The set in words, to follow a number of programs: ``"without the credential rule"``; empty for none.

        >>> (Rule.NO_CREDENTIAL | Rule.NO_SELECTION).label
        'without the credential and selection rules'
        """
        return f"without {self.removed}" if self else ""

    @property
    def removed(self) -> str:
        """The rules in words: ``"the credential rule"``, ``"the credential and selection rules"``; empty for none."""
        names = [_WORDS[rule].name for rule in self]
        return f"the {' and '.join(names)} rule{'' if len(names) == 1 else 's'}" if names else ""

    @property
    def statement(self) -> str:
        """What the rules say, one sentence for each; empty for none."""
        return " ".join(_WORDS[rule].statement for rule in self)

    @property
    def explanation(self) -> str:
        """One sentence about the effect of leaving them out; empty for none."""
        phrases = [f"by {_WORDS[rule].phrase}" for rule in self]
        if not phrases:
            return ""
        listed = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases)}, or by both"
        return f"A program that recognizes teachers only {listed} does not count as recognizing them."

    @classmethod
    def from_codes(cls, codes: Iterable[str]) -> Rule:
        """Return the set of the rules with these codes. Raise ValueError for an unknown code."""
        found = cls(0)
        for code in codes:
            if code not in _BY_CODE:
                raise ValueError(f"{code!r} is not a rule: use {' or '.join(_BY_CODE)}")
            found |= _BY_CODE[code]
        return found

    @classmethod
    def combinations(cls) -> tuple[Rule, ...]:
        """Return every set except the empty one, smaller sets first."""
        sets = [cls(value) for value in range(1, 2 ** len(cls))]
        return tuple(sorted(sets, key=len))


AS_CODED = Rule(0)  # no rule is left out


@dataclass(frozen=True)
class _Words:
    code: str
    name: str
    basis: str
    phrase: str
    statement: str


# all texts about a rule
_WORDS = {
    Rule.NO_CREDENTIAL: _Words(
        code="no-credential",
        name="credential",
        basis="credential",
        phrase="a formal credential",
        statement=(
            "The codebook’s credential rule says that a program which confers, or directly leads to, a formal credential "
            "recognizes teachers."
        ),
    ),
    Rule.NO_SELECTION: _Words(
        code="no-selection",
        name="selection",
        basis="selection",
        phrase="competitive selection",
        statement=(
            "The codebook’s selection rule says that a program recognizes teachers where it selects them in a competition for "
            "demonstrated accomplishment, names them in public and presents them as outstanding."
        ),
    ),
}
_BY_CODE = {words.code: rule for rule, words in _WORDS.items()}


def limit_supports(supports: Support, basis: Iterable[str], rules: Rule) -> Support:
    """Return the coded supports that count under a set of changed rules.

    `basis` has the codes of the basis of `recognize`: ``award``, ``title``, ``selection``, ``credential``. Recognize does
    not count if the rules leave out its whole basis. The result may be empty: the program then has no type.
    """
    given = set(basis)
    if given and given <= rules.basis:
        return supports & ~Support.RECOGNIZE
    return supports
