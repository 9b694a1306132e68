"""The OpenAPI document of the API: parameters made from the FilterSet, answers from the shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from catalog.api.shapes import components, ref
from catalog.facets.declared import BOUNDS, FACETS
from catalog.facets.filterset import LONGEST_SEARCH, ProgramFilterSet
from catalog.facets.selection import COLUMNS, PER_PAGE, PER_PAGE_MOST, SORTS, VIEWS
from catalog.records.vocabulary import book
from typology import Rule

# a value that finds something, for parameters whose values no list gives
EXAMPLES: dict[str, Any] = {
    "q": "science fellowship",
    "sponsor": "arizona-k12-center",
    "experience_max": 6,
    "duration_max": 12,
    "seen_min": 2022,
    "founded_min": 1990,
    "founded_max": 2000,
    "release": "2026.11",
    "per_page": 50,
    "page": 1,
}
_FIRST = {
    "form": "fellowship",
    "state": "OH",
    "support": "prepare",
    "type": "credential",
    "sponsor_type": "nonprofit",
    "sort": "name",
    "status": "active",
}
_ONLY_PAGES = "Accepted, so that a page's address works here; changes nothing."


def selection_parameters() -> list[OpenApiParameter]:
    """The parameters of a selection, each with its values and an example."""
    return [_parameter(name, filter_) for name, filter_ in ProgramFilterSet.base_filters.items()]


def edition_parameters() -> list[OpenApiParameter]:
    """The parameters that say which edition of the catalog answers."""
    return [_parameter(name, ProgramFilterSet.base_filters[name]) for name in ("release", "rule")]


def crosstab_parameters() -> list[OpenApiParameter]:
    """Those of a cross-table: its facets, and what it counts."""
    facet = {"type": "string", "enum": list(FACETS)}
    return [
        _made("rows", facet, "The facet of the rows.", "type", required=True),
        _made("cols", facet, "The facet of the columns, another one; without it the rows are counted alone.", "sponsor_type"),
        *selection_parameters(),
    ]


def vocabulary_parameters() -> list[OpenApiParameter]:
    """That of the vocabularies."""
    codes = {"type": "array", "items": {"type": "string", "enum": list(book().vocabularies)}}
    return [_made("vocabulary", codes, "Picks vocabularies; may repeat.", ["form"])]


def documented(
    operation: str,
    summary: str,
    shape: str,
    parameters: Iterable[OpenApiParameter] = (),
    errors: dict[int, str] | None = None,
) -> Callable[..., Any]:
    """Document a view's GET: its name, what it is for, the shape of its answer, its parameters and errors."""
    described = {400: "A parameter or value is not known; `errors` names it.", 405: "Another method than GET, HEAD or OPTIONS."}
    answers: dict[Any, Any] = {(200, "application/json"): OpenApiResponse(ref(shape), description="The answer.")}
    answers[304] = OpenApiResponse(description="Nothing has changed since the ETag that was sent in If-None-Match.")
    for status, text in {**described, **(errors or {})}.items():
        if status == 301:
            answers[status] = OpenApiResponse(description=text)
        else:
            answers[status, "application/problem+json"] = OpenApiResponse(ref("Problem"), description=text)
    return extend_schema(
        operation_id=operation, summary=summary, parameters=list(parameters), responses=answers, tags=["catalog"]
    )


def _parameter(name: str, declared: Any) -> OpenApiParameter:
    label = str(declared.label)
    help_text = str(declared.extra.get("help_text", "") or "")
    text = f"{label}. {help_text}".strip()
    if name in FACETS:
        facet = FACETS[name]
        text += " Values are joined by AND." if facet.every else " Values are joined by OR."
        schema: dict[str, Any] = {"type": "array", "items": {"type": "string", "enum": list(facet.labels)}}
        return _made(name, schema, text, [_FIRST.get(name, next(iter(facet.labels)))])
    if name in BOUNDS:
        bound = BOUNDS[name]
        number = {"type": "number", "minimum": bound.lowest, "maximum": bound.highest, "multipleOf": float(bound.step)}
        return _made(name, number, f"{text} In {bound.unit}. Programs that do not state it are kept.", EXAMPLES[name])
    if name in ("sort", "view", "rule"):
        codes = list({"sort": SORTS, "view": VIEWS, "rule": {rule.value: "" for rule in Rule}}[name])
        text = f"{text} {_ONLY_PAGES}" if name == "view" else text
        return _made(name, {"type": "string", "enum": codes}, text, _FIRST.get(name, codes[0]))
    if name == "column":
        return _made(
            name, {"type": "array", "items": {"type": "string", "enum": list(COLUMNS)}}, f"{text} {_ONLY_PAGES}", ["form"]
        )
    if name in ("page", "per_page"):
        most = {"maximum": PER_PAGE_MOST, "default": PER_PAGE} if name == "per_page" else {"default": 1}
        return _made(name, {"type": "integer", "minimum": 1, **most}, text, EXAMPLES[name])
    if name == "sponsor":
        return _made(name, {"type": "array", "items": {"type": "string"}}, text, [EXAMPLES[name]])
    schema = {"type": "string"}
    if name == "q":
        schema["maxLength"] = LONGEST_SEARCH  # type: ignore[assignment]
    return _made(name, schema, text, EXAMPLES.get(name))


def _made(name: str, schema: dict[str, Any], text: str, example: Any, *, required: bool = False) -> OpenApiParameter:
    examples = [OpenApiExample("example", value=example)] if example is not None else []
    made = OpenApiParameter(name, schema, "query", required, description=text, examples=examples)
    if schema.get("type") == "array":
        made.style, made.explode = "form", True
    return made


@lru_cache(maxsize=4)
def document(server: str) -> dict[str, Any]:
    """The document of the API at this public address."""
    from catalog.api.addresses import urlpatterns

    found = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    found["servers"] = [{"url": server}]
    found.setdefault("components", {})["schemas"] = components()
    return found
