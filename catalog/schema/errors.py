"""Problems: what is wrong with a record, where, and what is allowed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RecordProblem:
    """One problem of one record: the field's path (``supports.place.source``), what is wrong, what is allowed."""

    field: str
    message: str
    allowed: str = ""

    def __str__(self) -> str:
        text = f"{self.field}: {self.message}" if self.field else self.message
        return f"{text} (allowed: {self.allowed})" if self.allowed else text


class InvalidRecord(ValueError):
    """Raised where a record is not as the codebook demands; `problems` holds every problem found."""

    def __init__(self, problems: Sequence[RecordProblem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, problems)))
