"""Local terms: what Admins add to the vocabularies of fixtures/vocabulary.toml (docs/decisions/0064-local-terms.md).

They come after the file's terms. If an update of the file has the same code, the file's term counts. If it has the same
label under another code, the local term counts as renamed to that code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from django.utils.text import slugify

from catalog.common.text import lower_first
from catalog.schema.vocabulary import Book, Term, Vocabulary, file_vocabularies

# the vocabularies whose codes mean nothing to the code: no rule, sentence or figure depends on a single term
OPEN = ("sponsor_type", "focus", "model", "practice", "receives", "framework")
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_PARTS = re.compile(r"(?m)^(?=\[)")  # the tables of the file begin in the first column, their terms do not
_NAME = re.compile(r'(?m)^code = "(\w+)"')
_COMMENT = "  # a term of this catalog, added by its Admin\n"


class LocalTerm(NamedTuple):
    """A term that an Admin added, and the vocabulary that it is in."""

    vocabulary: str
    term: Term


@lru_cache(maxsize=8)
def vocabularies_with(local: tuple[LocalTerm, ...]) -> Book:
    """Return the file's vocabularies with these terms; the same book for the same terms, so that caches keep it."""
    words = file_vocabularies()
    return _add(words, local) if local else words


def effective_term(vocabulary: Vocabulary, term: Term) -> Term:
    """Return what a local term means in the file's vocabulary: the file's term, one renamed to it, or itself."""
    same = vocabulary.by_code.get(term.code)
    if same:
        return same
    named = vocabulary.by_word.get(term.label.casefold())
    if named and named.is_current and not term.deprecated:
        return replace(term, deprecated=named.since, replaced_by=(named.code,))
    return term


def propose_code(label: str) -> str:
    """Return the code for a label, in the style of the file: ``artificial_intelligence``; "" if it has no Latin letter."""
    return slugify(label).replace("-", "_")[:40].strip("_")


def propose_phrase(label: str) -> str:
    """Return how a label reads in a sentence: in lower case, unless it begins with an acronym or is a name."""
    first, *others = label.split() or [""]
    is_name = any(word[:1].isupper() for word in others) or first[1:] != first[1:].lower()
    return label if is_name else lower_first(label)


def add_to_text(text: str, local: Sequence[LocalTerm]) -> str:
    """Return the text of fixtures/vocabulary.toml with the local terms, each in its vocabulary; the same text without any."""
    parts = _PARTS.split(text) if local else [text]
    return "".join(_with_terms(part, local) for part in parts)


def _with_terms(part: str, local: Sequence[LocalTerm]) -> str:
    name = _NAME.search(part)
    found = [one.term for one in local if name and one.vocabulary == name[1] and part.startswith("[[vocabulary]]")]
    if not found:
        return part
    return "\n".join([f"{part.rstrip()}\n", *map(_write, found), ""])


def _write(term: Term) -> str:
    values = {
        "code": term.code,
        "label": term.label,
        "definition": term.definition,
        "phrase": term.phrase,
        "local": term.local,
        "spanish": term.spanish,
        "since": term.since,
        "deprecated": term.deprecated,
        "replaced_by": list(term.replaced_by),
    }
    lines = "".join(f"  {key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items() if value)
    return f"  [[vocabulary.term]]\n{_COMMENT}{lines}"


def added_terms(words: Book) -> list[LocalTerm]:
    """Return the terms of a book that the file does not have, in the book's order."""
    known = file_vocabularies().vocabularies
    pairs = [(name, term) for name, one in words.vocabularies.items() for term in one.terms]
    return [LocalTerm(name, term) for name, term in pairs if term.code not in known[name].by_code]


def _add(words: Book, local: Iterable[LocalTerm]) -> Book:
    found = dict(words.vocabularies)
    for name, known in words.vocabularies.items():  # also those that are no longer open: programs may have their terms
        added = [effective_term(known, one.term) for one in local if one.vocabulary == name]
        new = tuple(term for term in added if term.code not in known.by_code)
        if new:
            found[name] = replace(known, terms=(*known.terms, *new))
    return replace(words, vocabularies=MappingProxyType(found))
