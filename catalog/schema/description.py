"""The first fields of the record: what a program is, who runs it, where it is open, and what it gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from catalog.schema.field_info import Info
from catalog.schema.parts import SupportsRecord
from catalog.schema.values import Coded, Codes, Kind, Name, OrganizationName, Organizations, Shape, Slug, Text, Url


class ProgramDescription(Shape):
    """The fields from `slug` to `aims`, in the codebook's order. ProgramRecord continues them."""

    slug: Annotated[
        Slug,
        Info(
            "Catalog address",
            "The program's short name in this catalog's web addresses: unique, stable, in lowercase words joined by hyphens.",
            schema_org="schema:identifier",
        ),
    ]
    name: Annotated[
        Name,
        Info("Program", "The program's own name.", schema_org="schema:name", ctdl="ceterms:name"),
    ]
    sponsor: Annotated[
        OrganizationName,
        Info(
            "Sponsor",
            "The name of the organization that leads the program.",
            schema_org="schema:provider",
            ctdl="ceterms:offeredBy",
        ),
    ]
    sponsor_type: Annotated[
        str,
        Coded("sponsor_type"),
        Info("Kind of sponsor", "The kind of organization that leads the program.", ctdl="ceterms:agentType"),
    ]
    partners: Annotated[
        Organizations,
        Info("Partners", "Other organizations that the sources name as co-sponsors, in order.", empty="None named"),
    ]
    scope: Annotated[
        str,
        Coded("scope"),
        Info(
            "Reach", "Who may take part: teachers in the whole country, several states, one state, or a district or metro region."
        ),
    ]
    locality: Annotated[
        Name | None,
        Info(
            "Only for teachers of",
            "For a local program, the place or organization whose teachers may take part.",
            empty="Not a local program",
        ),
    ]
    home_state: Annotated[
        Annotated[str, Coded("state")] | None,
        Info(
            "Sponsor's home state",
            "The USPS code of the state where the sponsor has its seat.",
            empty="Not stated",
            schema_org="schema:addressRegion",
            ctdl="ceterms:addressRegion",
        ),
    ]
    serves_states: Annotated[
        Codes,
        Coded("state"),
        Info(
            "Open to teachers in",
            "The USPS codes of the states where all teachers, or for a local program some teachers, may take part.",
            empty="Nationwide",
            schema_org="schema:areaServed",
            ctdl="ceterms:jurisdiction",
        ),
    ]
    serves_basis: Annotated[
        str,
        Coded("serves_basis"),
        Info(
            "How we know where it is open",
            "Whether a page says where teachers must live or work, or the states only follow from where the sponsor is.",
            since=2,
        ),
    ] = "stated"
    website: Annotated[
        Url | None,
        Info(
            "Website",
            "A page about the program that belongs to its sponsor or a partner.",
            empty="Only others' reports were found",
            schema_org="schema:url",
            ctdl="ceterms:subjectWebpage",
        ),
    ]
    summary: Annotated[
        Text,
        Field(min_length=40, max_length=420),
        Info(
            "Summary",
            "What the program is and does, in one to three plain sentences in the catalog's own words.",
            schema_org="schema:description",
            ctdl="ceterms:description",
        ),
    ]
    supports: Annotated[
        SupportsRecord,
        Kind("object"),
        Info(
            "Supports and evidence",
            "For each of the three supports, whether it is present, the evidence for that code and the source that shows it; "
            "for recognize, also the basis.",
            vocabulary="support",
        ),
    ]
    form: Annotated[
        Codes,
        Field(min_length=1),
        Coded("form"),
        Info("What it is", "What the program presents itself as, whatever its type.", schema_org="schema:programType"),
    ]
    form_basis: Annotated[
        str,
        Coded("form_basis"),
        Info("How we know its form", "Whether the program's name or only its description says what it is."),
    ]
    models: Annotated[
        Codes,
        Coded("model"),
        Info(
            "How it prepares",
            "The design by which the program prepares teachers to lead.",
            empty="Does not prepare, or not stated",
        ),
    ]
    practice: Annotated[
        Codes,
        Coded("practice"),
        Info("How you apply it", "How participants apply what they learn.", empty="Does not prepare, or not stated"),
    ]
    credentials: Annotated[
        Codes,
        Coded("credential"),
        Info(
            "Credential you earn",
            "The credentials that the program confers or directly leads to.",
            empty="None",
            schema_org="schema:educationalCredentialAwarded",
        ),
    ]
    frameworks: Annotated[
        Codes,
        Coded("framework"),
        Info(
            "Framework named", "The standards or competency frameworks that the page names, never inferred.", empty="Not stated"
        ),
    ]
    focus: Annotated[
        Codes,
        Coded("focus"),
        Info("Focus", "The subjects and themes that the program is about.", empty="Not stated", ctdl="ceterms:subject"),
    ]
    functions: Annotated[
        Codes,
        Coded("function"),
        Info(
            "Leadership functions",
            "The functions of the Teacher Leader Model Standards (2011) that the program prepares or places teachers to perform, "
            "as described.",
            empty="Not stated",
            since=2,
        ),
    ] = Field(default_factory=list)
    aims: Annotated[
        Codes,
        Coded("aim"),
        Info(
            "Aims",
            "Whether the stated purpose serves organizations and students, individual teachers, or both.",
            empty="Not stated",
            since=2,
        ),
    ] = Field(default_factory=list)
