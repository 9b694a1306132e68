"""The record of a program: the one declaration of its fields.

Forms, spreadsheet columns, the API, Table Schemas, labels of differences, fact lists, the data dictionary and validation
derive from it. Fields come in the codebook's order. A field that was added later says since which schema version and has a
default, so that older records still load (catalog.schema.upgrades).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from catalog.schema.field_info import Info, fields_of
from catalog.schema.values import (
    Basis,
    Coded,
    Codes,
    Date,
    Kind,
    Month,
    Name,
    OrganizationName,
    Organizations,
    Sentence,
    Shape,
    Slug,
    Span,
    Text,
    Truth,
    Url,
    Year,
    Years,
)
from typology import ProgramType, Support, derive

SCHEMA = 2  # the version of the record's shape; catalog.schema.upgrades says how each came from the one before


class SupportRecord(Shape):
    """One support: whether it is present, the sentence that shows it, the source that does."""

    present: Annotated[Truth, Info("present", "Whether the program gives this support.")]
    evidence: Annotated[
        Sentence,
        Info("evidence", "One sentence in the catalog's own words that says what shows the support, or why it is absent."),
    ]
    source: Annotated[Url | None, Info("source", "The one of `sources` that shows it.", empty="Not yet tied to one source")]


class RecognizeRecord(SupportRecord):
    """Recognize also says what the recognition rests on."""

    basis: Annotated[
        Basis,
        Info("basis", "In `recognize` alone: what shows that the program recognizes teachers.", empty="Does not recognize"),
    ]


class SupportsRecord(Shape):
    """All three supports, present or not."""

    prepare: SupportRecord
    place: SupportRecord
    recognize: RecognizeRecord

    def of(self, code: str) -> SupportRecord:
        """What is recorded of the support with this code."""
        found: SupportRecord = getattr(self, code)
        return found

    def by_code(self) -> Iterator[tuple[str, SupportRecord]]:
        """Each support's code and what is recorded of it, in the typology's order."""
        for support in Support:
            yield support.code, getattr(self, support.code)


class SourceRecord(Shape):
    """A page that was read."""

    url: Annotated[Url, Info("address", "The address of the page that was read.")]
    title: Annotated[Text, Field(min_length=1, max_length=300), Info("title", "The title of the page.")]
    read: Annotated[Date, Info("day of reading", "The day on which it was read; the copy read can be older.")]


class ProgramRecord(Shape):
    """Everything the catalog says of one program."""

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
    delivery: Annotated[
        Annotated[str, Coded("delivery")] | None,
        Info(
            "Delivery",
            "Whether the program takes place online, in person or both.",
            empty="Not stated",
            schema_org="schema:educationalProgramMode",
            ctdl="ceterms:deliveryType",
        ),
    ]
    duration_months: Annotated[
        Span | None,
        Info(
            "Length",
            "The shortest and the longest stated length of the program, in whole or half months.",
            empty="Not stated",
            schema_org="schema:timeToComplete",
            ctdl="ceterms:estimatedDuration",
        ),
    ]
    pays: Annotated[
        Annotated[str, Coded("pays")] | None,
        Info(
            "What you pay",
            "What a teacher pays to take part.",
            empty="Not stated",
            schema_org="schema:offers",
            ctdl="ceterms:estimatedCost",
        ),
    ]
    receives: Annotated[
        Codes,
        Coded("receives"),
        Info("What you receive", "The money, time, credit or other benefits that a teacher receives.", empty="Not stated"),
    ]
    money_note: Annotated[
        Text,
        Info("Amounts", "The amounts that teachers pay or receive, as stated.", empty="Not stated"),
    ]
    entry: Annotated[
        Annotated[str, Coded("entry")] | None,
        Info("How you enter", "The way in which a teacher comes into the program.", empty="Not stated"),
    ]
    eligibility: Annotated[
        Text,
        Info(
            "Who may enter",
            "Who may enter the program, in plain sentences.",
            empty="Not stated",
            schema_org="schema:programPrerequisites",
            ctdl="ceterms:entryCondition",
        ),
    ]
    audience: Annotated[
        Codes,
        Coded("audience"),
        Info(
            "Who it is for",
            "Whether the program is for teachers who already hold a leader role or for those who do not yet.",
            empty="Not stated",
            ctdl="ceterms:audienceType",
        ),
    ]
    grade_bands: Annotated[
        Codes,
        Coded("grade"),
        Info("Grades", "The grade levels whose teachers the program is for.", empty="Not stated"),
    ]
    min_years_experience: Annotated[
        Years | None,
        Info(
            "Experience needed",
            "The fewest years of experience that a teacher needs to enter, as stated.",
            empty="Not stated",
            ctdl="ceterms:yearsOfExperience",
        ),
    ]
    max_years_experience: Annotated[
        Years | None,
        Info(
            "Experience at most",
            "The most years of experience that a teacher may have to enter, as stated.",
            empty="Not stated",
            since=2,
        ),
    ] = None
    prerequisites: Annotated[
        Codes,
        Coded("prerequisite"),
        Info("What you must already have", "What a teacher must already have to enter, as stated.", empty="Not stated", since=2),
    ] = Field(default_factory=list)
    deadline_month: Annotated[
        Month | None,
        Info(
            "Usual deadline",
            "The month of the usual deadline for applications or nominations.",
            empty="Not stated",
            vocabulary="deadline_month",
        ),
    ]
    deadline_date: Annotated[
        Date | None,
        Info(
            "Deadline date",
            "The latest full closing date stated, which may lie in the past.",
            empty="Not stated",
            schema_org="schema:applicationDeadline",
        ),
    ]
    deadline_rolling: Annotated[
        Truth,
        Info("Open all year", "Whether the program is stated to be open all year; false also where nothing is said of it."),
    ]
    deadline_note: Annotated[
        Text,
        Info("About the deadline", "What the sources say of the deadline, as stated.", empty="Not stated"),
    ]
    status: Annotated[
        str,
        Coded("status"),
        Info(
            "Still running",
            "Whether the program is still running, as far as its sources show.",
            ctdl="ceterms:lifeCycleStatusType",
        ),
    ]
    evidence_year: Annotated[
        Year | None,
        Info(
            "Last seen operating",
            "The latest calendar year in which the sources show the program operating.",
            empty="No year on the pages read",
        ),
    ]
    founded: Annotated[
        Year | None,
        Info("Founded", "The year in which the program began, as stated.", empty="Not stated"),
    ]
    sources: Annotated[
        list[SourceRecord],
        Field(min_length=1),
        Kind("list of objects"),
        Info(
            "Sources",
            "The public pages that were read, in order, each with its address, its title and the day of reading.",
            schema_org="schema:subjectOf",
        ),
    ]
    confidence: Annotated[
        str,
        Coded("confidence"),
        Info("Coder's confidence", "How sure the coder was of the supports, given what the page states."),
    ]
    note: Annotated[
        Text,
        Info("Coder's remark", "A coder's remark for other coders, not shown to the public.", empty="No remark", public=False),
    ]

    @property
    def given(self) -> Support:
        """The supports that the program gives."""
        return Support.from_codes(code for code, support in self.supports.by_code() if support.present)

    @property
    def program_type(self) -> ProgramType:
        """The type that follows from the supports. Raises NoSupportError where none is present."""
        return derive(self.given)

    @property
    def is_residence_assumed(self) -> bool:
        """Whether no page limits where teachers live: its states only follow from where the sponsor is."""
        return self.serves_basis == "assumed"

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values, its keys in the codebook's order."""
        return self.model_dump()

    def public_json(self) -> dict[str, Any]:
        """As as_json(), without the fields that only coders see."""
        return self.model_dump(exclude={name for name, field in FIELDS.items() if not field.public})


FIELDS = fields_of(ProgramRecord)
SUPPORT_FIELDS = fields_of(RecognizeRecord)
SOURCE_FIELDS = fields_of(SourceRecord)
# the fields that hold sets of codes, and the vocabulary of each
SETS = {code: field.vocabulary for code, field in FIELDS.items() if field.type == "set of codes"}


def to_line(record: ProgramRecord, fields: Sequence[str] = tuple(FIELDS)) -> str:
    """The record as one line of JSON, as in programs.jsonl, without the line's end; of these fields alone, in their order."""
    told = record.as_json()
    return json.dumps({name: told[name] for name in fields}, ensure_ascii=False)


def lengths(name: str) -> tuple[int | None, int | None]:
    """The least and the most characters that a field of text may have, None where there is no bound."""
    declared = ProgramRecord.model_fields[name]
    bounds: dict[str, int | None] = {"min_length": None, "max_length": None}
    if declared.annotation is str:
        for part in declared.metadata:
            for bound in bounds:
                bounds[bound] = getattr(part, bound, None) or bounds[bound]
    return bounds["min_length"], bounds["max_length"]
