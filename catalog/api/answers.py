"""What the API answers. Pydantic makes the schemas of the OpenAPI document from these classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, GetPydanticSchema, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue

from catalog.browse.facets import FACETS
from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.values import Coded
from typology import Rule

REFERENCE = "#/components/schemas/{model}"

Count = Annotated[int, Field(ge=0)]
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
TypeCode = Annotated[str, Coded("type")]


def describe_facet_name() -> dict[str, Any]:
    """Return the schema of a facet's name. The title gives all of its uses one class in a generated client."""
    return {"type": "string", "enum": list(FACETS), "title": "FacetName"}


FacetName = Annotated[str, Field(json_schema_extra=lambda schema: schema.update(describe_facet_name()))]


class PublishedRecord(ProgramRecord):
    """A program's record without the fields that only coders see, and its type."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    type: Annotated[TypeCode, Field(description="Derived from the supports.")]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Leave out the fields that are not public."""
        found = handler(schema)
        described = handler.resolve_ref_schema(found)
        for name in [name for name, declared in FIELDS.items() if not declared.public]:
            described["properties"].pop(name, None)
            if name in described["required"]:
                described["required"].remove(name)
        return found


# sent as a dict, which is faster to make than a model, and described as a PublishedRecord
PublicProgram = Annotated[dict[str, Any], GetPydanticSchema(lambda _source, handler: handler.generate_schema(PublishedRecord))]


class Answer:
    """An object with all of its fields and no others."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


@dataclass(frozen=True, kw_only=True)
class EditionAnswer(Answer):
    """An answer that says which edition of the catalog it comes from."""

    revision: Annotated[Count, Field(description="The revision of the published catalog that answers.")]
    release: Annotated[str | None, Field(description="The release that answers; null for the catalog as it is now.")]
    rule: Annotated[
        Annotated[str, Field(json_schema_extra={"enum": [rules.code for rules in Rule.combinations()]})] | None,
        Field(description="The changed rules, joined by “; ”; null for none."),
    ]
    date: Annotated[str, Field(description="The release's day, or today.", json_schema_extra={"format": "date"})]
    notice: Literal["Describes this catalog, not all programs."] = "Describes this catalog, not all programs."


@dataclass(frozen=True, kw_only=True)
class SelectionCounts(Answer):
    """How many programs a selection has. Named after EditionAnswer among bases, its fields come first."""

    count: Annotated[Count, Field(description="How many programs fit the selection.")]
    kept: Annotated[
        Mapping[str, Count],
        Field(description="Bound -> how many of these programs fit only because they do not state what it limits."),
    ]


@dataclass(frozen=True, kw_only=True)
class PageLinks(SelectionCounts):
    """A page of a selection, with the addresses of the pages around it."""

    next: Annotated[Url | None, Field(description="The address of the next page.")]
    previous: Annotated[Url | None, Field(description="The address of the previous page.")]


@dataclass(frozen=True)
class FacetValue(Answer):
    """A value of a facet."""

    code: str
    label: str
    count: Count
    selected: bool


FacetValues = Annotated[
    dict[FacetName, list[FacetValue]],
    Field(description="Facet -> its values with their counts. A release has the facets of its own data."),
]


@dataclass(frozen=True, kw_only=True)
class ProgramList(EditionAnswer, PageLinks):
    """One page of a selection, with all counts."""

    facets: FacetValues
    results: list[PublicProgram]


@dataclass(frozen=True, kw_only=True)
class ProgramAnswer(EditionAnswer):
    """One program."""

    version: Annotated[int, Field(ge=1, description="The number of the record's version.")]
    updated: Annotated[str, Field(description="When that version was published.", json_schema_extra={"format": "date-time"})]
    page: Annotated[Url, Field(description="The program's page.")]
    program: PublicProgram


@dataclass(frozen=True, kw_only=True)
class FacetCounts(EditionAnswer, SelectionCounts):
    """The counts of a selection."""

    facets: FacetValues


@dataclass(frozen=True, kw_only=True)
class TypeCount(Answer):
    """A program type, and how many programs are of it."""

    code: TypeCode
    label: str
    supports: list[Annotated[str, Coded("support")]]
    combination: str
    definition: str
    count: Count


@dataclass(frozen=True, kw_only=True)
class TypeCounts(EditionAnswer, SelectionCounts):
    """The seven types, with the counts of a selection."""

    types: list[TypeCount]


@dataclass(frozen=True, kw_only=True)
class TermAnswer(Answer):
    """A term of a vocabulary; its equivalents in schema.org and CTDL are null where there is none."""

    code: str
    label: str
    definition: str
    schema_org: str | None
    ctdl: str | None


@dataclass(frozen=True, kw_only=True)
class VocabularyAnswer(Answer):
    """A controlled vocabulary."""

    code: str
    label: str
    definition: str
    terms: list[TermAnswer]


@dataclass(frozen=True)
class VocabularyList(Answer):
    """The controlled vocabularies."""

    vocabularies: list[VocabularyAnswer]


@dataclass(frozen=True)
class AxisValue(Answer):
    """A row or column of a cross-table."""

    code: str
    label: str
    total: Count


@dataclass(frozen=True, kw_only=True)
class CrosstabAxis(Answer):
    """The rows or the columns of a cross-table."""

    facet: FacetName
    label: str
    values: list[AxisValue]
    silent: Annotated[
        dict[str, Count],
        Field(description="`none` or `unstated`, where the facet has it -> programs of the selection with it."),
    ]


@dataclass(frozen=True, kw_only=True)
class CrosstabAnswer(EditionAnswer):
    """A cross-table. Without columns `cols` is null and `cells` is empty: the totals of the rows are the counts."""

    count: Annotated[Count, Field(description="Programs that fit the choices in all other facets.")]
    total: Annotated[Count, Field(description="Of these, those in any row and column that shows; each counts once.")]
    kept: Annotated[dict[str, Count], Field(description="Bound -> how many of `total` do not state what it limits.")]
    rows: CrosstabAxis
    cols: CrosstabAxis | None
    cells: Annotated[list[list[Count]], Field(description="Row by row, column by column, in the order of the values.")]


@dataclass(frozen=True)
class ProblemError(Answer):
    """A parameter that is wrong."""

    parameter: str
    value: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """Problem details (RFC 9457). `errors` names each parameter that is wrong."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    title: str
    status: int
    detail: str
    errors: list[ProblemError] = field(default_factory=list)

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out titles that only repeat a field's name; generated clients would name classes after them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No field gets a title."""
        return False


def describe_answers(answers: list[type]) -> dict[str, Any]:
    """Return the JSON Schema of these classes, and of those they are made of, by name."""
    adapters: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        (answer, "serialization", TypeAdapter(answer)) for answer in answers
    ]
    _references, schemas = TypeAdapter.json_schemas(adapters, ref_template=REFERENCE, schema_generator=_WithoutTitles)
    found: dict[str, Any] = schemas["$defs"]
    return found
