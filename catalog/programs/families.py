"""Families of programs: several programs of one design, such as the state Teachers of the Year.

The records state no family. The catalog stores them (ProgramFamily), and releases since layout 5 carry them. For older
releases, and for programs that are loaded for the first time, derive_family() finds the family by the name, for the
families that the codebook names (section "Families").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book, Term, Vocabulary

TEACHER_OF_THE_YEAR = "Teacher of the Year"
FAMILY_COLUMNS = ("program", "family", "name", "description")


class FamilyFacts(NamedTuple):
    """A family as pages and files show it."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class DerivedFamily:
    """A family that the codebook names, and what the names of its programs hold."""

    facts: FamilyFacts
    parts: tuple[str, ...] = ()


DERIVED = tuple(
    DerivedFamily(FamilyFacts(slug, name, description), parts)
    for slug, name, description, parts in (
        (
            "state-teacher-of-the-year",
            "State Teacher of the Year",
            "Each state’s own program that names its Teacher of the Year.",
            (),
        ),
        (
            "noyce",
            "Robert Noyce Teacher Scholarship Program",
            "University projects under the Noyce program of the National Science Foundation.",
            ("Noyce",),
        ),
        ("teach-plus", "Teach Plus", "Programs that carry the name of Teach Plus.", ("Teach Plus",)),
        (
            "tap",
            "TAP master and mentor teachers",
            "Master and mentor teachers in the TAP System for Teacher and Student Advancement.",
            ("TAP System", "TAP Master"),
        ),
        (
            "peer-assistance-and-review",
            "Peer assistance and review",
            "District programs in which consulting teachers assist and review their peers.",
            ("Peer Assistance and Review",),
        ),
        (
            "iowa-tlc",
            "Iowa Teacher Leadership and Compensation",
            "District programs under Iowa’s Teacher Leadership and Compensation System.",
            ("Teacher Leadership and Compensation",),
        ),
        ("q-comp", "Minnesota Q Comp", "District programs under Minnesota’s Q Comp law.", ("Q Comp",)),
    )
)


def derive_family(record: ProgramRecord, words: Book) -> str:
    """Return the slug of the family that a program's name shows; "" for a program of its own design.

    A state Teacher of the Year is named after a state that it serves: ``"Ohio Teacher of the Year"``. The other families
    are named in their programs' names. `words` is the codebook of the record.
    """
    states = words.vocabularies["state"].by_code
    named = (f"{states[code].label} {TEACHER_OF_THE_YEAR}" for code in record.serves_states if code in states)
    if any(name in record.name for name in named):
        return "state-teacher-of-the-year"
    return next((family.facts.slug for family in DERIVED if any(part in record.name for part in family.parts)), "")


@lru_cache(maxsize=16)
def family_words(families: tuple[FamilyFacts, ...]) -> Vocabulary:
    """Return families as the values of a facet. Their names stay English on every page."""
    terms = (Term(slug, name, text, f"“{name}”", local=True) for slug, name, text in families)
    return Vocabulary(
        "family",
        _("Family of programs"),
        _("A group of programs that are one design, such as the state Teachers of the Year."),
        tuple(terms),
        sentence=_("of the family {}"),
        none_label=_("In no family"),
        none_phrase=_("of no family"),
    )


@lru_cache(maxsize=16)
def with_families(words: Book, families: tuple[FamilyFacts, ...]) -> Book:
    """Return a book with these stored families; the same for the same book and families, so that caches keep it."""
    return replace(words, families=family_words(families))


def words_of_families(words: Book) -> Vocabulary:
    """Return the families of a book: those that are stored with it, or those that the rule derives."""
    return words.families or family_words(tuple(sorted((family.facts for family in DERIVED), key=lambda one: one.name)))


def family_rows(members: Iterable[tuple[str, str]], words: Vocabulary) -> list[dict[str, str]]:
    """Return the rows of families.csv by column (FAMILY_COLUMNS) for (program, family) pairs."""
    return [
        dict(zip(FAMILY_COLUMNS, (slug, family, words.by_code[family].label, words.by_code[family].definition), strict=True))
        for slug, family in members
    ]
