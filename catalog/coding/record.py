"""Validation of codings, such as the lines of fixtures/second-coding.jsonl."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator

from catalog.models.coding import FIRST_CODEBOOK, CoderKind, kind_of
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.rules import check_basis
from catalog.schema.validation import describe_errors
from catalog.schema.validation import kind_of as kind_of_value
from catalog.schema.values import Basis, Coded, Codes, Confidence, Date, Sentence, Shape, Slug, Text, Url, problem


def _codebook(value: str) -> str:
    if not CODEBOOK.fullmatch(value):
        raise problem(f"{value!r:.40} is not the number of a codebook", 'a whole number from 1 to 999, as text, such as "2"')
    return value


CODEBOOK = re.compile(r"[1-9]\d{0,2}", re.ASCII)
Codebook = Annotated[Text, AfterValidator(_codebook)]


class CodedSupportShape(Shape):
    """One support as coded: whether it is present, what the pages say if it is not (as far as it was coded), and the evidence."""

    present: bool
    absence: Annotated[str, Coded("absence")] | None = None
    evidence: Sentence


class CodedRecognizeShape(CodedSupportShape):
    """Recognize also has a basis, required only from people."""

    basis: Basis | None = None

    @field_validator("basis")
    @classmethod
    def _fits(cls, value: list[str] | None, info: ValidationInfo) -> list[str] | None:
        present = info.data.get("present")  # missing if it is invalid itself
        for found in check_basis(present, value or []) if present is not None and value is not None else ():
            raise problem(found.message, found.allowed)
        return value


class CodedSupportsShape(Shape):
    """All three supports, present or not; a coder may find none."""

    prepare: CodedSupportShape
    place: CodedSupportShape
    recognize: CodedRecognizeShape


class CodedAttributesShape(Shape):
    """The fields that were coded too, each a list of codes; an empty one is not stated. All are optional."""

    form: Annotated[Codes, Field(min_length=1), Coded("form")] | None = None
    focus: Annotated[Codes, Coded("focus")] | None = None
    sponsor_type: Annotated[Codes, Field(min_length=1, max_length=1), Coded("sponsor_type")] | None = None
    models: Annotated[Codes, Coded("model")] | None = None
    audience: Annotated[Codes, Coded("audience")] | None = None


class CodingShape(Shape):
    """One coder's coding of one program, its fields in the order of the file."""

    slug: Slug
    coder: Annotated[Text, Field(min_length=1, max_length=20)]
    codebook: Codebook = FIRST_CODEBOOK
    read: Date | None
    page: Url | None
    same_page: bool | None
    supports: CodedSupportsShape
    attributes: CodedAttributesShape = Field(default_factory=CodedAttributesShape)
    confidence: Confidence


def validate_coding(data: Any) -> dict[str, Any]:
    """Return the coding in `data`, a decoded JSON value, with its fields in the order of the file.

    Text is stripped of outer blanks. A coding without `codebook` follows the first one. A person (H1, H2 …) must state the
    basis of recognize if it is present. `attributes` holds the fields that were coded, and is left out if none was.
    Raises InvalidRecord.
    """
    if not isinstance(data, Mapping):
        raise InvalidRecord([RecordProblem("", f"a coding is an object, not {kind_of_value(data)}", "one JSON object")])
    try:
        shape = CodingShape.model_validate(data)
    except ValidationError as error:
        raise InvalidRecord(describe_errors(error, "a coding")) from None
    recognize, coding = shape.supports.recognize, shape.model_dump()
    for support in coding["supports"].values():
        if support["present"] or support["absence"] is None:
            del support["absence"]
    coding["attributes"] = {field: codes for field, codes in coding["attributes"].items() if codes is not None}
    if coding["attributes"].get("models") and not shape.supports.prepare.present:
        raise InvalidRecord([RecordProblem("attributes.models", "must be empty where the program does not prepare", "[]")])
    if not coding["attributes"]:
        del coding["attributes"]
    if recognize.basis is None:
        if kind_of(shape.coder) == CoderKind.HUMAN and (problems := check_basis(recognize.present, [])):
            raise InvalidRecord(problems)
        del coding["supports"]["recognize"]["basis"]
    return coding
