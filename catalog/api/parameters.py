"""The parameters of the OpenAPI document, made from the filters that the FilterSet declares."""

from __future__ import annotations

from typing import Any

from django_filters import ChoiceFilter, Filter, NumberFilter

from catalog.api.answers import describe_facet_name
from catalog.browse.crosstabs.crosstab import BASES
from catalog.browse.facets import BOUNDS, FACETS, STATED, UNSTATED
from catalog.browse.filters import LONGEST_SEARCH, CodesFilter
from catalog.browse.filterset import ProgramFilterSet
from catalog.browse.selection import PER_PAGE, exclusion_name
from catalog.schema.codebook import book
from typology import ProgramType

Parameter = dict[str, Any]

# examples of parameters that take any text
_EXAMPLES = {
    "q": "science fellowship",
    "typed": "math fellowship Ohio",
    "sponsor": "arizona-k12-center",
    "list": "Bw",
    "release": "2026.11",
    "slug": "nyc-big-apple-awards",
}
_TEXTS = {
    "list": (
        "A list of programs of a release, as citations of a search write it: one bit for each program of the release in the "
        "order of slugs, as base64url. It needs `release`."
    ),
    "page": "The number of the page, from 1 to the last page.",
    "per_page": "How many programs a page has.",
    "sort": "The order of the programs. By default, search results come best match first, all others by name. `cost` puts "
    "programs that pay you first, then free ones, then the least price.",
    "type": "A type may also be given as the combination of its supports.",
    "typed": "The search as typed, for a page that read words of it as filters. The API accepts it and ignores it.",
    "view": "How a page shows the programs. The API accepts it and ignores it.",
    "column": "The columns of the table view. The API accepts them and ignores them.",
}
# details that the declarations do not have
_EXTRA_SCHEMAS = {
    "q": {"maxLength": LONGEST_SEARCH},
    "page": {"default": 1},
    "per_page": {"default": PER_PAGE},
}


def describe_parameter(
    name: str, schema: dict[str, Any], text: str, example: Any, *, where: str = "query", required: bool = False
) -> Parameter:
    """Return a parameter of an OpenAPI operation, with one example."""
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": text,
        "schema": schema,
        "examples": {"Example": {"value": example}},
    }


def describe_filter(name: str, declared: Filter) -> Parameter:
    """Return the parameter of a filter: its values or limits, its help, and an example."""
    schema, example = _describe_values(name, declared)
    schema.update(_EXTRA_SCHEMAS.get(name, {}))
    return describe_parameter(name, schema, _describe(name, declared), example)


def _describe_values(name: str, declared: Filter) -> tuple[dict[str, Any], Any]:
    """The schema of a filter's values, and one of them."""
    match declared:
        case CodesFilter() if name != "sponsor":
            codes = list(declared.field.labels())
            if name in FACETS and UNSTATED in codes:
                codes.append(STATED)
            if name == "type":
                codes += [kind.supports.combination_code for kind in ProgramType]
            return _repeat({"type": "string", "enum": codes}), codes[:1]
        case ChoiceFilter() if name != "release":
            codes = [code for code, _label in declared.field.choices if code]
            return {"type": "string", "enum": codes}, codes[0]
        case NumberFilter():
            limits = {"minimum": declared.extra["min_value"]}
            if "max_value" in declared.extra:
                limits["maximum"] = declared.extra["max_value"]
            if name not in BOUNDS:
                return {"type": "integer", **limits}, limits["minimum"]
            bound = BOUNDS[name]
            example = bound.highest if bound.upper else bound.lowest
            return {"type": "number", **limits, "multipleOf": float(bound.step)}, example
    text = {"type": "string"}
    return (_repeat(text), [_EXAMPLES[name]]) if name == "sponsor" else (text, _EXAMPLES[name])


def _repeat(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _describe(name: str, declared: Filter) -> str:
    help_text = str(declared.extra.get("help_text") or "")
    sentences = [f"{declared.label}. {help_text}".strip()] if help_text or name not in _TEXTS else []
    if name in FACETS:
        sentences.append(f"Values are joined by {'AND' if FACETS[name].every else 'OR'}.")
        if UNSTATED in FACETS[name].empty:
            sentences.append("`stated` leaves out programs that do not state it.")
    if name in BOUNDS:
        unit = BOUNDS[name].unit
        sentences.append(f"{'A year' if unit == 'year' else f'In {unit}'}. Programs that do not state it are included.")
    if name in _TEXTS:
        sentences = [*sentences, _TEXTS[name]] if name == "type" else [_TEXTS[name]]
    return " ".join(sentences)


# one object, whose properties are sent as parameters: generated clients would give `-type` and `type` the same name
EXCLUDED: Parameter = {
    **describe_parameter(
        "excluded",
        {
            "type": "object",
            "title": "Exclusions",
            "additionalProperties": False,
            "properties": {exclusion_name(name): _repeat({"type": "string"}) for name in FACETS},
        },
        "Leaves out programs that have any of these values of a facet. Each is a parameter of its own: "
        "`-type=award&-type=credential`.",
        {exclusion_name("type"): ["award"]},
    ),
    "style": "form",
    "explode": True,
}
SELECTION_PARAMETERS = [
    *(describe_filter(name, declared) for name, declared in ProgramFilterSet.base_filters.items() if not name.startswith("-")),
    EXCLUDED,
]
EDITION_PARAMETERS = [one for one in SELECTION_PARAMETERS if one["name"] in ("release", "rule")]
PAGE_PARAMETERS = [one for one in SELECTION_PARAMETERS if one["name"] in ("page", "per_page")]
CROSSTAB_PARAMETERS = [
    describe_parameter("rows", describe_facet_name(), "The facet of the rows.", "type", required=True),
    describe_parameter(
        "cols",
        describe_facet_name(),
        "The facet of the columns, another one. Without it only the rows are counted.",
        "sponsor_type",
    ),
    describe_parameter(
        "base",
        {"type": "string", "enum": list(BASES), "default": "all"},
        "`stated` counts only programs that state both facets.",
        "stated",
    ),
    *SELECTION_PARAMETERS,
]
SLUG = describe_parameter(
    "slug",
    {"type": "string"},
    "The program's slug, as in the address of its page.",
    _EXAMPLES["slug"],
    where="path",
    required=True,
)
VOCABULARY = describe_parameter(
    "vocabulary",
    _repeat({"type": "string", "enum": list(book().vocabularies)}),
    "Only these vocabularies; may repeat.",
    ["form"],
)
