"""What the OpenAPI document says of each address: parameters made from the FilterSet, answers from the shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from catalog.api.shapes import facet_name, ref
from catalog.browse.facets import BOUNDS, FACETS
from catalog.browse.filterset import LONGEST_SEARCH, ProgramFilterSet
from catalog.browse.selection import COLUMNS, PER_PAGE, PER_PAGE_MOST, SORTS, VIEWS
from catalog.schema.codebook import book
from typology import ProgramType, Rule

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
    "list": "Bw",
    "slug": "nyc-big-apple-awards",
    "per_page": 50,
    "page": 1,
}
# what each address is for, in more words than its summary
_DESCRIPTIONS = {
    "programs": (
        "Answers the programs that fit, in the order asked for, with how many they are and with the counts of every facet. "
        "Follow `next` until it is null. A page beyond the last is refused. Without parameters it answers every published "
        "program."
    ),
    "program": (
        "Answers one program's record with its type, and the number and time of the version that was published. From a slug the"
        " program once had it leads on to the present one (301); a program that was taken out of the catalog is gone (410)."
    ),
    "facets": (
        "Answers how many programs of a selection have each value of each facet, without the programs themselves. The count of "
        "a value is the number of programs under all other choices; of a facet joined by AND, under these too."
    ),
    "types": (
        "Answers the seven types, each with the combination of supports it stands for, its definition, and how many programs of"
        " a selection are of it."
    ),
    "terms": (
        "Answers the controlled vocabularies: each code with label, definition and, where there is one, its equivalent in "
        "schema.org and CTDL. They are the same for every selection and release."
    ),
    "crosstab": (
        "Answers how many programs of a selection have each pair of values of two facets, or each value of one. Choices in a "
        "crossed facet only pick which of its rows or columns show: `count` is the number of programs that fit all other "
        "choices, `total` that of those with a value that shows. A program with several values counts under each of them, in "
        "`total` once."
    ),
}
_TEXTS = {
    "list": (
        "A list of programs of a release, as citations of a search write it: one bit for each program of the release in the "
        "order of slugs, as base64url. It needs `release`."
    ),
    "page": "The number of the page, from 1; the last is that of the last program.",
    "per_page": "How many programs a page holds.",
    "sort": "The order of the programs; without it the best match of a search first, else by name.",
    "view": "How a page shows the programs.",
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
    facet = facet_name()
    return [
        _made("rows", facet, "The facet of the rows.", "type", required=True),
        _made("cols", facet, "The facet of the columns, another one; without it the rows are counted alone.", "sponsor_type"),
        *selection_parameters(),
    ]


def slug_parameter() -> OpenApiParameter:
    """That of one program: its slug, which stands in the path."""
    example = OpenApiExample("example", value=EXAMPLES["slug"])
    text = "The program's slug, as it stands in the address of its page and in `slug` of every answer."
    return OpenApiParameter("slug", str, "path", True, description=text, examples=[example])


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
        operation_id=operation,
        summary=summary,
        description=_DESCRIPTIONS[operation],
        parameters=list(parameters),
        responses=answers,
        tags=["catalog"],
    )


def _parameter(name: str, declared: Any) -> OpenApiParameter:
    label = str(declared.label)
    help_text = str(declared.extra.get("help_text", "") or "")
    text = _TEXTS.get(name, f"{label}. {help_text}".strip())
    if name in FACETS:
        facet = FACETS[name]
        text += " Values are joined by AND." if facet.every else " Values are joined by OR."
        values = list(facet.labels)
        if name == "type":
            text += " A type may also be given as the combination of its supports."
            values += [kind.supports.combination_code for kind in ProgramType]
        schema: dict[str, Any] = {"type": "array", "items": {"type": "string", "enum": values}}
        return _made(name, schema, text, [_FIRST.get(name, next(iter(facet.labels)))])
    if name in BOUNDS:
        bound = BOUNDS[name]
        number = {"type": "number", "minimum": bound.lowest, "maximum": bound.highest, "multipleOf": float(bound.step)}
        return _made(
            name,
            number,
            f"{text} {'A year' if bound.unit == 'year' else f'In {bound.unit}'}. Programs that do not state it are kept.",
            EXAMPLES[name],
        )
    if name in ("sort", "view"):
        codes = list({"sort": SORTS, "view": VIEWS}[name])
        text = f"{text} {_ONLY_PAGES}" if name == "view" else text
        return _made(name, {"type": "string", "enum": codes}, text, _FIRST.get(name, codes[0]))
    if name == "rule":
        codes = [rule.code for rule in Rule]
        return _made(name, {"type": "array", "items": {"type": "string", "enum": codes}}, text, codes[:1])
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
        schema["maxLength"] = LONGEST_SEARCH
    return _made(name, schema, text, EXAMPLES.get(name))


def _made(name: str, schema: dict[str, Any], text: str, example: Any, *, required: bool = False) -> OpenApiParameter:
    examples = [OpenApiExample("example", value=example)] if example is not None else []
    made = OpenApiParameter(name, schema, "query", required, description=text, examples=examples)
    if schema.get("type") == "array":
        made.style, made.explode = "form", True
    return made
