"""The codebook in use: vocabularies and fields together, and the text that a release freezes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import FILE, Book, Field, book_in_use, own_vocabularies


def book() -> Book:
    """Return the book in use: the release's while a release answers, else the catalog's own."""
    return book_in_use() or own_book()


@cache
def own_book() -> Book:
    """Return the vocabularies of fixtures/vocabulary.toml with the fields of catalog.schema.fields."""
    return replace(own_vocabularies(), fields=FIELDS)


def frozen_text() -> str:
    """Return the own book as TOML for vocabulary.read(): fixtures/vocabulary.toml with the declared fields."""
    return FILE.read_text(encoding="utf-8") + "".join(f"\n[[field]]\n{''.join(_lines(field))}" for field in FIELDS.values())


def _lines(field: Field) -> Iterator[str]:
    for key in fields(field):
        value: Any = getattr(field, key.name)
        if value != "":
            yield f"{key.name} = {json.dumps(value, ensure_ascii=False)}\n"
