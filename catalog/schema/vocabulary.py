"""The controlled vocabularies, read from fixtures/vocabulary.toml: codes, labels, definitions.

This is the one authority on what a code means and how it reads; it needs no database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

NEVER_EMPTY = "Never empty"
FILE = Path(__file__).resolve().parents[2] / "fixtures" / "vocabulary.toml"


@dataclass(frozen=True)
class Term:
    """One value: its code, how it reads alone (`label`) and inside a sentence (`phrase`).

    `since` is the codebook that added it, `deprecated` the one that took it away (0: none did), `replaced_by` the
    codes that took its place: one for a code that was renamed, several for one that was split.
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

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """The given codes in the vocabulary's order; codes it does not have are left out."""
        wanted = set(codes)
        return [code for code in self.by_code if code in wanted]

    def label_of(self, code: str | None) -> str:
        """The label of a code; empty for null."""
        return self.by_code[code].label if code else ""


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


@dataclass(frozen=True)
class Book:
    """All vocabularies by code, all fields by code, and the words for a sponsor's home state."""

    vocabularies: Mapping[str, Vocabulary]
    fields: Mapping[str, Field]
    home_state: Vocabulary = field(repr=False)


def read(text: str) -> Book:
    """The book in this TOML text. Raises TypeError or KeyError where its shape is wrong."""
    data: dict[str, Any] = tomllib.loads(text)
    vocabularies = {}
    for entry in data["vocabulary"]:
        terms = tuple(Term(**{**term, "replaced_by": tuple(term.get("replaced_by", ()))}) for term in entry.pop("term"))
        vocabularies[entry["code"]] = Vocabulary(**entry, terms=terms)
    home_state = Vocabulary(code="home_state", terms=vocabularies["state"].terms, **data["home_state"])
    fields = {entry["code"]: Field(**entry) for entry in data.get("field", ())}
    return Book(MappingProxyType(vocabularies), MappingProxyType(fields), home_state)


@cache
def own_vocabularies() -> Book:
    """The catalog's own vocabularies, read once for each process; their fields are declared in catalog.schema.fields."""
    return read(FILE.read_text(encoding="utf-8"))


def vocabulary(code: str) -> Vocabulary:
    """The vocabulary of this code. Raises KeyError for an unknown one."""
    return own_vocabularies().vocabularies[code]
