"""The codebook in use: vocabularies and fields together, and the text that a release freezes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from catalog.common.language import gettext, is_english, language
from catalog.schema.fields import FIELDS
from catalog.schema.local_terms import add_to_text, added_terms
from catalog.schema.vocabulary import FILE, Book, Field, book_in_use, own_vocabularies, translate_vocabulary


def book() -> Book:
    """Return the book in use, in the language in use: the release's while a release answers, else the catalog's own."""
    found = original_book()
    return found if is_english() else translate_book(found, language())


def original_book() -> Book:
    """Return the book in use in English, for reading the data and searches."""
    return book_in_use() or own_book()


@lru_cache(maxsize=16)
def translate_book(words: Book, code: str) -> Book:
    return replace(
        words,
        vocabularies=MappingProxyType({name: translate_vocabulary(one, code) for name, one in words.vocabularies.items()}),
        fields=MappingProxyType({name: replace(one, label=gettext(one.label)) for name, one in words.fields.items()}),
        home_state=translate_vocabulary(words.home_state, code),
        language=code,
    )


def own_book() -> Book:
    """Return the catalog's own vocabularies, with local terms, and the fields of catalog.schema.fields."""
    return with_fields(own_vocabularies())


@lru_cache(maxsize=8)
def with_fields(words: Book) -> Book:
    """Return a book with the fields of catalog.schema.fields; the same for the same book, so that caches keep it."""
    return replace(words, fields=FIELDS)


def frozen_text() -> str:
    """Return the own book as TOML for vocabulary.read(): fixtures/vocabulary.toml, local terms, and the declared fields."""
    text = add_to_text(FILE.read_text(encoding="utf-8"), added_terms(own_vocabularies()))
    return text + "".join(f"\n[[field]]\n{''.join(_lines(field))}" for field in FIELDS.values())


def _lines(field: Field) -> Iterator[str]:
    for key in fields(field):
        value: Any = getattr(field, key.name)
        if value != "":
            yield f"{key.name} = {json.dumps(value, ensure_ascii=False)}\n"
