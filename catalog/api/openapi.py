"""The OpenAPI document, made from the API's addresses, the FilterSet and the classes of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from catalog.api.answers import REFERENCE, Problem, describe_answers
from catalog.api.enums import name_enums
from catalog.api.operations import Operation, api_view, operation_of, refuse_parameters, respond_json
from catalog.api.urls import urlpatterns
from catalog.browse.fixed_list import fixed
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.releases.selectors import release_slugs, releases
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import Book, use_vocabulary
from catalog.serving.errors import PROBLEM

_EXAMPLE_PROGRAMS = 3  # programs in the example of a fixed list
_INFO = {
    "title": "Teacher Leadership Program Catalog",
    "description": "Programs, counts and vocabularies, read only. Describes this catalog, not all programs.",
    "version": "1",
    "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
}
_ERRORS = {
    400: "A parameter or value is invalid; `errors` lists it.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
}


def document(server: str, versions: tuple[str, ...] = (), slugs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the document of the API at this public address, with the catalog's own vocabularies, each list of codes named.

    `versions` are the releases, the newest first. `slugs` are the first programs of the newest release, for examples.
    """
    words = own_book()
    found = deepcopy(build_document(server, versions, slugs, words))
    name_enums(found, words)
    return found


@lru_cache(maxsize=4)
def build_document(server: str, versions: tuple[str, ...], slugs: tuple[str, ...], words: Book) -> dict[str, Any]:
    """Return document() with the vocabularies of a book, and each list of codes where it applies."""
    operations = {_to_template(str(pattern.pattern)): operation_of(pattern.callback) for pattern in urlpatterns}
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": server}],
        "paths": {path: {"get": _describe_operation(operation)} for path, operation in operations.items()},
        "components": {"schemas": _describe_schemas(operations.values(), words)},
    }
    for path in found["paths"].values():
        for parameter in path["get"]["parameters"]:
            _fill_in_release(parameter, versions, slugs)
    return found


def _describe_schemas(operations: Iterable[Operation], words: Book) -> dict[str, Any]:
    """Return the schemas of all answers, with the current vocabularies: a release may have fewer."""
    with use_vocabulary(words):
        return describe_answers([*(operation.answer for operation in operations), Problem])


def _to_template(route: str) -> str:
    """Return the OpenAPI template of a Django route: `/programs/{slug}/` for `programs/<slug:slug>/`."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)


def _describe_operation(operation: Operation) -> dict[str, Any]:
    responses = {
        "200": {"description": "The answer.", "content": _refer("application/json", operation.answer)},
        "304": {"description": "Nothing has changed since the ETag in If-None-Match."},
    }
    for status, text in sorted({**_ERRORS, **operation.errors}.items()):
        responses[str(status)] = {"description": text, **({"content": _refer(PROBLEM, Problem)} if status >= 400 else {})}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": ["catalog"],
        "parameters": deepcopy(list(operation.parameters)),
        "responses": responses,
    }


def _refer(content_type: str, answer: type) -> dict[str, Any]:
    return {content_type: {"schema": {"$ref": REFERENCE.format(model=answer.__name__)}}}


def _fill_in_release(parameter: dict[str, Any], versions: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Add the releases and examples from the newest one to a parameter."""
    if parameter["name"] == "release" and versions:
        parameter["schema"] = {"type": "string", "enum": list(versions)}
        parameter["examples"] = {"Newest": {"value": versions[0], "summary": "newest"}}
    if parameter["name"] == "list" and slugs:
        summary = f"the first {len(slugs)} of release {versions[0]}"
        parameter["examples"] = {"Newest": {"value": fixed(range(len(slugs))), "summary": summary}}
    if parameter["name"] == "slug" and slugs:
        parameter["examples"] = {"Newest": {"value": slugs[0], "summary": f"of release {versions[0]}"}}


def document_inputs(request: HttpRequest) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return what a document is made of: the host of this request, the current releases, and programs for examples."""
    versions = tuple(release.version for release in releases())
    slugs = tuple(release_slugs(versions[0], _EXAMPLE_PROGRAMS)) if versions else ()
    return absolute(request, "/").rstrip("/"), versions, slugs


@api_view
def schema(request: HttpRequest, _snapshot: Snapshot) -> HttpResponse:
    """`/api/v1/schema/`: the OpenAPI 3.1 document. It takes no parameters."""
    refuse_parameters(request.GET)
    return respond_json(document(*document_inputs(request)), "application/vnd.oai.openapi+json; charset=utf-8")
