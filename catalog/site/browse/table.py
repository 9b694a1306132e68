"""A program as a row of the table view, in the chosen columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from catalog.browse.selection import COLUMNS
from catalog.common.language import gettext
from catalog.programs import display
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import UNSTATED_LABEL, type_of, vocabulary
from catalog.site.browse.cards import Card


@dataclass(frozen=True)
class TableCell:
    """One fact of a row; `unstated` replaces a text that is not stated."""

    label: str
    text: str
    supports: tuple[str, ...] = ()
    unstated: str = UNSTATED_LABEL


@dataclass(frozen=True)
class TableRow:
    """One program of the table: its card for the name, its cells.

    `limit` says for how many years of teaching the program is, where it has a most and no column says so.
    """

    card: Card
    cells: tuple[TableCell, ...]
    limit: str = ""


def build_row(record: ProgramRecord, card: Card, columns: Sequence[str]) -> TableRow:
    """Return the row of a record in these columns (codes of COLUMNS)."""
    says_so = record.max_years_experience is None or "experience" in columns
    limit = "" if says_so else gettext("Years of teaching: %(years)s") % {"years": display.experience(record)}
    return TableRow(card, tuple(_build_cell(code, record, card) for code in columns), limit)


def _build_cell(code: str, record: ProgramRecord, card: Card) -> TableCell:
    supports = card.supports if code in ("support", "type") else ()
    unstated = gettext(_UNSTATED.get(code, UNSTATED_LABEL))
    return TableCell(gettext(COLUMNS[code]), _TEXTS[code](record, card), supports, unstated)


def _labels(name: str, field: str) -> Callable[[ProgramRecord, Card], str]:
    return lambda record, _card: ", ".join(display.labels(name, getattr(record, field)))


def _label(name: str) -> Callable[[ProgramRecord, Card], str]:
    return lambda record, _card: vocabulary(name).label_of(getattr(record, name))


def _type(record: ProgramRecord, card: Card) -> str:
    return f"{type_of(supports_of(record)).label} ({card.combination})"


def _deadline(record: ProgramRecord, card: Card) -> str:
    return card.deadline["text"] if card.deadline else display.not_offered(record)


_TEXTS: dict[str, Callable[[ProgramRecord, Card], str]] = {
    "form": lambda _record, card: card.forms,
    "support": lambda _record, card: card.combination,
    "type": _type,
    "state": lambda record, _card: display.where(record),
    "sponsor_type": _label("sponsor_type"),
    "delivery": _label("delivery"),
    "duration": lambda record, _card: display.length(record),
    "pays": _label("pays"),
    "receives": lambda record, _card: ", ".join(display.receives(record)),
    "credential": _labels("credential", "credentials"),
    "entry": _label("entry"),
    "experience": lambda record, _card: display.experience(record),
    "prerequisite": _labels("prerequisite", "prerequisites"),
    "grade": _labels("grade", "grade_bands"),
    "focus": _labels("focus", "focus"),
    "function": _labels("function", "functions"),
    "aim": _labels("aim", "aims"),
    "deadline": _deadline,
    "seen": lambda record, _card: str(record.evidence_year or ""),
    "founded": lambda record, _card: str(record.founded or ""),
    "status": _label("status"),
}
_UNSTATED = {"seen": _("No year"), "credential": _("None")}
