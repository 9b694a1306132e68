"""Controlled vocabularies: codes, labels, definitions and their order.

The catalog's own are those of fixtures/vocabulary.toml and the local terms that Admins added to them: see
catalog/schema/local_terms.py. A book of vocabularies says what each code means and how it reads. Each release has its own
book, and answers from a release use it: see use_vocabulary() and docs/decisions/0038-a-release-answers-in-its-own-words.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_noop

from catalog.common.language import gettext, is_english, language
from catalog.common.text import lower_first
from typology import NoSupportError, Support

NEVER_EMPTY = "Never empty"
UNSTATED_LABEL = gettext_noop("Not stated")
FILE = Path(__file__).resolve().parents[2] / "fixtures" / "vocabulary.toml"
# the supports of the types in release 2026.11, whose vocabulary does not state them
_FIRST_TYPES = {
    "community-of-practice": ("prepare",),
    "leadership-role": ("place",),
    "award": ("recognize",),
    "credential": ("prepare", "recognize"),
    "professional-advancement": ("prepare", "place"),
    "distinguished-role": ("place", "recognize"),
    "fellowship": ("prepare", "place", "recognize"),
}
_own: Book | None = None
_in_use: ContextVar[Book | None] = ContextVar("book_in_use", default=None)


@dataclass(frozen=True)
class Term:
    """One value: its code, how it reads alone (`label`) and in a sentence (`phrase`).

    `since` is the codebook that added it, `deprecated` the one that removed it (0: none). `replaced_by` has one code for
    a renamed code, several for a split one. `supports` are the codes of a program type's supports. `local` is True for
    a term that an Admin added, and `spanish` its label in Spanish; other terms are translated in catalog/locale.
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
    local: bool = False
    spanish: str = ""

    @property
    def combination(self) -> str:
        """The supports of a program type as text: ``Prepare + Place``."""
        return Support.from_codes(self.supports).combination

    @property
    def is_english(self) -> bool:
        """Whether its label and phrase are in English on every page."""
        return self.local and not self.spanish

    @property
    def is_withdrawn(self) -> bool:
        """Whether no record may hold it: a local term that was retired, unused, with no other in its place."""
        return self.local and bool(self.deprecated) and not self.replaced_by

    @property
    def is_current(self) -> bool:
        """Whether new records may hold the code."""
        return not self.deprecated


@dataclass(frozen=True)
class Vocabulary:
    """One controlled vocabulary, its terms in the codebook's order.

    `sentence` holds ``{}`` where the joined phrases go. The `none_…` and `unstated_…` texts are for programs whose field is
    empty; such a phrase replaces the whole sentence.
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
    unstated_label: str = UNSTATED_LABEL

    @cached_property
    def by_code(self) -> Mapping[str, Term]:
        """The terms by their codes, in order."""
        return MappingProxyType({term.code: term for term in self.terms})

    @cached_property
    def accepted(self) -> Mapping[str, Term]:
        """The terms that records may hold by their codes, in order."""
        return MappingProxyType({code: term for code, term in self.by_code.items() if not term.is_withdrawn})

    @cached_property
    def by_word(self) -> Mapping[str, Term]:
        """The terms by lowercase code, and by lowercase label if that is not a code."""
        codes = {term.code.casefold(): term for term in self.terms}
        return MappingProxyType({term.label.casefold(): term for term in self.terms} | codes)

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """The renamed codes and their present codes, also over several renamings."""
        direct = {term.code: term.replaced_by[0] for term in self.terms if len(term.replaced_by) == 1}
        found = direct
        for _ in direct:  # no chain is longer
            found = {code: direct.get(new, new) for code, new in found.items()}
        return MappingProxyType(found)

    def current(self, codes: Iterable[str]) -> list[str]:
        """Return the current codes for these codes, in the vocabulary's order. Replacements are followed to the end.

        Unknown codes and removed ones without a replacement are left out.
        """
        found: set[str] = set()
        seen: set[str] = set()
        queue = list(codes)
        while queue:
            code = queue.pop()
            term = self.by_code.get(code)
            if code in seen or term is None:
                continue
            seen.add(code)
            if term.replaced_by:
                queue += term.replaced_by
            elif term.is_current:
                found.add(code)
        return self.in_order(found)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Return the codes in the vocabulary's order, without unknown ones."""
        wanted = set(codes)
        return [code for code in self.by_code if code in wanted]

    def label_of(self, code: str | None) -> str:
        """Return the label of a code, or "" for None."""
        return self.by_code[code].label if code else ""

    def type_named(self, code: str) -> Term | None:
        """Return the program type of a type code or of support codes joined by ``-``; None if unknown."""
        if code in self.by_code:
            return self.by_code[code]
        codes = code.split("-")
        if len(set(codes)) == len(codes):
            with suppress(ValueError):
                return self.by_supports.get(Support.from_codes(codes))
        return None

    @cached_property
    def by_supports(self) -> Mapping[Support, Term]:
        """The program types by their supports (only in the vocabulary `type`)."""
        return MappingProxyType({Support.from_codes(term.supports): term for term in self.terms if term.supports})


