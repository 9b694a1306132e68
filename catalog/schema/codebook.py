"""The catalog's own words: its vocabularies and its fields in one book, and the text in which a release freezes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import FILE, Book, Field, book_in_use, own_vocabularies


def book() -> Book:
    """The book in use: that of the release which answers, or the catalog's own."""
    return book_in_use() or own_book()


@cache
def own_book() -> Book:
    """The vocabularies of fixtures/vocabulary.toml with the fields of catalog.schema.fields."""
    return replace(own_vocabularies(), fields=FIELDS)


def frozen_text() -> str:
    """The book as TOML: fixtures/vocabulary.toml with the declared fields, as catalog.schema.vocabulary.read() takes it."""
    return FILE.read_text(encoding="utf-8") + "".join(f"\n[[field]]\n{''.join(_lines(field))}" for field in FIELDS.values())


def _lines(field: Field) -> Iterator[str]:
    for key in fields(field):
        value: Any = getattr(field, key.name)
        if value != "":  # what is empty is left out
            yield f"{key.name} = {json.dumps(value, ensure_ascii=False)}\n"
