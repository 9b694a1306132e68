"""Named schemas for the lists of codes in the OpenAPI document.

Generated clients make one class of each named schema, and one of each list that stands at its place: without names,
eight addresses with the parameter `state` give eight classes of states, and equal names end a generator's work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.api.answers import REFERENCE
from catalog.schema.vocabulary import Book

Schema = dict[str, Any]


def name_enums(document: Schema, words: Book) -> None:
    """Replace each list of codes in a document by a reference to a schema in its components.

    The codes of a vocabulary of `words` are named after it (`StateCode`), others after their parameter or property
    (`SortChoice`), and what has a title after it. Raises ValueError if one name would stand for two schemas.
    """
    vocabularies = {tuple(one.accepted): _pascal(name, "Code") for name, one in words.vocabularies.items()}
    named: dict[str, Schema] = {}
    for name, place in list(_places(document)):
        title = place.pop("title", "") or vocabularies.get(tuple(place["enum"])) or _pascal(name, "Choice")
        schema = {key: place.pop(key) for key in list(place) if key not in ("description", "default")}
        if named.setdefault(title, schema) != schema:
            raise ValueError(f"{title} is the name of two schemas: rename the parameter or property {name}")
        place["$ref"] = REFERENCE.format(model=title)
    schemas = document["components"]["schemas"]
    if both := sorted(named.keys() & schemas.keys()):
        raise ValueError(f"Schemas have the name of an answer: {', '.join(both)}")
    schemas.update(sorted(named.items()))


def _places(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield every schema with a list of codes or a title, with the name of its parameter or property."""
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            yield from _parts_of(parameter["schema"], parameter["name"])
    for name, schema in document["components"]["schemas"].items():
        schema.pop("title", "")  # the name of its class, again
        yield from _parts_of(schema, name)


def _parts_of(schema: Schema, name: str) -> Iterator[tuple[str, Schema]]:
    if "enum" in schema or "title" in schema:
        yield name, schema
    for key, inner in schema.get("properties", {}).items():
        yield from _parts_of(inner, key)
    for inner in (*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from _parts_of(inner, name)


def _pascal(name: str, ending: str) -> str:
    return "".join(word.capitalize() for word in name.strip("-").split("_")) + ending
