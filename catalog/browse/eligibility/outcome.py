"""What the answers about a program come to: it looks open to the teacher, they must check first, or it is not for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext_noop

from catalog.browse.eligibility.answers import EntryAnswer, answer_entry_questions
from catalog.browse.eligibility.conditions import find_conditions
from catalog.browse.eligibility.teacher import Teacher, describe_in_words
from catalog.browse.facets import AnyRecord
from catalog.common.language import ENGLISH, gettext, use_language
from catalog.programs.dates.currency import Currency, currency_of
from catalog.programs.money.line import PAID_FOR

# what decides, in this order; when and how to apply do not
_DECIDING = ("running", "state", "experience", "prerequisite", "grade", "focus")
# question -> (what to ask about, in a few words; the question in a letter)
_ASKS = {
    "running": (gettext_noop("whether it still runs"), "Does the program still run?"),
    "experience": (gettext_noop("years of teaching"), "How many years of teaching do you ask for?"),
    "grade": (gettext_noop("grades"), "For teachers of which grades is it?"),
    "entry": (gettext_noop("how to get in"), "How does a teacher get in?"),
    "deadline": (gettext_noop("the next deadline"), "When is the next deadline?"),
    "cost": (gettext_noop("cost"), "What does a teacher pay?"),
}


@dataclass(frozen=True)
class EligibilityOutcome:
    """Whether a program is for a teacher, with the reasons.

    code     ``open``: every stated rule fits and the program was seen running lately · ``check``: something decides that
             only the teacher or the program knows · ``closed``: a stated rule leaves the teacher out
    reasons  sentences: why not, or what to check first
    quotes   sentences of the record's eligibility with conditions that no field holds
    answers  the answer of each question, in order
    asks     names of what its pages do not say, in order, for `_ASKS`
    """

    code: Literal["open", "check", "closed"]
    reasons: tuple[str, ...]
    quotes: tuple[str, ...]
    answers: tuple[EntryAnswer, ...]
    asks: tuple[str, ...]

    @property
    def open_questions(self) -> list[str]:
        """What to ask the program about, in a few words each."""
        return [gettext(_ASKS[name][0]) for name in self.asks]

    def fits(self, teacher: Teacher) -> list[str]:
        """Return the names of what the teacher said about themselves that a stated fact of the program fits."""
        said = {"state": teacher.state, "grade": teacher.grade, "focus": teacher.focus, "experience": teacher.years}
        return [answer.name for answer in self.answers if answer.verdict == "yes" and said.get(answer.name) is not None]


def judge(record: AnyRecord, teacher: Teacher, today: datetime.date) -> EligibilityOutcome:
    """Return whether a program is for a teacher, by what its record states on a day."""
    currency = currency_of(record, today)
    answers = answer_entry_questions(record, teacher, today, currency)
    asks = tuple(name for name in _ASKS if name in _list_asks(record, answers))
    deciding = [answer for answer in answers if answer.name in _DECIDING]
    against = tuple(answer.sentence for answer in deciding if answer.verdict == "no")
    if against:
        return EligibilityOutcome("closed", against, (), answers, asks)
    reasons, quotes = _list_reasons(record, deciding, currency)
    if currency.is_older:  # nothing about a program that may be over is a yes
        answers = tuple(replace(answer, verdict="check") if answer.verdict == "yes" else answer for answer in answers)
    return EligibilityOutcome("check" if reasons or quotes else "open", reasons, quotes, answers, asks)


def write_letter(record: AnyRecord, teacher: Teacher, outcome: EligibilityOutcome) -> str:
    """Return a short letter to the program with the questions that its pages leave open; empty where none is open."""
    if not outcome.asks:
        return ""
    with use_language(ENGLISH):  # the program reads English
        words = describe_in_words(teacher)
    about = f"I am a teacher ({words})" if words else "I am a teacher"
    questions = "\n".join(f"- {_ASKS[name][1]}" for name in outcome.asks)
    return (
        f"Hello,\n\n{about} and would like to know more about {record.name}."
        f" I did not find this on your website:\n\n{questions}\n\nThank you!"
    )


def _list_asks(record: AnyRecord, answers: Sequence[EntryAnswer]) -> set[str]:
    asks = {answer.name for answer in answers if answer.verdict == "ask"}
    if record.pays is None and not record.money_note and PAID_FOR & set(record.form):
        asks.add("cost")
    return asks


def _list_reasons(
    record: AnyRecord, deciding: Sequence[EntryAnswer], currency: Currency
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what to check first: sentences of ours, and quotations of what no field holds."""
    quotes = tuple(find_conditions(record)) if record.eligibility else ()
    # a quotation itself says what a hint only hints at
    reasons = [answer.sentence for answer in deciding if answer.verdict == "check" and not (quotes and answer.is_hint)]
    if currency.code == "unknown":
        reasons.insert(0, gettext("Its pages give no year, so ask whether it still runs."))
    if not record.eligibility:
        reasons.append(gettext("Its pages don’t say who may take part."))
    if record.entry == "appointment":
        reasons.append(gettext("You cannot apply: a district, school or other group chooses teachers."))
    return tuple(reasons), quotes
