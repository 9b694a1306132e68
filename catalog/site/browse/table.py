"""A program as a row of the table view, in the columns that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.browse.selection import COLUMNS
from catalog.programs import display
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import type_of, vocabulary
from catalog.site.browse.cards import Card

AnyRecord = ProgramRecord


@dataclass(frozen=True)
class Cell:
    """One fact of a row; `unstated` is what stands there where it is not stated."""

    label: str
    text: str
    supports: tuple[str, ...] = ()
    unstated: str = "Not stated"


@dataclass(frozen=True)
class Row:
    """One program of the table: its card for the name, its cells."""

    card: Card
    cells: tuple[Cell, ...]


def row(record: AnyRecord, card: Card, columns: Sequence[str]) -> Row:
    """The row of a record in these columns (codes of COLUMNS)."""
    return Row(card, tuple(_cell(code, record, card) for code in columns))


def _cell(code: str, record: AnyRecord, card: Card) -> Cell:
    supports = card.supports if code in ("support", "type") else ()
    return Cell(COLUMNS[code], _TEXTS[code](record, card), supports, _UNSTATED.get(code, "Not stated"))


def _labels(name: str, field: str) -> Callable[[AnyRecord, Card], str]:
    return lambda record, _: ", ".join(display.labels(name, getattr(record, field)))


def _label(name: str) -> Callable[[AnyRecord, Card], str]:
    return lambda record, _: vocabulary(name).label_of(getattr(record, name))


def _type(record: AnyRecord, card: Card) -> str:
    return f"{type_of(supports_of(record)).label} ({card.combination})"


def _deadline(_: AnyRecord, card: Card) -> str:
    return card.deadline["text"] if card.deadline else card.not_offered


_TEXTS: dict[str, Callable[[AnyRecord, Card], str]] = {
    "form": lambda _, card: card.forms,
    "support": lambda _, card: card.combination,
    "type": _type,
    "state": lambda record, _: display.where(record),
    "sponsor_type": _label("sponsor_type"),
    "delivery": _label("delivery"),
    "duration": lambda record, _: display.length(record),
    "pays": _label("pays"),
    "receives": _labels("receives", "receives"),
    "credential": _labels("credential", "credentials"),
    "entry": _label("entry"),
    "experience": lambda record, _: display.experience(record),
    "prerequisite": _labels("prerequisite", "prerequisites"),
    "grade": _labels("grade", "grade_bands"),
    "focus": _labels("focus", "focus"),
    "function": _labels("function", "functions"),
    "aim": _labels("aim", "aims"),
    "deadline": _deadline,
    "seen": lambda record, _: str(record.evidence_year or ""),
    "founded": lambda record, _: str(record.founded or ""),
    "status": _label("status"),
}
_UNSTATED = {"seen": "No year", "credential": "None"}
