"""Evidence for the reading of the typology: kinds of program that fit the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.browse.editions.edition import Edition
from catalog.browse.selection import Selection
from typology import AS_CODED, ProgramType, Rule, Support
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING
from typology.rules import CODING_RULES

ALL_RULES = (AS_CODED, *Rule.combinations(CODING_RULES))


@dataclass(frozen=True)
class Share:
    """A number of programs out of `total`, and their selection."""

    count: int
    total: int
    selection: Selection


@dataclass(frozen=True)
class NameFit:
    """One of the four names in the article: its combination in a reading, and how many of its programs fit."""

    name: ProgramType
    supports: Support
    fit: Share


@dataclass(frozen=True)
class ReadingFit:
    """A reading of the names under a set of changed rules."""

    rules: Rule
    names: tuple[NameFit, ...]

    @property
    def programs(self) -> int:
        """How many programs prepare."""
        return sum(one.fit.total for one in self.names)

    @property
    def fit_count(self) -> int:
        """How many of them have a form that fits the name of their type."""
        return sum(one.fit.count for one in self.names)


def fit_names(edition: Edition, names: Mapping[Support, ProgramType], rules: Rule = AS_CODED) -> ReadingFit:
    """Return how many programs that prepare have a form that fits the name of their type in a reading.

    `names` is READING or ALTERNATIVE. The names come in the order of the types. A program fits if one of its forms does
    (typology.evidence.FITTING_FORMS).
    """
    snapshot = edition.under(rules).snapshot
    whole = _whole(edition, rules)
    found = []
    for supports, name in names.items():
        of_type = whole.with_values("type", (edition.words.type_of(supports).code,))
        fitting = of_type.with_values("form", snapshot.codes_of("form", FITTING_FORMS[name]))
        count = snapshot.count(fitting) if "form" in fitting.chosen else 0
        found.append(NameFit(name, supports, Share(count, snapshot.count(of_type), fitting)))
    order = list(ProgramType)
    return ReadingFit(rules, tuple(sorted(found, key=lambda one: order.index(one.name))))


def compare_readings(edition: Edition) -> tuple[tuple[ReadingFit, ReadingFit], ...]:
    """Return the reading in use and the main alternative, under every set of rules."""
    return tuple((fit_names(edition, READING, rules), fit_names(edition, ALTERNATIVE, rules)) for rules in ALL_RULES)


def _whole(edition: Edition, rules: Rule) -> Selection:
    """Return every program of an edition under changed rules."""
    return Selection(release=edition.release.version if edition.release else "", rules=rules)
