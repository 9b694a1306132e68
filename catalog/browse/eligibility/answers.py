"""Can a teacher take part in a program? The answers use only what its record states.

A fact that the record does not state is a question for the program, never a yes or a no.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.browse.eligibility.text import find_words_on, is_restricted
from catalog.browse.facets import AnyRecord
from catalog.browse.selection import plain_number
from catalog.programs.currency import Currency
from catalog.programs.deadlines import deadline_of
from catalog.programs.display import day, due_months, join_words, usual_month
from catalog.schema.vocabulary import vocabulary

Verdict = Literal["yes", "no", "check", "ask"]

# the years are those at a later day, so one year less can be enough now
_COUNTS_AHEAD = re.compile(r"\bby the (end|start|beginning|time)\b", re.I)
_MOSTLY = re.compile(r"\b(mostly|mainly|most|above all)\b", re.I)
_ONESELF = re.compile(r"self-nominat|nominate themselves|or themselves\b", re.I)
_NOT_ONESELF = re.compile(
    r"self-nomination (and [\w ]+ )?(is|are) not|(may not|cannot) nominate themselves|someone else must nominate"
    r"|teachers cannot apply|nobody can apply",
    re.I,
)
_MOST_STATES = 8  # more than these are counted, not listed
# prerequisite -> how it reads after "You need", or after "You must"
HAVE = {
    "bachelors": "a bachelor’s degree",
    "masters": "a master’s degree",
    "license": "a teaching license",
    "tenure": "tenure or a continuing contract",
    "national_board": "National Board certification",
    "prior_award": "an earlier award or honor",
    "effective_rating": "an effective rating",
    "principal_support": "your principal’s approval",
}
BE = {
    "membership": "be a member of the association or union",
    "leader_role": "hold or have held a leader role",
    "prior_program": "have taken part in an earlier program",
    "early_career": "be early in your career",
    "partner_school": "teach in a partner school or district",
    "team": "come with a team",
}


@dataclass(frozen=True)
class EntryAnswer:
    """One question with its answer: a verdict, a sentence that explains it, and the record's own words.

    verdict  ``yes`` or ``no`` from a stated fact · ``check``: a stated fact decides, and the teacher must compare it with
             what only they know · ``ask`` the program, because the record states nothing
    stated   the record's words on the question, or empty
    past     whether these words are from a past cycle
    """

    name: str
    question: str
    verdict: Verdict
    sentence: str
    stated: str = ""
    past: bool = False


def answer_entry_questions(
    record: AnyRecord, teacher: Teacher, today: datetime.date, currency: Currency
) -> tuple[EntryAnswer, ...]:
    """Return whether this teacher can take part, question by question, by what the record states on this day."""
    return (
        _running(currency),
        _state(record, teacher),
        _experience(record, teacher),
        *_prerequisites(record),
        _grade(record, teacher),
        *_focus(record, teacher),
        _entry(record),
        _deadline(record, today),
    )


def _running(currency: Currency) -> EntryAnswer:
    verdicts: dict[str, Verdict] = {"seen": "yes", "check": "check", "over": "check", "closed": "no", "unknown": "ask"}
    return EntryAnswer("running", "Is it still running?", verdicts[currency.code], f"{currency.text}.")


def _state(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    narrows = is_restricted(record)
    stated = find_words_on(record, "state") or (find_words_on(record, "prerequisite") if narrows else "")
    states, home = record.serves_states, teacher.state
    phrases = {code: term.phrase for code, term in vocabulary("state").by_code.items()}

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer("state", "Is it open where I teach?", verdict, sentence, stated)

    if record.is_residence_assumed:
        seat = next((phrases[code] for code in (*states, record.home_state) if code in phrases), "")
        return answer("check", f"Probably open to you: {f'run in {seat}, ' if seat else ''}no residency rule stated.")
    if not states:
        if narrows:
            return answer("check", "Open nationwide, but perhaps not to every teacher.")
        return answer("yes", "It is open to teachers nationwide.")
    if len(states) <= _MOST_STATES:
        places = join_words([phrases[code] for code in states])
    else:
        places = f"{len(states)} states" + (f", {phrases[home]} among them" if home in states and home else "")
    if record.scope == "local":
        where = record.locality if record.locality and f"({places})" in record.locality else f"{record.locality} ({places})"
        if home and home not in states:
            return answer("no", f"Not to teachers in {phrases[home]}. It is only for teachers of {where}.")
        return answer("check", f"It is only for teachers of {where}.")
    if home and home not in states:
        return answer("no", f"It is open only to teachers in {places}, not in {phrases[home]}.")
    if narrows:
        return answer("check", f"Open in {places}, but perhaps not to every teacher there.")
    return answer("yes" if home else "check", f"It is open to teachers in {places}.")


def _experience(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, taught = find_words_on(record, "experience"), teacher.years
    limits = (record.min_years_experience, record.max_years_experience)
    least, most = (None if years is None else Decimal(str(years)) for years in limits)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        yours = f"; you have {_years(taught)}" if taught is not None and verdict in ("yes", "no") else ""
        return EntryAnswer("experience", "Have I taught long enough?", verdict, f"{sentence}{yours}.", stated)

    if least is None and most is None:
        return answer("check", "It says something about experience") if stated else answer("ask", "Its pages don’t say")
    if most is None:
        sentence = f"It asks for {_years(least or Decimal(0))} of teaching"
    elif least:
        sentence = f"It is for teachers with {plain_number(least)} to {_years(most)} of teaching"
    else:
        sentence = f"It is for teachers in their first {_years(most)} of teaching"
    if taught is None:
        return answer("check" if least or most is not None else "yes", sentence)
    fits = (least is None or taught >= least) and (most is None or taught <= most)
    if least and taught < least <= taught + 1 and _COUNTS_AHEAD.search(stated):
        return answer("check", sentence)
    return answer("yes" if fits else "no", sentence)


def _prerequisites(record: AnyRecord) -> tuple[EntryAnswer, ...]:
    """Return what a teacher must already have, or no question if nothing is stated: the eligibility text says the rest."""
    have = [HAVE[code] for code in record.prerequisites if code in HAVE]
    be = [BE[code] for code in record.prerequisites if code in BE]
    sentences = [f"You need {join_words(have)} first."] if have else []
    sentences += [f"You must {join_words(be)}."] if be else []
    if not sentences:
        return ()
    stated = find_words_on(record, "prerequisite")
    return (EntryAnswer("prerequisite", "Do I have what it asks for?", "check", " ".join(sentences), stated),)


def _grade(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, bands, grade = find_words_on(record, "grade"), record.grade_bands, teacher.grade

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer("grade", "Is it for the grades I teach?", verdict, sentence, stated)

    if not bands:
        return answer("check", "It says something about grades.") if stated else answer("ask", "Its pages don’t say.")
    sentence = f"It is for teachers in {join_words([_lower('grade', code) for code in bands])}"
    if not grade:
        return answer("yes" if {"elementary", "middle", "high"} <= set(bands) else "check", f"{sentence}.")
    if grade in bands:
        return answer("yes", f"{sentence}.")
    if _MOSTLY.search(stated):
        return answer("check", f"{sentence}; {_lower('grade', grade)} is not named.")
    return answer("no", f"{sentence}, not in {_lower('grade', grade)}.")


def _focus(record: AnyRecord, teacher: Teacher) -> tuple[EntryAnswer, ...]:
    """Return the answer about the subject, or no question where no subject is named.

    It is never ``no``: a program's subject does not say who may take part.
    """
    phrases = {code: term.phrase for code, term in vocabulary("focus").by_code.items()}
    subjects = [code for code in record.focus if code in SUBJECTS]
    if not subjects:
        return ()
    sentence, stated = f"It is about {join_words([phrases[code] for code in subjects])}", find_words_on(record, "focus")
    matches = teacher.focus in subjects
    if teacher.focus and not matches:
        sentence += f"; {phrases[teacher.focus]} is not named"
    return (EntryAnswer("focus", "Is it about my subject?", "yes" if matches else "check", f"{sentence}.", stated),)


def _entry(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "open": ("yes", "Any teacher who may take part can join."),
        "application": ("yes", "You apply, and the program decides whom it takes."),
        "nomination": ("check", _describe_nomination(record)),
        "appointment": ("check", "You cannot apply: a district, school or other group chooses teachers."),
        None: ("ask", "Its pages don’t say."),
    }
    verdict, sentence = sentences[record.entry]
    return EntryAnswer("entry", "How do I get in?", verdict, sentence, find_words_on(record, "entry"))


def _describe_nomination(record: AnyRecord) -> str:
    if _NOT_ONESELF.search(record.eligibility):
        return "Someone else must nominate you."
    if _ONESELF.search(record.eligibility):
        return "Someone nominates you, or you nominate yourself."
    return "Someone nominates you. Ask whether you may nominate yourself."


def _deadline(record: AnyRecord, today: datetime.date) -> EntryAnswer:
    deadline = deadline_of(record, today)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer("deadline", "When is it due?", verdict, sentence, record.deadline_note, deadline.past)

    if deadline.coming and deadline.date:
        others = f" {due_months(deadline)}." if deadline.several else ""
        return answer("yes", f"By {day(deadline.date)}.{others}")
    if deadline.kind == "rolling":
        return answer("check", "Its pages say that it is open all year.")
    facts = [f"the latest date on its pages, {day(deadline.date)}, is past"] if deadline.date else []
    if deadline.months or deadline.several:
        facts.append(usual_month(record, deadline))
    if not facts:
        return answer("ask", "Its pages don’t say.")
    sentence = "; ".join(facts)
    return answer("ask", f"{sentence[0].upper()}{sentence[1:]}.")


def _lower(name: str, code: str) -> str:
    return vocabulary(name).label_of(code).lower()


def _years(number: Decimal) -> str:
    return f"{plain_number(number)} year{'' if number == 1 else 's'}"


def list_stated(answers: Sequence[EntryAnswer]) -> list[EntryAnswer]:
    """Return the answers that a stated fact gives; the others are questions for the program."""
    return [answer for answer in answers if answer.verdict != "ask"]
