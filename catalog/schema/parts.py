"""The objects inside a record: its supports and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog.schema.field_info import Info
from catalog.schema.values import Basis, Coded, Date, Line, Sentence, Shape, Truth, Url
from typology import Support

SILENT = "silent"  # the absence that claims least: the pages read describe no such support


def settle_absence(present: bool, absence: str | None) -> str | None:
    """Return what the pages say of an absent support: SILENT unless somebody recorded more; None for a present one."""
    return None if present else absence or SILENT


class SupportRecord(Shape):
    """One support: whether it is present, what the pages say if it is not, the evidence and its source."""

    present: Annotated[Truth, Info("present", "Whether the program gives this support.")]
    absence: Annotated[
        Annotated[str, Coded("absence")] | None,
        Info(
            "absence",
            "For an absent support: whether a page says that the program does not give it, or the pages read describe none.",
            empty="The support is present",
            since=3,
        ),
    ] = None
    evidence: Annotated[
        Sentence,
        Info("evidence", "One sentence in the catalog's own words that says what shows the support, or why it is absent."),
    ]
    source: Annotated[Url | None, Info("source", "The one of `sources` that shows it.", empty="Not yet tied to one source")]

    @model_validator(mode="after")
    def _settle(self) -> Self:
        self.absence = settle_absence(self.present, self.absence)
        return self


class RecognizeRecord(SupportRecord):
    """Recognize also states the basis of the recognition."""

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
        """Return the support with this code."""
        found: SupportRecord = getattr(self, code)
        return found

    def by_code(self) -> Iterator[tuple[str, SupportRecord]]:
        """Yield each support with its code, in the typology's order."""
        for support in Support:
            yield support.code, getattr(self, support.code)


class SourceRecord(Shape):
    """A page that was read."""

    url: Annotated[Url, Info("address", "The address of the page that was read.")]
    title: Annotated[Line, Field(min_length=1, max_length=300), Info("title", "The title of the page.")]
    read: Annotated[Date, Info("day of reading", "The day on which it was read; the copy read can be older.")]
