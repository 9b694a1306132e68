"""Fields of Table Schemas (Data Package v2): type, title, description and constraints of a column.

Titles, definitions and codes come from the vocabulary file.
"""

from __future__ import annotations

from typing import Any

from catalog.programs.table_row import LINK
from catalog.schema.values import SLUG
from catalog.schema.vocabulary import Book, Vocabulary

Field = dict[str, Any]

# a field's type in fixtures/vocabulary.toml -> its type in a Table Schema
_TYPES: dict[str, Field] = {
    "text": {"type": "string"},
    "one code": {"type": "string"},
    "set of codes": {"type": "string"},
    "list of text": {"type": "string"},
    "URL": {"type": "string", "format": "uri"},
    "number": {"type": "number"},
    "month 1–12": {"type": "integer"},
    "date (ISO 8601)": {"type": "date"},
    "true or false": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "year": {"type": "year"},
}
TEXT, URL, NUMBER, DATE, TRUTH = (_TYPES[name] for name in ("text", "URL", "number", "date (ISO 8601)", "true or false"))
WHOLE: Field = {"type": "integer"}
_SPANS = {"duration_months_min": "shortest", "duration_months_max": "longest"}
# the columns of programs.csv that hold one key of each source: title, what it is
_SOURCES = {
    "source_urls": ("Addresses of the sources", "The addresses of the pages that were read"),
    "source_titles": ("Titles of the sources", "The titles of the pages that were read"),
    "source_read": ("Days of reading", "The days (ISO 8601) on which the pages were read"),
}
EVIDENCE = "One sentence in the catalog's own words that says what shows the support, or why it is absent."
SHOWN_BY = "The address of the one source that shows it. Empty: not yet tied to one source."


def column(name: str, words: Book) -> Field:
    """Return the field of a column of programs.csv."""
    if name in words.fields:
        return _of_record(name, words)
    if name == "type":
        return coded(name, words.vocabularies["type"], required=True)
    if name in _SPANS:
        field, which = words.fields["duration_months"], _SPANS[name]
        text = f"The {which} stated length of the program, in months. Empty: {_lower(field.empty)}."
        return field_of(name, f"{field.label}, {which}", text, NUMBER, minimum=0)
    if name in _SOURCES:
        title, what = _SOURCES[name]
        return field_of(name, title, f'{what}, in order, joined by "{LINK}". As rows: sources.csv.', TEXT, required=True)
    support, _, part = name.partition("_")
    term = words.vocabularies["support"].by_code[support]
    if part == "basis":
        return coded(name, words.vocabularies["basis"], several=True, empty="does not recognize")
    if part == "absence":
        return absence(name, words, f"{term.label}: if absent, what the pages say")
    if part == "evidence":
        return field_of(name, f"{term.label}: evidence", EVIDENCE, TEXT, required=True)
    if part == "source":
        return field_of(name, f"{term.label}: source", SHOWN_BY, URL)
    return field_of(name, term.label, term.definition, TRUTH, required=True)


def coded(name: str, vocabulary: Vocabulary, *, several: bool = False, required: bool = False, empty: str = "") -> Field:
    """Return a field that holds one code of a vocabulary, or several."""
    text = vocabulary.definition
    if several:
        text += f' Joined by "{LINK}".'
    if empty:
        text += f" Empty: {empty}."
    allowed: Field = {"pattern": _several(vocabulary)} if several else {"enum": list(vocabulary.by_code)}
    return field_of(name, vocabulary.label, text, TEXT, required=required, **allowed)


def absence(name: str, words: Book, title: str) -> Field:
    """Return the field that holds what the pages say of an absent support."""
    return {**coded(name, words.vocabularies["absence"], empty="the support is present"), "title": title}


def naming_vocabulary(words: Book) -> Field:
    """Return a field that holds the name of a vocabulary."""
    text = "The vocabulary that the code is of."
    return field_of("vocabulary", "Vocabulary", text, TEXT, required=True, enum=list(words.vocabularies))


def field_of(name: str, title: str, description: str, kind: Field, *, required: bool = False, **constraints: Any) -> Field:
    """Return a field with this type and these constraints (names of Table Schema)."""
    rules = {**({"required": True} if required else {}), **constraints}
    return {"name": name, "title": title, "description": description, **kind, **({"constraints": rules} if rules else {})}


def _of_record(name: str, words: Book) -> Field:
    """Return the field of a column that is a field of the record."""
    field = words.fields[name]
    required = field.empty == "Never empty"
    text = field.definition
    constraints: Field = {}
    if field.type in ("set of codes", "list of text"):
        text += f' Joined by "{LINK}".'
    if not required:
        text += f" Empty: {_lower(field.empty)}."
    if field.type == "one code":
        constraints["enum"] = list(words.vocabularies[field.vocabulary].by_code)
    if field.type == "set of codes":
        constraints["pattern"] = _several(words.vocabularies[field.vocabulary])
    if field.type == "number":
        constraints["minimum"] = 0
    if field.type == "month 1–12":
        constraints |= {"minimum": 1, "maximum": 12}
    if name == "slug":
        constraints |= {"unique": True, "pattern": SLUG.pattern}
    return field_of(name, field.label, text, _TYPES[field.type], required=required, **constraints)


def _several(vocabulary: Vocabulary) -> str:
    codes = "|".join(vocabulary.by_code)
    return f"({codes})({LINK}({codes}))*"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
