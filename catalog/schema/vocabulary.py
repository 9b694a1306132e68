"""The controlled vocabularies: codes, labels, definitions, order. The catalog's own stand in fixtures/vocabulary.toml.

A book of vocabularies is the one authority on what a code means and how it reads; it needs no database. Each release has
its own, and what answers from a release reads that one: see using() and
docs/decisions/0038-a-release-answers-in-its-own-words.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from typology import NoSupportError, Support

NEVER_EMPTY = "Never empty"
FILE = Path(__file__).resolve().parents[2] / "fixtures" / "vocabulary.toml"
# what the types of release 2026.11 stand for: its vocabulary does not say, as every later one does
_FIRST_TYPES = {
    "community-of-practice": ("prepare",),
    "leadership-role": ("place",),
    "award": ("recognize",),
    "credential": ("prepare", "recognize"),
    "professional-advancement": ("prepare", "place"),
    "distinguished-role": ("place", "recognize"),
    "fellowship": ("prepare", "place", "recognize"),
}
_in_use: ContextVar[Book | None] = ContextVar("book_in_use", default=None)


@dataclass(frozen=True)
class Term:
    """One value: its code, how it reads alone (`label`) and inside a sentence (`phrase`).

    `since` is the codebook that added it, `deprecated` the one that took it away (0: none did), `replaced_by` the
    codes that took its place: one for a code that was renamed, several for one that was split. `supports` are the codes
    of the supports that a program type stands for.
    """

    code: str
    label: str
    definition: str
    phrase: str
    schema_org: str = ""
    ctdl: str = ""
    since: int = 1
    deprecated: int = 0
    replaced_by: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()

    @property
    def combination(self) -> str:
        """The supports that a program type stands for, as people read them: ``Prepare + Place``."""
        return Support.from_codes(self.supports).combination

    @property
    def is_current(self) -> bool:
        """Whether new records may hold the code: it is not deprecated."""
        return not self.deprecated


@dataclass(frozen=True)
class Vocabulary:
    """One controlled vocabulary, its terms in the codebook's order.

    `sentence` holds ``{}`` where the joined phrases go. The `none_…` and `unstated_…` texts speak
    for programs whose field is empty, where the codebook gives emptiness that meaning; a phrase of
    theirs replaces the whole sentence.
    """

    code: str
    label: str
    definition: str
    terms: tuple[Term, ...] = ()
    sentence: str = ""
    none_label: str = ""
    none_definition: str = ""
    none_phrase: str = ""
    unstated_phrase: str = ""

    @cached_property
    def by_code(self) -> Mapping[str, Term]:
        """The terms by their codes, in order."""
        return MappingProxyType({term.code: term for term in self.terms})

    @cached_property
    def by_word(self) -> Mapping[str, Term]:
        """The terms by what people may call them, in small letters: their codes, and their labels where that is no code."""
        codes = {term.code.casefold(): term for term in self.terms}
        return MappingProxyType({term.label.casefold(): term for term in self.terms} | codes)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """The codes that exactly one other code replaced, and that code: the last one, where it was renamed again."""
        direct = {term.code: term.replaced_by[0] for term in self.terms if len(term.replaced_by) == 1}
        found = direct
        for _ in direct:  # no chain is longer than the number of its links
            found = {code: direct.get(new, new) for code, new in found.items()}
        return MappingProxyType(found)

    def current(self, codes: Iterable[str]) -> list[str]:
        """The codes that stand for these now, in the vocabulary's order: what replaced them, followed to the end.

        A code that the vocabulary does not have, or that nothing replaced, is left out.
        """
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            term = self.by_code.get(code)
            if code in seen or term is None:
                continue
            seen.add(code)
            if term.replaced_by:
                waiting += term.replaced_by
            elif term.is_current:
                found.add(code)
        return self.in_order(found)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """The given codes in the vocabulary's order; codes it does not have are left out."""
        wanted = set(codes)
        return [code for code in self.by_code if code in wanted]

    def label_of(self, code: str | None) -> str:
        """The label of a code; empty for null."""
        return self.by_code[code].label if code else ""

    def type_named(self, code: str) -> Term | None:
        """The program type that a code means, None for an unknown one: its own, or those of its supports joined by ``-``."""
        if code in self.by_code:
            return self.by_code[code]
        codes = code.split("-")
        if len(set(codes)) == len(codes):
            with suppress(ValueError):
                return self.by_supports.get(Support.from_codes(codes))
        return None

    @cached_property
    def by_supports(self) -> Mapping[Support, Term]:
        """The program types by the supports they stand for; only the vocabulary `type` has any."""
        return MappingProxyType({Support.from_codes(term.supports): term for term in self.terms if term.supports})


