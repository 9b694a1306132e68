"""The record of a program: the one declaration of its fields.

Forms, spreadsheet columns, the API, Table Schemas, diff labels, fact lists, the data dictionary and validation derive from
it. Fields are in the codebook's order. A field added later states its schema version (`since`) and has a default, so that
older records still load (catalog.schema.upgrades).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from catalog.schema.description import ProgramDescription
from catalog.schema.field_info import Info, fields_of
from catalog.schema.parts import RecognizeRecord, SourceRecord
from catalog.schema.values import Coded, Codes, Date, Kind, Line, Month, Span, Text, Truth, Year, Years
from catalog.schema.vocabulary import Book
from catalog.schema.vocabulary import Field as DeclaredField
from typology import ProgramType, Support, derive

SCHEMA = 3  # the version of the record's shape; catalog.schema.upgrades says how each came from the one before


class ProgramRecord(ProgramDescription):
    """Everything the catalog states about one program: ProgramDescription, then how to take part, deadlines and sources."""

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
        Line,
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
        Line,
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
    def given_supports(self) -> Support:
        """The supports that are present."""
        return Support.from_codes(code for code, support in self.supports.by_code() if support.present)

    @property
    def program_type(self) -> ProgramType:
        """The type that follows from the supports. Raises NoSupportError if none is present."""
        return derive(self.given_supports)

    @property
    def is_residence_assumed(self) -> bool:
        """Whether `serves_states` only follows from where the sponsor is: no page limits where teachers live."""
        return self.serves_basis == "assumed"

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values, keys in the codebook's order."""
        return self.model_dump()

    def public_json(self) -> dict[str, Any]:
        """Return as_json() without the fields that only coders see."""
        return self.model_dump(exclude={name for name, field in FIELDS.items() if not field.public})


FIELDS = fields_of(ProgramRecord)
SUPPORT_FIELDS = fields_of(RecognizeRecord)
SOURCE_FIELDS = fields_of(SourceRecord)
# the fields that hold sets of codes, and the vocabulary of each
SETS = {code: field.vocabulary for code, field in FIELDS.items() if field.type == "set of codes"}


def support_fields(words: Book) -> Mapping[str, DeclaredField]:
    """Return the parts of a support that a codebook has. A release has none whose vocabulary was added later."""
    return {
        part: field for part, field in SUPPORT_FIELDS.items() if not field.vocabulary or field.vocabulary in words.vocabularies
    }


def select_fields(values: Mapping[str, Any], words: Book) -> dict[str, Any]:
    """Return the JSON of a record with the fields and parts of supports that a codebook has, in its order."""
    return {
        name: select_parts(values[name], words) if name == "supports" else values[name] for name in words.fields if name in values
    }


def select_parts(supports: dict[str, Any], words: Book) -> dict[str, Any]:
    """Return the JSON of a record's supports with the parts that a codebook has."""
    parts = support_fields(words)
    if len(parts) == len(SUPPORT_FIELDS):
        return supports
    return {code: {part: value for part, value in support.items() if part in parts} for code, support in supports.items()}


def to_line(record: ProgramRecord, words: Book | None = None) -> str:
    """Return the record as a line of programs.jsonl without the line break: all of it, or what a codebook has of it."""
    values = record.as_json()
    return json.dumps(select_fields(values, words) if words else values, ensure_ascii=False)


def lengths(name: str) -> tuple[int | None, int | None]:
    """Return the least and the most characters of a text field; None means no limit."""
    declared = ProgramRecord.model_fields[name]
    bounds: dict[str, int | None] = {"min_length": None, "max_length": None}
    if declared.annotation is str:
        for part in declared.metadata:
            for bound in bounds:
                bounds[bound] = getattr(part, bound, None) or bounds[bound]
    return bounds["min_length"], bounds["max_length"]
