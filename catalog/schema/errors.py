"""Errors in records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RecordProblem:
    """One error in a record: the field's path (``supports.place.source``), what is wrong, and what is allowed."""

    field: str
    message: str
    allowed: str = ""

    def __str__(self) -> str:
        text = f"{self.field}: {self.message}" if self.field else self.message
        return f"{text} (allowed: {self.allowed})" if self.allowed else text


class InvalidRecord(ValueError):
    """Raised if a record breaks the codebook's rules; `problems` lists every error."""

    def __init__(self, problems: Sequence[RecordProblem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, problems)))
