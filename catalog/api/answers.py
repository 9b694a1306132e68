"""The answers of the API. Pydantic makes the schemas of the OpenAPI document from these classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, GetPydanticSchema, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue

from catalog.browse.facets import FACETS
from catalog.organizations.identifiers import SCHEMES
from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.values import Coded
from typology import Rule

REFERENCE = "#/components/schemas/{model}"

Count = Annotated[int, Field(ge=0)]
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
TypeCode = Annotated[str, Coded("type")]


def describe_facet_name() -> dict[str, Any]:
    """Return the schema of a facet's name. With the title, generated clients have one class for it."""
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


# sent as a dict, which is faster than a model, and described as a PublishedRecord
PublicProgram = Annotated[dict[str, Any], GetPydanticSchema(lambda _source, handler: handler.generate_schema(PublishedRecord))]


class Answer:
    """An object with all of its fields and no others."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


@dataclass(frozen=True, kw_only=True)
class EditionAnswer(Answer):
    """An answer that says which edition of the catalog it comes from."""

    revision: Annotated[Count, Field(description="The revision of the published catalog.")]
    release: Annotated[str | None, Field(description="The release, or null for the current catalog.")]
    rule: Annotated[
        str | None,
        Field(description=f"The changed rules ({', '.join(rule.code for rule in Rule)}) joined by “; ”, or null."),
    ]
    date: Annotated[str, Field(description="The date of the release, or today.", json_schema_extra={"format": "date"})]
    notice: Literal["Describes this catalog, not all programs."] = "Describes this catalog, not all programs."


@dataclass(frozen=True, kw_only=True)
class SelectionCounts(Answer):
    """The counts of a selection. If it is the last base class, its fields come first."""

    count: Annotated[Count, Field(description="How many programs match the selection.")]
    kept: Annotated[
        Mapping[str, Count],
        Field(description="Bound -> how many of these programs match only because they do not state the field that it limits."),
    ]


@dataclass(frozen=True, kw_only=True)
class PageLinks(SelectionCounts):
    """A page of a selection, with the addresses of the next and the previous page."""

    next: Annotated[Url | None, Field(description="The address of the next page, or null.")]
    previous: Annotated[Url | None, Field(description="The address of the previous page, or null.")]


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


@dataclass(frozen=True)
class FamilyAnswer(Answer):
    """A family of programs: several programs of one design."""

    code: Annotated[str, Field(description="Its value in `family`.")]
    label: str
    definition: str


@dataclass(frozen=True, kw_only=True)
class ProgramAnswer(EditionAnswer):
    """One program."""

    version: Annotated[int, Field(ge=1, description="The number of the record's version.")]
    updated: Annotated[str, Field(description="When that version was published.", json_schema_extra={"format": "date-time"})]
    page: Annotated[Url, Field(description="The program's page.")]
    family: Annotated[
        FamilyAnswer | None,
        Field(description="The family of programs that it is in, or null. Derived from the name in releases without families."),
    ]
    replaces: Annotated[
        list[str],
        Field(description="The slugs of retired programs that it replaces: their addresses redirect to it. Empty in a release."),
    ]
    program: PublicProgram


@dataclass(frozen=True, kw_only=True)
class FacetCounts(EditionAnswer, SelectionCounts):
    """The counts of a selection."""

    facets: FacetValues


@dataclass(frozen=True, kw_only=True)
class TypeCount(Answer):
    """A program type and the number of its programs."""

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
    """A term of a vocabulary, with its equivalents in schema.org and CTDL or null."""

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
        Field(description="`none` or `unstated`, if the facet has it -> programs of the selection with it."),
    ]


@dataclass(frozen=True, kw_only=True)
class CrosstabAnswer(EditionAnswer):
    """A cross-table. For one facet, `cols` is null, `cells` is empty, and the totals of the rows are the counts."""

    base: Annotated[Count, Field(description="Programs that match the choices in all other facets.")]
    total: Annotated[Count, Field(description="Those of them in a row and column of the table, each counted once.")]
    association: Annotated[
        float | None,
        Field(description="Cramér's V from 0 to 1; null for one facet, and where a program counts in several cells."),
    ]
    kept: Annotated[dict[str, Count], Field(description="Bound -> how many of `total` do not state the field that it limits.")]
    rows: CrosstabAxis
    cols: CrosstabAxis | None
    cells: Annotated[list[list[Count]], Field(description="One list for each row, in the order of the values.")]


@dataclass(frozen=True, kw_only=True)
class StateRateAnswer(Answer):
    """A state: its programs, and their number per 10,000 of its teachers (null where no number of teachers is known)."""

    state: Annotated[str, Coded("state")]
    label: str
    programs: Annotated[Count, Field(description="Programs that name the state; nationwide ones are left out.")]
    programs_per_10000: float | None
    home_programs: Annotated[Count, Field(description="Programs whose sponsor has its seat there.")]
    home_per_10000: float | None
    teachers: Annotated[float | None, Field(description="Full-time equivalents in public schools.")]


@dataclass(frozen=True, kw_only=True)
class StateRates(EditionAnswer):
    """Programs per 10,000 teachers of each state."""

    year: Annotated[str, Field(description="The school year of the numbers of teachers.")]
    source: Annotated[str, Field(description="The source of the numbers of teachers.")]
    states: list[StateRateAnswer]


@dataclass(frozen=True)
class IdentifierAnswer(Answer):
    """An identifier of an organization in a public registry, with where and when it was read."""

    scheme: Annotated[str, Field(json_schema_extra={"enum": list(SCHEMES)})]
    value: str
    url: Annotated[Url | None, Field(description="Its address in the registry, or null.")]
    source: str
    date: Annotated[str, Field(json_schema_extra={"format": "date"})]


@dataclass(frozen=True, kw_only=True)
class OrganizationAnswer(Answer):
    """A sponsor of published programs, or an organization that such a sponsor is a part of."""

    slug: str
    name: str
    page: Annotated[Url | None, Field(description="The page of the sponsor, or null without programs.")]
    website: Annotated[Url | None, Field(description="Its own home page, if editors entered one, or null.")]
    programs: Annotated[Count, Field(description="How many published programs it sponsors.")]
    home_states: Annotated[list[str], Field(description="The home states that these programs state.")]
    home_state: Annotated[str | None, Field(description="Its seat, if editors entered it, or null.")]
    parent: Annotated[str | None, Field(description="The slug of the organization that it is a part of, or null.")]
    identifiers: list[IdentifierAnswer]


@dataclass(frozen=True, kw_only=True)
class OrganizationList(Answer):
    """A page of the organizations of the current catalog, by name."""

    count: Count
    next: Annotated[Url | None, Field(description="The address of the next page, or null.")]
    previous: Annotated[Url | None, Field(description="The address of the previous page, or null.")]
    revision: Annotated[Count, Field(description="The revision of the published catalog.")]
    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    results: list[OrganizationAnswer]


@dataclass(frozen=True)
class ProblemError(Answer):
    """An invalid parameter."""

    parameter: str
    value: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """Problem details (RFC 9457). `errors` lists the invalid parameters."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    title: str
    status: int
    detail: str
    errors: list[ProblemError] = field(default_factory=list)

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out titles of fields, because generated clients would name classes after them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False."""
        return False


def describe_answers(answers: list[type]) -> dict[str, Any]:
    """Return the JSON Schemas of these classes and their parts, by name."""
    adapters: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        (answer, "serialization", TypeAdapter(answer)) for answer in answers
    ]
    _references, schemas = TypeAdapter.json_schemas(adapters, ref_template=REFERENCE, schema_generator=_WithoutTitles)
    found: dict[str, Any] = schemas["$defs"]
    return found
