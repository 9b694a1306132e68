"""Numbers of the record as values to count by: decades, years and ranges. The record keeps the numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Term, Vocabulary


@dataclass(frozen=True)
class Band:
    """A number of the record and its ranges. Each term stands for the numbers from its start to the next one's."""

    words: Vocabulary
    starts: Sequence[Decimal]
    number: Callable[[ProgramRecord], float | Decimal | None]

    def code_of(self, record: ProgramRecord) -> str:
        """Return the code of the record's range, or "" if it does not state the number."""
        number = self.number(record)
        return "" if number is None else self.words.terms[max(bisect_right(self.starts, number) - 1, 0)].code


def _make_band(
    words: Vocabulary,
    ranges: Mapping[int, tuple[str, str]],
    number: Callable[[ProgramRecord], float | Decimal | None],
    first: str = "",
) -> Band:
    """Return a band from its ranges: start -> (code, label). `first` is how the first one reads in a sentence."""
    terms = [Term(code, label, "", label) for code, label in ranges.values()]
    terms[0] = replace(terms[0], phrase=first)
    return Band(replace(words, terms=tuple(terms)), tuple(map(Decimal, ranges)), number)


def _first_length(record: ProgramRecord) -> Decimal | float | None:
    return record.duration_months[0] if record.duration_months else None


_DECADES = {0: ("before-1950", _("Before 1950"))} | {year: (f"{year}s", f"{year}–{year + 9}") for year in range(1950, 2100, 10)}
_YEARS = {0: ("before-2010", _("Before 2010"))} | {year: (str(year), str(year)) for year in range(2010, 2050)}
_LENGTHS = {
    0: ("under-3", _("Under 3 months")),
    3: ("3-to-5", _("3 to 5 months")),
    6: ("6-to-11", _("6 to 11 months")),
    12: ("12-to-23", _("12 to 23 months")),
    24: ("24-to-35", _("24 to 35 months")),
    36: ("36-up", _("36 months or more")),
}
_EXPERIENCE = {
    0: ("under-1", _("Less than 1 year")),
    1: ("1-to-2", _("1 to 2 years")),
    3: ("3-to-4", _("3 to 4 years")),
    5: ("5-to-9", _("5 to 9 years")),
    10: ("10-up", _("10 years or more")),
}

BANDS: Mapping[str, Band] = MappingProxyType(
    {
        "founded": _make_band(
            Vocabulary(
                "founded",
                _("Founded (decade)"),
                _("The decade in which the program was founded."),
                sentence=_("founded {}"),
                unstated_phrase=_("that do not state when they were founded"),
            ),
            _DECADES,
            lambda record: record.founded,
            _("before 1950"),
        ),
        "seen": _make_band(
            Vocabulary(
                "seen",
                _("Last seen operating (year)"),
                _("The last year in which its web pages show a program running."),
                sentence=_("last seen operating: {}"),
                unstated_phrase=_("that do not state a year of operation"),
            ),
            _YEARS,
            lambda record: record.evidence_year,
            _("before 2010"),
        ),
        "duration": _make_band(
            Vocabulary(
                "duration",
                _("Length (months)"),
                _("How long a program lasts: the shortest length that it states, in completed months."),
                sentence=_("lasting {}"),
                unstated_phrase=_("that do not state how long they last"),
            ),
            _LENGTHS,
            _first_length,
            _("under 3 months"),
        ),
        "experience": _make_band(
            Vocabulary(
                "experience",
                _("Years of teaching asked for"),
                _("The fewest years of teaching that a program asks for, in completed years."),
                sentence=_("asking for {} of teaching"),
                unstated_phrase=_("that do not state the years of teaching they ask for"),
            ),
            _EXPERIENCE,
            lambda record: record.min_years_experience,
            _("less than 1 year"),
        ),
    }
)
