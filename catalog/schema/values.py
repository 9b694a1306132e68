"""The types of the record's fields. They are strict: text is not a number, ``true`` is not 1.

Rules that span several fields are in catalog.schema.rules.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, get_origin

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from catalog.common.text import fold_line, fold_text
from catalog.schema.vocabulary import vocabulary

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_is_url = URLValidator(schemes=["http", "https"])
_LONGEST_SLUG = 200  # of an organization
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def problem(message: str, allowed: str = "") -> PydanticCustomError:
    """Return the error for a validator to raise."""
    # pydantic formats the message template: pass the text through the context
    return PydanticCustomError("codebook", "{message}", {"message": message, "allowed": allowed})


def _plain(value: str) -> str:
    text = fold_text(value)
    if _CONTROL.search(text):
        raise problem("holds a control character", "printable text")
    return text


def _line(value: str) -> str:
    return fold_line(_plain(value))


def _slug(value: str) -> str:
    if not value:
        raise problem("is empty", "small letters, digits and hyphens, such as ohio-lantern")
    if not SLUG.fullmatch(value):
        raise problem(f"{value!r} is not an address", "small letters, digits and hyphens, such as ohio-lantern")
    return value


def _organization(value: str) -> str:
    if not organization_slug(value):
        raise problem(f"{value!r} is not a name", "a name with at least one Latin letter or digit")
    if len(organization_slug(value)) > _LONGEST_SLUG:  # some letters become several
        raise problem("is too long for an address", f"a name whose address has at most {_LONGEST_SLUG} characters")
    return value


def _url(value: str) -> str:
    try:
        _is_url(value)
    except ValidationError:
        raise problem(f"{value!r} is not a web address", "a full address that starts with http:// or https://") from None
    return value


def _date(value: str) -> str:
    try:
        if datetime.date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise problem(f"{value!r} is not a date", "a date such as 2026-11-23")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise problem(f"{value!r} is not a number", "a number")
    if value != value or abs(value) == float("inf"):
        raise problem("is not a finite number", "a number")
    return value


def _as_whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _halves(value: float) -> float:
    if value * 2 != int(value * 2):
        raise problem(f"{value} is neither a whole nor a half number of months", "whole or half months")
    return value


def _hundredths(value: float) -> float:
    if round(value, 2) != value:
        raise problem(f"{value} has more than two decimals", "at most two decimals")
    return value


def _span(value: list[float]) -> list[float]:
    if value[0] > value[1]:
        raise problem(f"the shortest, {value[0]}, is longer than the longest, {value[1]}", "[shortest, longest]")
    return value


def _check_code(value: str, codes: Collection[str]) -> str:
    if not value:
        raise problem("is empty", " ".join(codes))
    if value not in codes:
        raise problem(f"{value!r} is not a known code", " ".join(codes))
    return value


def _check_codes(values: list[str], codes: Collection[str]) -> list[str]:
    unknown = [value for value in values if value not in codes]
    if unknown:
        listed = ", ".join(map(repr, unknown))
        raise problem(f"{listed} {'is not a known code' if len(unknown) == 1 else 'are not known codes'}", " ".join(codes))
    _once(values)
    return [code for code in codes if code in values]


def _once(values: list[str]) -> list[str]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise problem(f"{', '.join(map(repr, twice))} is listed more than once", "each value once")
    return values


@dataclass(frozen=True)
class Kind:
    """The type of a value in the words of the data dictionary."""

    name: str


@dataclass(frozen=True)
class Coded:
    """Marks a field that holds a code of a vocabulary, or a set of its codes in the vocabulary's order."""

    vocabulary: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Add the check of the codes to the schema of the value (str or list[str])."""
        check: Any = _check_code if get_origin(source) is not list else _check_codes
        # looked up at each check, so that tests can replace the vocabulary
        return core_schema.no_info_after_validator_function(
            lambda value: check(value, vocabulary(self.vocabulary).accepted), handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add the codes to the JSON Schema of the value."""
        found = handler(schema)
        found.get("items", found)["enum"] = list(vocabulary(self.vocabulary).accepted)
        return found


def organization_slug(name: str) -> str:
    """Return the slug of an organization with this name.

    Two spellings with the same slug mean the same organization; loading refuses the second spelling.
    """
    return slugify(name)


# differences that nobody sees are folded, so that they change nothing: a Text may have line breaks, a Line has none
Text = Annotated[str, AfterValidator(_plain), Kind("text")]
Line = Annotated[str, AfterValidator(_line), Kind("text")]
Slug = Annotated[
    str, Field(max_length=120, json_schema_extra={"pattern": f"^{SLUG.pattern}$"}), AfterValidator(_slug), Kind("text")
]
Name = Annotated[Line, Field(min_length=1, max_length=200)]
OrganizationName = Annotated[Name, AfterValidator(_organization)]
Organizations = Annotated[list[OrganizationName], AfterValidator(_once), Kind("list of text")]
Url = Annotated[
    str, AfterValidator(_line), Field(max_length=500, json_schema_extra={"format": "uri"}), AfterValidator(_url), Kind("URL")
]
Date = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_date), Kind("date (ISO 8601)")]
Number = Annotated[float, BeforeValidator(_number), AfterValidator(_as_whole)]
Months = Annotated[Number, AfterValidator(_halves), Field(gt=0, le=600)]
Span = Annotated[list[Months], Field(min_length=2, max_length=2), AfterValidator(_span), Kind("[min, max] in months")]
Years = Annotated[Number, AfterValidator(_hundredths), Field(ge=0, le=60), Kind("number")]
Month = Annotated[int, Field(ge=1, le=12), Kind("month 1–12")]
Year = Annotated[int, Field(ge=1600, le=2100), Kind("year")]
Truth = Annotated[bool, Kind("true or false")]
Sentence = Annotated[str, AfterValidator(_line), Field(min_length=10, max_length=320), Kind("text, 10 to 320 characters")]
Codes = list[str]
Confidence = Annotated[str, Coded("confidence")]
Basis = Annotated[Codes, Coded("basis")]


class Shape(BaseModel):
    """An object with exactly these fields and types. Text is stripped of outer blanks."""

    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True)
