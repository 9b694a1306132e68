"""Read the cells of an editor's table as people mean them: labels, yes and no, U.S. dates, placeholders."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Mapping

from catalog.common.text import fold_line, fold_text
from catalog.programs.columns import Column, editor_columns
from catalog.programs.table_row import LINK, TRUTHS, split_members
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary

_CODE_SEPARATOR = re.compile(r"\s*[;,\n]\s*")
_TRUTHS = {"yes": "true", "1": "true", "1.0": "true", "no": "false", "0": "false", "0.0": "false"}
_PLACEHOLDERS = frozenset(("na", "n/a", "tbd", "null", "none", "-", "--", "–", "—"))
# month, day, year: what a U.S. spreadsheet makes of a date in a CSV file
_DATE = re.compile(r"\b([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b")
# March 15, 2027, with a short month or a weekday too
_LONG_DATE = re.compile(r"(?:\b[a-z]+day,? )?\b([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\b", re.IGNORECASE)
_MONTHS = {name[:length].casefold(): n for n, name in enumerate(calendar.month_name) if name for length in (3, 4, len(name))}


def normalize_cell(name: str, cell: str) -> str:
    """Return a cell as an export would write it: with \\n for line breaks, codes for labels, true for yes, ISO dates.

    A placeholder such as "N/A" is empty, except in columns of text and of truth values.
    """
    column = editor_columns().get(name)
    if is_empty_placeholder(name, cell):
        return ""
    if column and column.vocabulary:
        words = vocabulary(column.vocabulary).by_word
        members = _CODE_SEPARATOR.split(fold_text(cell)) if column.many else [fold_line(cell)]
        return LINK.join(words[word.casefold()].code if word.casefold() in words else word for word in members if word)
    if name in TRUTHS:
        text = fold_line(cell)
        return _TRUTHS.get(text.casefold(), text)
    if column and _is_date(column):
        return _LONG_DATE.sub(_iso_long_date, _DATE.sub(_iso_date, fold_line(cell)))
    return cell.replace("\r\n", "\n").replace("\r", "\n") if column and _is_text(column) else fold_line(cell)


def is_empty_placeholder(name: str, cell: str) -> bool:
    """Return whether a cell holds a placeholder that counts as an empty cell."""
    column = editor_columns().get(name)
    if not column or name in TRUTHS or _is_text(column) or (text := fold_line(cell).casefold()) not in _PLACEHOLDERS:
        return False
    return not (column.vocabulary and text in vocabulary(column.vocabulary).by_word)


def check_placeholders(cells: Mapping[str, str]) -> Iterator[RecordProblem]:
    """Yield a problem for each text cell with a placeholder, which would become a fact."""
    for name, cell in cells.items():
        column = editor_columns().get(name)
        if not column or not _is_text(column):
            continue
        for member in split_members(cell) if column.many else [cell]:
            if fold_line(member).casefold() in _PLACEHOLDERS:
                yield RecordProblem(name, f"{fold_line(member)!r} is a placeholder", "the text itself, or an empty cell")
                break


def _is_text(column: Column) -> bool:
    return not column.vocabulary and ("text" in column.kind or "URL" in column.kind)


def _is_date(column: Column) -> bool:
    return "date" in column.kind


def _iso_date(found: re.Match[str]) -> str:
    return _iso(found[0], int(found[3]), int(found[1]), int(found[2]))


def _iso_long_date(found: re.Match[str]) -> str:
    return _iso(found[0], int(found[3]), _MONTHS.get(found[1].casefold(), 0), int(found[2]))


def _iso(typed: str, year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # no such day: leave it as typed
        return typed
