"""The shapes of the API's answers as JSON Schema, made from the codebook's vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.browse.facets import FACETS
from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS, SOURCE_FIELDS, SUPPORT_FIELDS
from catalog.schema.values import SLUG
from catalog.schema.vocabulary import Field, types
from typology import Rule, Support

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_URL: Schema = {"type": "string", "format": "uri"}
_DATE: Schema = {"type": "string", "format": "date"}
_NUMBER: Schema = {"type": "number", "minimum": 0}


def ref(name: str) -> Schema:
    """A reference to one of components()."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def obj(properties: dict[str, Schema], **rest: Any) -> Schema:
    """An object with all of these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False, **rest}


def or_null(schema: Schema) -> Schema:
    """The same, or null for what is not stated."""
    return {"anyOf": [schema, {"type": "null"}]}


def _codes(vocabulary: str) -> Schema:
    return {"type": "string", "enum": list(book().vocabularies[vocabulary].by_code)}


def _of(field: Field) -> Schema:
    """The schema of a declared field, by the kind of its value."""
    match field.type:
        case "one code":
            schema = _codes(field.vocabulary)
        case "set of codes":
            schema = listed(_codes(field.vocabulary))
        case "list of text":
            schema = listed(_TEXT)
        case "URL":
            schema = _URL
        case "date (ISO 8601)":
            schema = _DATE
        case "true or false":
            schema = {"type": "boolean"}
        case "year":
            schema = {"type": "integer"}
        case "month 1–12":
            schema = {"type": "integer", "minimum": 1, "maximum": 12}
        case "number":
            schema = _NUMBER
        case "[min, max] in months":
            schema = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}
        case _:
            schema = _TEXT
    return or_null(schema) if field.nullable else schema


def _described(fields: Mapping[str, Field]) -> dict[str, Schema]:
    return {name: {**_of(field), "description": field.definition} for name, field in fields.items()}


def _record() -> dict[str, Schema]:
    """The properties of a public record, in the codebook's order."""
    parts = _described(SUPPORT_FIELDS)
    basis = parts.pop("basis")
    special: dict[str, Schema] = {
        "slug": {**_TEXT, "pattern": f"^{SLUG.pattern}$"},
        "supports": obj({"prepare": obj(parts), "place": obj(parts), "recognize": obj({**parts, "basis": basis})}),
        "sources": {**listed(obj(_described(SOURCE_FIELDS))), "minItems": 1},
    }
    public = {name: field for name, field in FIELDS.items() if field.public}
    found = _described(public)
    return {**found, **{name: {**special[name], "description": public[name].definition} for name in special}}


def facet_name() -> Schema:
    """The name of a facet. Its title keeps generators of clients from naming it after the place where it stands."""
    return {"type": "string", "enum": list(FACETS), "title": "FacetName"}


def components() -> dict[str, Schema]:
    """Every shape by its name."""
    kinds, rules = [kind.code for kind in types()], [rules.code for rules in Rule.combinations()]
    edition: dict[str, Schema] = {
        "revision": {**_COUNT, "description": "The revision of the published catalog that answers."},
        "release": or_null({"type": "string", "description": "The release that answers; null for the catalog as it is now."}),
        "rule": or_null({"type": "string", "enum": rules, "description": "The changed rules, joined by “; ”; null for none."}),
        "date": {**_DATE, "description": "The release's day, or today."},
        "notice": {"type": "string", "const": "Describes this catalog, not all programs."},
    }
    count = {"count": {**_COUNT, "description": "How many programs fit the selection."}}
    kept = {
        "kept": {
            "type": "object",
            "additionalProperties": _COUNT,
            "description": "Bound -> how many of these programs fit only because they do not state what it limits.",
        }
    }
    around = {"next": or_null(_URL), "previous": or_null(_URL)}
    value = obj({"code": _TEXT, "label": _TEXT, "count": _COUNT, "selected": {"type": "boolean"}})
    facets = obj(
        {name: listed(ref("FacetValue")) for name in FACETS},
        description="Facet -> its values with their counts. A release has the facets of its own data.",
        required=[],
    )
    program = obj({**_record(), "type": {"type": "string", "enum": kinds, "description": "Derived from the supports."}})
    axis = obj(
        {
            "facet": facet_name(),
            "label": _TEXT,
            "values": listed(obj({"code": _TEXT, "label": _TEXT, "total": _COUNT})),
            "silent": {
                "type": "object",
                "additionalProperties": _COUNT,
                "description": "`none` or `unstated`, where the facet has it -> programs of the selection with it.",
            },
        }
    )
    kind = {
        "code": {"type": "string", "enum": kinds},
        "label": _TEXT,
        "supports": listed({"type": "string", "enum": list(Support(7).codes)}),
        "combination": _TEXT,
        "definition": _TEXT,
        "count": _COUNT,
    }
    term = {"code": _TEXT, "label": _TEXT, "definition": _TEXT, "schema_org": or_null(_TEXT), "ctdl": or_null(_TEXT)}
    words = obj({"code": _TEXT, "label": _TEXT, "definition": _TEXT, "terms": listed(obj(term))})
    problem = obj(
        {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": listed(obj({"parameter": _TEXT, "value": _TEXT, "detail": _TEXT})),
        },
        description="Problem details (RFC 9457); `errors` names each parameter at fault.",
    )
    problem["required"] = ["type", "title", "status", "detail"]
    return {
        "FacetValue": value,
        "Facets": facets,
        "Program": program,
        "ProgramList": obj({**count, **kept, **around, **edition, "facets": ref("Facets"), "results": listed(ref("Program"))}),
        "ProgramAnswer": obj(
            {
                **edition,
                "version": {"type": "integer", "minimum": 1, "description": "The number of the record's version."},
                "updated": {"type": "string", "format": "date-time", "description": "When that version was published."},
                "page": {**_URL, "description": "The program's page."},
                "program": ref("Program"),
            }
        ),
        "FacetCounts": obj({**count, **kept, **edition, "facets": ref("Facets")}),
        "Types": obj({**count, **kept, **edition, "types": listed(obj(kind))}),
        "Vocabularies": obj({"vocabularies": listed(words)}),
        "Crosstab": obj(
            {
                **edition,
                "count": {**_COUNT, "description": "Programs that fit the choices in all other facets."},
                "total": {**_COUNT, "description": "Of these, those in any row and column that shows; each counts once."},
                "kept": {
                    **kept["kept"],
                    "description": "Bound -> how many of `total` do not state what it limits.",
                },
                "rows": axis,
                "cols": or_null(axis),
                "cells": {**listed(listed(_COUNT)), "description": "Row by row, column by column, in the order of the values."},
            }
        ),
        "Problem": problem,
    }
