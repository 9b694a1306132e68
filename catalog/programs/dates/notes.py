"""What a note on deadlines says beyond the one month that a record holds: whose dates, which months, which year.

The rules read words because the record has one month and one date. tests/programs/dates/test_notes.py holds what every note
of the catalog says, listed by hand.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from catalog.schema.fields import ProgramRecord

# notes whose date is one for schools, districts or associations that send in names, or for winners of an earlier round
_OTHERS_DATE = re.compile(
    r"""winners['’]\ applications                                    # state winners move to the next round
    | ^each\ affiliate\ sets\ its\ own                              # the date is that of one affiliate
    | ^(county\ offices|jurisdictions|schools)\ (send|sent)\b
    | ^districts(['’]\ names\b|\ name\b)
    | \bdistrict\ applications\b
    | \bfor\ (districts|schools)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if number}
_MONTH = "(" + "|".join(_MONTHS) + ")"
_DATE = re.compile(rf"\b\d{{1,2}} {_MONTH}\b")
# words for a round beside a date: the note lists one date for each
_ROUND = re.compile(
    r"\b(?:fall|spring|summer|winter|regular|priority|early decision|late consideration|partnerships)\b|\bfellowship (?=\d)",
    re.IGNORECASE,
)
_DATES = re.compile(r"\b(?:final|early) dates\b", re.IGNORECASE)  # all dates of its sentence are such dates
_OTHER_PAGE = re.compile(rf"\banother page says\b[^.]*\bcloses in {_MONTH}\b", re.IGNORECASE)
# rounds whose dates the note does not all give
_MORE_ROUNDS = re.compile(
    r"\bchances to apply\b|\bfall round too\b|\beach summit sets its own\b|\bterms a year\b|\bstate dates vary\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"\.\s+")
_PART = re.compile(r"[;,.]")
_YEAR = re.compile(r"(?<!\babout )\b((?:19|20)\d\d)\b")


@dataclass(frozen=True)
class UsualMonths:
    """The months in which a program is usually due, in order; `several` if it is due more than once a year."""

    months: tuple[int, ...]
    several: bool


def is_for_others(record: ProgramRecord) -> bool:
    """Return whether the stated date is not a teacher's own: others send in names by it, or an earlier round decides."""
    return bool((record.deadline_date or record.deadline_month) and _OTHERS_DATE.search(record.deadline_note or ""))


def find_months(record: ProgramRecord) -> UsualMonths:
    """Return the months in which a record is usually due: that of its field, and others that its note lists as rounds."""
    note = record.deadline_note or ""
    own = {record.deadline_month} if record.deadline_month else set()
    listed = _list_rounds(note) if own else set()
    months = tuple(sorted(own | listed if len(own | listed) > 1 else own))
    return UsualMonths(months, len(months) > 1 or bool(_MORE_ROUNDS.search(note)))


def find_doubt(record: ProgramRecord) -> int | None:
    """Return the month that another page states instead of that of the field; None if no page disagrees."""
    found = _OTHER_PAGE.search(record.deadline_note or "")
    month = _MONTHS[found[1]] if found and record.deadline_month else None
    return month if month != record.deadline_month else None


def find_year(record: ProgramRecord) -> int | None:
    """Return the year that a note states for the month of its record; None if it states none, or only says "about"."""
    if not record.deadline_month:
        return None
    name = calendar.month_name[record.deadline_month]
    sentence = next((part for part in _SENTENCE.split(record.deadline_note or "") if name in part), "")
    found = _YEAR.search(sentence)
    return int(found[1]) if found else None


def _list_rounds(note: str) -> set[int]:
    """Return the months of the dates that a note names one for each round, by its words."""
    found = set()
    for sentence in _SENTENCE.split(note):
        parts = [sentence] if _DATES.search(sentence) else [part for part in _PART.split(sentence) if _ROUND.search(part)]
        found |= {match[1] for part in parts for match in _DATE.finditer(part)}
    return {_MONTHS[name] for name in found}
