"""Changed rules: coding rules that can be left out, other codes, and programs that can be left out."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from typology.supports import Support

SEEN_SINCE = 2020  # the year of SEEN


class Rule(enum.Flag):
    """A set of changed rules: one, several joined by ``|``, or none (``AS_CODED``).

    =============== =====================================================================================
    NO_CREDENTIAL   a formal credential alone does not recognize
    NO_SELECTION    competitive selection, publicly announced, alone does not recognize
    SECOND_CODER    the codes of the second coder; programs that nobody coded again are left out
    HIGH_CONFIDENCE programs with medium confidence are left out
    SEEN            programs that no page shows operating in SEEN_SINCE or later are left out
    NOT_ENDED       programs that ended are left out
    ONE_PER_FAMILY  all but one of the programs of one design are left out
    =============== =====================================================================================

    The first three change supports and types, the last four only leave programs out. Iterating a set yields its rules in
    this order, which is used everywhere.
    """

    NO_CREDENTIAL = enum.auto()
    NO_SELECTION = enum.auto()
    SECOND_CODER = enum.auto()
    HIGH_CONFIDENCE = enum.auto()
    SEEN = enum.auto()
    NOT_ENDED = enum.auto()
    ONE_PER_FAMILY = enum.auto()

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
        return frozenset(words.basis for words in self._words if words.basis)

    @property
    def name_of_switch(self) -> str:
        """The names of the rules as switches: ``"No credential rule"``; empty for none."""
        return ", ".join(words.switch for words in self._words)

    @property
    def label(self) -> str:
        """The set in words, to follow "coded": ``"without the credential rule"``; empty for none.

        >>> (Rule.NO_CREDENTIAL | Rule.NO_SELECTION).label
        'without the credential and selection rules'
        >>> (Rule.NO_SELECTION | Rule.NOT_ENDED).label
        'without the selection rule, leaving out ended programs'
        """
        if not self:
            return ""
        codes = [f"without {self.removed}"] if self.removed else []
        codes += ["by the second coder"] if Rule.SECOND_CODER in self else []
        left = _join([words.left_out for words in self._words if words.left_out])
        return (" and ".join(codes) or "as in the codebook") + (f", leaving out {left}" if left else "")

    @property
    def removed(self) -> str:
        """The coding rules left out: ``"the credential rule"``, ``"the credential and selection rules"``; empty for none."""
        names = [words.name for words in self._words if words.name]
        return f"the {' and '.join(names)} rule{'' if len(names) == 1 else 's'}" if names else ""

    @property
    def statement(self) -> str:
        """What the codebook or the catalog says without the change, one sentence for each; empty for none."""
        return " ".join(words.statement for words in self._words)

    @property
    def explanation(self) -> str:
        """What the changes do, in sentences; empty for none."""
        phrases = [f"by {words.phrase}" for words in self._words if words.phrase]
        listed = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases)}, or by both"
        sentences = [f"A program that recognizes teachers only {listed} does not count as recognizing them."] if phrases else []
        return " ".join([*sentences, *(words.effect for words in self._words if words.effect)])

    @property
    def _words(self) -> list[_Words]:
        return [_WORDS[rule] for rule in self]

    @classmethod
    def from_codes(cls, codes: Iterable[str]) -> Rule:
        """Return the set of the rules with these codes. Raise ValueError for an unknown code."""
        found = cls(0)
        for code in codes:
            if code not in _BY_CODE:
                raise ValueError(f"{code!r} is not a rule: use {_join(list(_BY_CODE), 'or')}")
            found |= _BY_CODE[code]
        return found

    @classmethod
    def combinations(cls, of: Rule | None = None) -> tuple[Rule, ...]:
        """Return every set of these rules, or of all, except the empty one; smaller sets first."""
        sets = {cls(value) & (of or ~cls(0)) for value in range(1, 2 ** len(cls))} - {cls(0)}
        return tuple(sorted(sets, key=lambda rules: (len(rules), rules.value)))


AS_CODED = Rule(0)  # no rule is changed
CODING_RULES = Rule.NO_CREDENTIAL | Rule.NO_SELECTION
CODE_RULES = CODING_RULES | Rule.SECOND_CODER  # those that change supports and types


@dataclass(frozen=True)
class _Words:
    """`name`, `basis` and `phrase` are for coding rules; `left_out` for rules that only leave programs out."""

    code: str
    switch: str
    statement: str
    name: str = ""
    basis: str = ""
    phrase: str = ""
    effect: str = ""
    left_out: str = ""


# all texts about a rule
_WORDS = {
    Rule.NO_CREDENTIAL: _Words(
        code="no-credential",
        switch="No credential rule",
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
        switch="No selection rule",
        name="selection",
        basis="selection",
        phrase="competitive selection",
        statement=(
            "The codebook’s selection rule says that a program recognizes teachers where it selects them in a competition for "
            "demonstrated accomplishment, names them in public and presents them as outstanding."
        ),
    ),
    Rule.SECOND_CODER: _Words(
        code="second-coder",
        switch="Second coder’s codes",
        statement="A second coder coded a random sample of the programs again, without seeing the first codes.",
        effect=(
            "Supports are those of the second coder, and programs that were not coded twice are left out. Where this coder left "
            "out the credential rule, a credential in the record counts by that rule."
        ),
    ),
    Rule.HIGH_CONFIDENCE: _Words(
        code="high-confidence",
        switch="High confidence only",
        statement="The coder’s confidence is high where a page states the supports outright, and medium where one is inferred.",
        effect="Programs coded with medium confidence are left out.",
        left_out="programs with medium confidence",
    ),
    Rule.SEEN: _Words(
        code=f"seen-{SEEN_SINCE}",
        switch=f"Seen since {SEEN_SINCE}",
        statement="A record names the latest year in which its pages show the program operating.",
        effect=f"Programs whose pages show no operation in {SEEN_SINCE} or later are left out.",
        left_out=f"programs not seen since {SEEN_SINCE}",
    ),
    Rule.NOT_ENDED: _Words(
        code="not-ended",
        switch="Ended left out",
        statement="The catalog also holds programs that ended.",
        effect="Programs that ended are left out.",
        left_out="ended programs",
    ),
    Rule.ONE_PER_FAMILY: _Words(
        code="one-per-family",
        switch="One per family",
        statement="Programs of one design, such as state Teachers of the Year, are a family, and each has a record of its own.",
        effect="Of each family, one program remains: the first by name of those that have the family’s most common type.",
        left_out="all but one of each family",
    ),
}
_BY_CODE = {words.code: rule for rule, words in _WORDS.items()}


def _join(words: Sequence[str], link: str = "and") -> str:
    return f" {link} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def limit_supports(supports: Support, basis: Iterable[str], rules: Rule) -> Support:
    """Return the coded supports that count under a set of changed rules.

    `basis` has the codes of the basis of `recognize`: ``award``, ``title``, ``selection``, ``credential``. Recognize does
    not count if the rules leave out its whole basis. The result may be empty: the program then has no type.
    """
    given = set(basis)
    if given and given <= rules.basis:
        return supports & ~Support.RECOGNIZE
    return supports
