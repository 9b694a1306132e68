"""Evidence for the reading of the typology: kinds of program that fit the names, and the study's figures and ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.browse.editions.edition import Edition
from catalog.browse.selection import Selection
from typology import AS_CODED, ProgramType, Rule, Support
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING
from typology.rules import CODING_RULES

STUDY_PROGRAMS = 285  # in the inventory of Berg, Horn, Supovitz & Margolis (2019)
COMMON = 10  # percent of programs from which a focus counts as common; the study gives no number
STEM = ("mathematics", "science", "computer_science", "engineering", "technology")
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


class CalibrationVerdict(StrEnum):
    """Whether a figure of the catalog agrees with the study."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True)
class EditionFigure:
    """The figure of an edition for a fact of the study, or None."""

    verdict: CalibrationVerdict
    share: Share | None = None


@dataclass(frozen=True)
class Fact:
    """A published fact of the study under a set of changed rules, with a figure for each edition."""

    key: str
    rules: Rule
    figures: tuple[EditionFigure, ...]


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


def calibrate(editions: Sequence[Edition]) -> tuple[Fact, ...]:
    """Return the published facts of the study with the figures of each edition. The editions have no changed rules."""
    facts = [Fact("inventory", AS_CODED, tuple(map(_inventory, editions)))]
    for rules in ALL_RULES:
        facts.append(Fact("prepare", rules, tuple(_majority(_preparing(edition.under(rules))) for edition in editions)))
    for rules in ALL_RULES:
        facts.append(Fact("combine", rules, tuple(_majority(_combining(edition.under(rules))) for edition in editions)))
    for key, codes in (("stem", STEM), ("literacy", ("literacy",))):
        facts.append(Fact(key, AS_CODED, tuple(_common(_having(edition, "focus", codes)) for edition in editions)))
    facts.append(Fact("aspiring", AS_CODED, tuple(map(_aspiring, editions))))
    facts.append(Fact("types", AS_CODED, tuple(EditionFigure(CalibrationVerdict.UNKNOWN) for _ in editions)))
    return tuple(facts)


def _whole(edition: Edition, rules: Rule) -> Selection:
    """Return every program of an edition under changed rules."""
    return Selection(release=edition.release.version if edition.release else "", rules=rules)


def _having(edition: Edition, facet: str, codes: tuple[str, ...]) -> Share:
    whole = _whole(edition, edition.rules)
    selection = whole.with_values(facet, edition.snapshot.codes_of(facet, codes))
    count = edition.snapshot.count(selection) if facet in selection.chosen else 0
    return Share(count, edition.snapshot.count(whole), selection)


def _inventory(edition: Edition) -> EditionFigure:
    whole = _whole(edition, AS_CODED)
    count = edition.snapshot.count(whole)
    return EditionFigure(CalibrationVerdict.UNKNOWN, Share(count, count, whole))


def _preparing(edition: Edition) -> Share:
    return _having(edition, "support", (Support.PREPARE.code,))


def _combining(edition: Edition) -> Share:
    return _having(
        edition, "type", tuple(term.code for term in edition.words.vocabularies["type"].terms if len(term.supports) > 1)
    )


def _majority(share: Share) -> EditionFigure:
    return EditionFigure(CalibrationVerdict.AGREES if 2 * share.count > share.total else CalibrationVerdict.DIFFERS, share)


def _common(share: Share) -> EditionFigure:
    return EditionFigure(
        CalibrationVerdict.AGREES if 100 * share.count >= COMMON * share.total else CalibrationVerdict.DIFFERS, share
    )


def _aspiring(edition: Edition) -> EditionFigure:
    share = _having(edition, "audience", ("aspiring",))
    stating = edition.snapshot.count_stated("audience")
    if 2 * stating < share.total:  # most do not state their audience
        return EditionFigure(CalibrationVerdict.UNKNOWN, share)
    return _majority(replace(share, total=stating))