@dataclass(frozen=True)
class Field:
    """One field of the record, as users see it in facts, help and the data dictionary."""

    code: str
    label: str
    definition: str
    type: str
    empty: str
    public: bool = True
    vocabulary: str = ""
    schema_org: str = ""
    ctdl: str = ""
    since: int = 1
    nullable: bool = False

    @property
    def required(self) -> bool:
        """Whether a record always states it."""
        return self.empty == NEVER_EMPTY


@dataclass(frozen=True, eq=False)
class Book:
    """All vocabularies by code, all fields by code, and the words for a sponsor's home state."""

    vocabularies: Mapping[str, Vocabulary]
    fields: Mapping[str, Field]
    home_state: Vocabulary = field(repr=False)

    def type_of(self, supports: Support) -> Term:
        """The type of a program that gives exactly these supports, by the names of this book.

        Raises NoSupportError for the empty set: no type is without a support.
        """
        if not supports:
            raise NoSupportError("a program gives at least one support: prepare, place or recognize")
        return self.vocabularies["type"].by_supports[supports]


def read(text: str) -> Book:
    """The book in this TOML text. Raises TypeError or KeyError where its shape is wrong."""
    data: dict[str, Any] = tomllib.loads(text)
    vocabularies = {}
    for entry in data["vocabulary"]:
        terms = tuple(_term(term, entry["code"]) for term in entry.pop("term"))
        vocabularies[entry["code"]] = Vocabulary(**entry, terms=terms)
    home_state = Vocabulary(code="home_state", terms=vocabularies["state"].terms, **data["home_state"])
    fields = {entry["code"]: Field(**entry) for entry in data.get("field", ())}
    return Book(MappingProxyType(vocabularies), MappingProxyType(fields), home_state)


@cache
def own_vocabularies() -> Book:
    """The catalog's own vocabularies, read once for each process; their fields are in catalog.schema.fields."""
    return read(FILE.read_text(encoding="utf-8"))


@contextmanager
def using(words: Book) -> Iterator[None]:
    """Within, book() and vocabulary() are those of this book: how what answers from a release comes to speak its words.

    It holds for this thread alone. What is computed later, such as the rest of a generator, must be computed within.
    """
    token = _in_use.set(words)
    try:
        yield
    finally:
        _in_use.reset(token)


def book_in_use() -> Book | None:
    """The book of the release that answers; None where the catalog as it is now does."""
    return _in_use.get()


def vocabulary(code: str) -> Vocabulary:
    """The vocabulary of this code, of the book in use. Raises KeyError for an unknown one.

    A release has no vocabulary for a field that was added after it: then it is the catalog's own.
    """
    words = _in_use.get()
    if words and code in words.vocabularies:
        return words.vocabularies[code]
    return own_vocabularies().vocabularies[code]


def type_of(supports: Support) -> Term:
    """The program type of these supports, by the names of the book in use. Raises NoSupportError for none."""
    return (_in_use.get() or own_vocabularies()).type_of(supports)


def types() -> tuple[Term, ...]:
    """The seven program types, by the names and in the order of the book in use."""
    return vocabulary("type").terms


def _term(data: dict[str, Any], name: str) -> Term:
    supports = data.get("supports", _FIRST_TYPES.get(data["code"], ()) if name == "type" else ())
    return Term(**{**data, "replaced_by": tuple(data.get("replaced_by", ())), "supports": tuple(supports)})
