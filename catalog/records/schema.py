"""The record's fields as the codebook fixes them, field by field.

Types are strict: text is not a number, ``true`` is not 1. What spans several fields is checked in
catalog.records.rules.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from catalog.models import Organization
from catalog.records.vocabulary import vocabulary

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_is_url = URLValidator(schemes=["http", "https"])
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def fault(message: str, allowed: str = "") -> PydanticCustomError:
    """A field's own fault, for a validator to raise."""
    # pydantic formats the message; the context carries it past that untouched
    return PydanticCustomError("codebook", "{message}", {"message": message, "allowed": allowed})


def _plain(value: str) -> str:
    if _CONTROL.search(value):
        raise fault("holds a control character", "printable text")
    return value


def _slug(value: str) -> str:
    if not value:
        raise fault("is empty", "small letters, digits and hyphens, such as ohio-lantern")
    if not SLUG.fullmatch(value):
        raise fault(f"{value!r} is not an address", "small letters, digits and hyphens, such as ohio-lantern")
    return value


def _organization(value: str) -> str:
    if not Organization.slug_for(value):
        raise fault(f"{value!r} is not a name", "a name with at least one Latin letter or digit")
    return value


def _url(value: str) -> str:
    try:
        _is_url(value)
    except ValidationError:
        raise fault(f"{value!r} is not a web address", "a full address that starts with http:// or https://") from None
    return value


def _date(value: str) -> str:
    try:
        if datetime.date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise fault(f"{value!r} is not a date", "a date such as 2026-11-23")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault(f"{value!r} is not a number", "a number")
    if value != value or abs(value) == float("inf"):
        raise fault("is not a finite number", "a number")
    return value


def _whole_if_so(value: float) -> float:
    return int(value) if value == int(value) else value


def _halves(value: float) -> float:
    if value * 2 != int(value * 2):
        raise fault(f"{value} is neither a whole nor a half number of months", "whole or half months")
    return value


def _hundredths(value: float) -> float:
    if round(value, 2) != value:
        raise fault(f"{value} has more than two decimals", "at most two decimals")
    return value


def _span(value: list[float]) -> list[float]:
    if value[0] > value[1]:
        raise fault(f"the shortest, {value[0]}, is longer than the longest, {value[1]}", "[shortest, longest]")
    return value


def _code(name: str) -> AfterValidator:
    def check(value: str) -> str:
        codes = vocabulary(name).by_code
        if not value:
            raise fault("is empty", " ".join(codes))
        if value not in codes:
            raise fault(f"{value!r} is not a known code", " ".join(codes))
        return value

    return AfterValidator(check)


def _codes(name: str) -> AfterValidator:
    def check(values: list[str]) -> list[str]:
        codes = vocabulary(name).by_code
        unknown = [value for value in values if value not in codes]
        if unknown:
            listed = ", ".join(map(repr, unknown))
            raise fault(f"{listed} {'is not a known code' if len(unknown) == 1 else 'are not known codes'}", " ".join(codes))
        _once(values)
        return vocabulary(name).in_order(values)

    return AfterValidator(check)


def _once(values: list[str]) -> list[str]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise fault(f"{', '.join(map(repr, twice))} is listed more than once", "each value once")
    return values


Text = Annotated[str, AfterValidator(_plain)]
Slug = Annotated[str, Field(max_length=120), AfterValidator(_slug)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
OrganizationName = Annotated[Name, AfterValidator(_organization)]
Url = Annotated[Text, Field(max_length=500), AfterValidator(_url)]
Date = Annotated[str, AfterValidator(_date)]
Number = Annotated[float, BeforeValidator(_number), AfterValidator(_whole_if_so)]
Months = Annotated[Number, AfterValidator(_halves), Field(gt=0, le=600)]
Year = Annotated[int, Field(ge=1600, le=2100)]
Evidence = Annotated[Text, Field(min_length=10, max_length=320)]
Confidence = Annotated[str, _code("confidence")]
Codes = list[str]
Basis = Annotated[Codes, _codes("basis")]


class Shape(BaseModel):
    """An object with these fields and no others, of exactly these types; text is stripped of outer blanks."""

    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True)


class SupportShape(Shape):
    """One support: whether present, the sentence that shows it, the source that does."""

    present: bool
    evidence: Evidence
    source: Url | None


class RecognizeShape(SupportShape):
    """Recognize also tells what its recognition rests on."""

    basis: Basis


class SupportsShape(Shape):
    """All three supports, present or not."""

    prepare: SupportShape
    place: SupportShape
    recognize: RecognizeShape


class SourceShape(Shape):
    """A page that was read."""

    url: Url
    title: Annotated[Text, Field(min_length=1, max_length=300)]
    read: Date


class RecordShape(Shape):
    """The record, its fields in the codebook's order."""

    slug: Slug
    name: Name
    sponsor: OrganizationName
    sponsor_type: Annotated[str, _code("sponsor_type")]
    partners: Annotated[list[OrganizationName], AfterValidator(_once)]
    scope: Annotated[str, _code("scope")]
    locality: Name | None
    home_state: Annotated[str, _code("state")] | None
    serves_states: Annotated[Codes, _codes("state")]
    website: Url | None
    summary: Annotated[Text, Field(min_length=40, max_length=420)]
    supports: SupportsShape
    form: Annotated[Codes, Field(min_length=1), _codes("form")]
    form_basis: Annotated[str, _code("form_basis")]
    models: Annotated[Codes, _codes("model")]
    practice: Annotated[Codes, _codes("practice")]
    credentials: Annotated[Codes, _codes("credential")]
    frameworks: Annotated[Codes, _codes("framework")]
    focus: Annotated[Codes, _codes("focus")]
    delivery: Annotated[str, _code("delivery")] | None
    duration_months: Annotated[list[Months], Field(min_length=2, max_length=2), AfterValidator(_span)] | None
    pays: Annotated[str, _code("pays")] | None
    receives: Annotated[Codes, _codes("receives")]
    money_note: Text
    entry: Annotated[str, _code("entry")] | None
    eligibility: Text
    audience: Annotated[Codes, _codes("audience")]
    grade_bands: Annotated[Codes, _codes("grade")]
    min_years_experience: Annotated[Number, AfterValidator(_hundredths), Field(ge=0, le=60)] | None
    deadline_month: Annotated[int, Field(ge=1, le=12)] | None
    deadline_date: Date | None
    deadline_rolling: bool
    deadline_note: Text
    status: Annotated[str, _code("status")]
    evidence_year: Year | None
    founded: Year | None
    sources: Annotated[list[SourceShape], Field(min_length=1)]
    confidence: Confidence
    note: Text


FIELDS = tuple(RecordShape.model_fields)


def lengths(name: str) -> tuple[int | None, int | None]:
    """The least and the most characters that a field of text may have, None where there is no bound; by RecordShape."""
    bounds: dict[str, int | None] = {"min_length": None, "max_length": None}
    if RecordShape.model_fields[name].annotation is str:
        for part in RecordShape.model_fields[name].metadata:
            for bound in bounds:
                bounds[bound] = getattr(part, bound, None) or bounds[bound]
    return bounds["min_length"], bounds["max_length"]
