"""The API page: every address with its parameters, its answers and an example to copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.api.openapi import build_document, document_inputs
from catalog.browse.decorators import from_snapshot
from catalog.browse.snapshot import Snapshot
from catalog.schema.codebook import own_book

# the example of each address: its query, and the key of the answer that the code prints
_EXAMPLES: dict[str, tuple[list[tuple[str, str]], str]] = {
    "/api/v1/programs/": ([("form", "fellowship"), ("state", "OH")], "results"),
    "/api/v1/programs/{slug}/": ([], "program"),
    "/api/v1/facets/": ([("state", "OH")], "facets"),
    "/api/v1/types/": ([], "types"),
    "/api/v1/terms/": ([("vocabulary", "form")], "vocabularies"),
    "/api/v1/teachers/": ([("form", "fellowship")], "states"),
    "/api/v1/organizations/": ([("per_page", "100")], "results"),
    "/api/v1/crosstab/": ([("rows", "type"), ("cols", "sponsor_type")], "cells"),
    "/api/v1/reliability/": ([], "agreement"),
}


@from_snapshot
def api_docs(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/api/docs/`: every address of the API with its parameters, its answers and an example."""
    server, versions, slugs = document_inputs(request)
    described = build_document(server, versions, slugs, own_book())
    context = {
        "page_title": "API",
        "page_description": "Programs, counts, types, terms and cross-tables as JSON, with examples in curl, Python and R.",
        "server": server,
        "schema_url": reverse("api_schema"),
        "addresses": [_address(path, described["paths"][path]["get"], server) for path in _EXAMPLES],
        "shapes": [{"name": name, "rows": _rows(shape)} for name, shape in described["components"]["schemas"].items()],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "api/docs.html", context)


def _address(path: str, operation: dict[str, Any], server: str) -> dict[str, Any]:
    query, key = _EXAMPLES[path]
    parameters = [_parameter(parameter) for parameter in operation.get("parameters", [])]
    values = {one["name"]: one["example"] for one in parameters if one["where"] == "path"}
    url = server + path.format(**values) + (f"?{urlencode(query)}" if query else "")
    return {
        "id": operation["operationId"],
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": parameters,
        "answers": [
            {"status": status, "text": answer["description"], "shape": _shape(answer)}
            for status, answer in operation["responses"].items()
        ],
        "url": url,
        "examples": _examples(url, key),
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    inner = schema.get("items", schema)
    values = inner.get("enum", [])
    kind = "parameters of their own" if "properties" in inner else inner.get("type", "string")
    limits = [f"{word} {inner[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in inner]
    examples: list[dict[str, Any]] = list(parameter.get("examples", {}).values())
    example = examples[0]["value"] if examples else None
    query = urlencode(example if isinstance(example, dict) else {parameter["name"]: example}, doseq=True, safe=" ")
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "text": parameter.get("description", ""),
        "kind": f"{kind}{', may repeat' if schema.get('type') == 'array' else ''}{', ' + ' '.join(limits) if limits else ''}",
        "codes": values,
        "example": example[0] if isinstance(example, list) else example,
        "query": query.replace("+", " ") if examples else "",
    }


def _shape(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        return content["schema"]["$ref"].rpartition("/")[2]
    return ""


def _rows(shape: dict[str, Any]) -> list[dict[str, str]]:
    """Return the properties of a schema: name, kind and meaning."""
    return [
        {"name": name, "kind": _kind(schema), "text": schema.get("description", "")}
        for name, schema in shape["properties"].items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"]) if len(schema["enum"]) <= 12 else "code"
    return schema.get("format") or schema.get("type", "value")


_PYTHON = """\
import json, urllib.request

with urllib.request.urlopen("{url}") as answer:
    found = json.load(answer)
print(found["{key}"])"""
_R = """\
library(jsonlite)

found <- fromJSON("{url}")
print(found${key})"""


def _examples(url: str, key: str) -> list[dict[str, str]]:
    return [
        {"language": "curl", "text": f'curl -s "{url}"'},
        {"language": "Python", "text": _PYTHON.format(url=url, key=key)},
        {"language": "R", "text": _R.format(url=url, key=key)},
    ]
