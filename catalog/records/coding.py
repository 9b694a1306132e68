"""Codings as lines of a file (fixtures/second-coding.jsonl): any value in, a coding or every fault out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from catalog.records.faults import Fault, RecordFaults
from catalog.records.schema import Confidence, Date, Evidence, Shape, Slug, Text, Url
from catalog.records.validation import Record, faults_of, kind_of


class CodedSupportShape(Shape):
    """One support as a coder coded it: whether present, the sentence that shows it."""

    present: bool
    evidence: Evidence


class CodedSupportsShape(Shape):
    """All three supports, present or not; a coder may find none."""

    prepare: CodedSupportShape
    place: CodedSupportShape
    recognize: CodedSupportShape


class CodingShape(Shape):
    """One coder's coding of one program, its fields in the order of the file."""

    slug: Slug
    coder: Annotated[Text, Field(min_length=1, max_length=20)]
    read: Date | None
    page: Url | None
    same_page: bool | None
    supports: CodedSupportsShape
    confidence: Confidence


def validate_coding(data: Any) -> Record:
    """The coding that `data`, a decoded JSON value, is: its fields in the order of the file.

    Text is stripped of outer blanks. Raises RecordFaults with every fault found.
    """
    if not isinstance(data, Mapping):
        raise RecordFaults([Fault("", f"a coding is an object, not {kind_of(data)}", "one JSON object")])
    try:
        return CodingShape.model_validate(data).model_dump()
    except ValidationError as error:
        raise RecordFaults(faults_of(error, "a coding")) from None
