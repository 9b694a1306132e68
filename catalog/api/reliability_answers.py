"""The API's answer about reliability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from catalog.api.answers import Answer, Count, EditionAnswer


@dataclass(frozen=True, kw_only=True)
class ComparedCodings(Answer):
    """Two coders' codings of the same programs on one thing that both coded."""

    codebook: Annotated[str, Field(description="The number of the codebook that both followed.")]
    first_coder: str
    second_coder: str
    rules_left_out: Annotated[list[str], Field(description="The coding rules that are left out, because one coder did so.")]
    attribute: Annotated[str, Field(description="A support, `type`, or a field of the record.")]
    code: Annotated[str | None, Field(description="The code of a field with several codes; null for the whole.")]


@dataclass(frozen=True, kw_only=True)
class CodingAgreement(ComparedCodings):
    """How far two coders agree, with an exact (Clopper-Pearson) 95% interval of the percentage."""

    confidence: Annotated[str | None, Field(description="The second coder's confidence; null for all programs.")]
    programs: Count
    agreed: Count
    percent: float
    percent_low: float
    percent_high: float
    kappa: Annotated[float | None, Field(description="Cohen's kappa; null if both coders used only one and the same code.")]
    kappa_low: float | None
    kappa_high: float | None
    ac1: Annotated[float | None, Field(description="Gwet's AC1; null if both coders used only one and the same code.")]
    ac1_low: float | None
    ac1_high: float | None


@dataclass(frozen=True)
class ConfusionCell(Answer):
    """How many programs have a pair of answers."""

    first: str
    second: str
    programs: Count


@dataclass(frozen=True, kw_only=True)
class CodingConfusion(ComparedCodings):
    """A confusion table: how many programs have each pair of answers."""

    cells: list[ConfusionCell]


@dataclass(frozen=True, kw_only=True)
class ReliabilityAnswer(EditionAnswer):
    """The agreement of every pair of coders, and their confusion tables."""

    agreement: list[CodingAgreement]
    confusion: list[CodingConfusion]