@dataclass(frozen=True)
class Field:
    """One field of the record as users see it in facts, help and the data dictionary."""

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
        """Whether every record must state it."""
        return self.empty == NEVER_EMPTY


@dataclass(frozen=True, eq=False)
class Book:
    """All vocabularies and fields by code, the words for a sponsor's home state, and the language of the words.

    `families` are the families of programs that are stored with these records; None where the rule of
    catalog.programs.families names them.
    """

    vocabularies: Mapping[str, Vocabulary]
    fields: Mapping[str, Field]
    home_state: Vocabulary = field(repr=False)
    language: str = "en"
    families: Vocabulary | None = field(default=None, repr=False)

    def type_of(self, supports: Support) -> Term:
        """Return the program type of exactly these supports. Raises NoSupportError for the empty set."""
        if not supports:
            raise NoSupportError("a program gives at least one support: prepare, place or recognize")
        return self.vocabularies["type"].by_supports[supports]


def read(text: str) -> Book:
    """Return the book in this TOML text. Raises TypeError or KeyError if its shape is wrong."""
    data: dict[str, Any] = tomllib.loads(text)
    vocabularies = {}
    for entry in data["vocabulary"]:
        terms = tuple(_term(term, entry["code"]) for term in entry.pop("term"))
        vocabularies[entry["code"]] = Vocabulary(**entry, terms=terms)
    home_state = Vocabulary(code="home_state", terms=vocabularies["state"].terms, **data["home_state"])
    fields = {entry["code"]: Field(**entry) for entry in data.get("field", ())}
    return Book(MappingProxyType(vocabularies), MappingProxyType(fields), home_state)


@cache
def file_vocabularies() -> Book:
    """Return the vocabularies of fixtures/vocabulary.toml, without fields."""
    return read(FILE.read_text(encoding="utf-8"))


def own_vocabularies() -> Book:
    """Return the catalog's own vocabularies, without fields: those of the file, with the local terms known here."""
    return _own or file_vocabularies()


def set_own_vocabularies(words: Book | None) -> None:
    """Set what own_vocabularies() returns in this process; None for the file alone. See catalog.programs.publishing.revision."""
    global _own
    _own = words


@contextmanager
def use_vocabulary(words: Book) -> Iterator[None]:
    """Make book() and vocabulary() use this book inside the block, in this thread. Consume generators inside it, too."""
    token = _in_use.set(words)
    try:
        yield
    finally:
        _in_use.reset(token)


def book_in_use() -> Book | None:
    """Return the book of the release that answers; None while the current catalog answers."""
    return _in_use.get()


def vocabulary(code: str) -> Vocabulary:
    """Return this vocabulary of the book in use, in the language in use. Raises KeyError if it is unknown.

    For a field that was added after the release, it is the catalog's own.
    """
    found = original_vocabulary(code)
    return found if is_english() else translate_vocabulary(found, language())


def original_vocabulary(code: str) -> Vocabulary:
    """Return this vocabulary of the book in use in English, for reading the data and searches. Raises KeyError."""
    words = _in_use.get()
    if words and code in words.vocabularies:
        return words.vocabularies[code]
    return own_vocabularies().vocabularies[code]


@lru_cache(maxsize=128)
def translate_vocabulary(words: Vocabulary, _language: str) -> Vocabulary:
    """Return a vocabulary with its words in the language in use, `_language`; its own definition stays English."""

    def translate(one: Any, *names: str) -> dict[str, Any]:
        return {name: gettext(text) for name in names if (text := getattr(one, name))}

    def translate_term(term: Term) -> Term:
        if not term.local:
            return replace(term, **translate(term, "label", "phrase", "definition"))
        label, phrase = (term.spanish, lower_first(term.spanish)) if term.spanish else (term.label, term.phrase)
        return replace(term, label=label, phrase=phrase, definition="")  # help is better missing than in another language

    terms = tuple(map(translate_term, words.terms))
    names = ("label", "sentence", "none_label", "none_definition", "none_phrase", "unstated_phrase", "unstated_label")
    return replace(words, terms=terms, **translate(words, *names))


def type_of(supports: Support) -> Term:
    """Return the program type of these supports in the book in use. Raises NoSupportError for none."""
    found = (_in_use.get() or own_vocabularies()).type_of(supports)
    return found if is_english() else vocabulary("type").by_code[found.code]


def types() -> tuple[Term, ...]:
    """Return the seven program types of the book in use, in its order."""
    return vocabulary("type").terms


def _term(data: dict[str, Any], name: str) -> Term:
    supports = data.get("supports", _FIRST_TYPES.get(data["code"], ()) if name == "type" else ())
    return Term(**{**data, "replaced_by": tuple(data.get("replaced_by", ())), "supports": tuple(supports)})
