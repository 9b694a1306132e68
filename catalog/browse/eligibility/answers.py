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

from django.utils.translation import gettext_noop

from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.browse.eligibility.text import find_words_on, is_restricted
from catalog.browse.facets import AnyRecord
from catalog.browse.selection import plain_number
from catalog.common.language import gettext, ngettext
from catalog.programs.dates.currency import Currency
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.display import day, due_months, join_words, locality_in, usual_month
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
    "bachelors": gettext_noop("a bachelor’s degree"),
    "masters": gettext_noop("a master’s degree"),
    "license": gettext_noop("a teaching license"),
    "tenure": gettext_noop("tenure or a continuing contract"),
    "national_board": gettext_noop("National Board certification"),
    "prior_award": gettext_noop("an earlier award or honor"),
    "effective_rating": gettext_noop("an effective rating"),
    "principal_support": gettext_noop("your principal’s approval"),
}
BE = {
    "membership": gettext_noop("be a member of the association or union"),
    "leader_role": gettext_noop("hold or have held a leader role"),
    "prior_program": gettext_noop("have taken part in an earlier program"),
    "early_career": gettext_noop("be early in your career"),
    "partner_school": gettext_noop("teach in a partner school or district"),
    "team": gettext_noop("come with a team"),
}


@dataclass(frozen=True)
class EntryAnswer:
    """One question with its answer: a verdict, a sentence that explains it, and the record's own words.

    verdict  ``yes`` or ``no`` from a stated fact · ``check``: a stated fact decides, and the teacher must compare it with
             what only they know · ``ask`` the program, because the record states nothing
    stated   the record's words on the question, or empty
    past     whether these words are from a past cycle
    is_hint  whether the sentence only says that the record's words are about the question
    """

    name: str
    question: str
    verdict: Verdict
    sentence: str
    stated: str = ""
    past: bool = False
    is_hint: bool = False


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
    return EntryAnswer("running", gettext("Is it still running?"), verdicts[currency.code], f"{currency.text}.")


def _state(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    narrows = is_restricted(record)
    stated = find_words_on(record, "state") or (find_words_on(record, "prerequisite") if narrows else "")
    states, home = record.serves_states, teacher.state
    phrases = {code: term.phrase for code, term in vocabulary("state").by_code.items()}

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer("state", gettext("Is it open where I teach?"), verdict, sentence, stated)

    if record.is_residence_assumed:
        seat = next((phrases[code] for code in (*states, record.home_state) if code in phrases), "")
        if not seat:
            return answer("check", gettext("Probably open to you: no residency rule stated."))
        return answer("check", gettext("Probably open to you: run in %(place)s, no residency rule stated.") % {"place": seat})
    if not states:
        if narrows:
            return answer("check", gettext("Open nationwide, but perhaps not to every teacher."))
        return answer("yes", gettext("It is open to teachers nationwide."))
    if len(states) <= _MOST_STATES:
        places = join_words([phrases[code] for code in states])
    elif home and home in states:
        places = gettext("%(count)s states, %(home)s among them") % {"count": len(states), "home": phrases[home]}
    else:
        places = gettext("%(count)s states") % {"count": len(states)}
    if record.scope == "local":
        where = locality_in(record, places)
        if home and home not in states:
            sentence = gettext("Not to teachers in %(home)s. It is only for teachers of %(place)s.")
            return answer("no", sentence % {"home": phrases[home], "place": where})
        return answer("check", gettext("It is only for teachers of %(place)s.") % {"place": where})
    if home and home not in states:
        sentence = gettext("It is open only to teachers in %(places)s, not in %(home)s.")
        return answer("no", sentence % {"places": places, "home": phrases[home]})
    if narrows:
        return answer("check", gettext("Open in %(places)s, but perhaps not to every teacher there.") % {"places": places})
    return answer("yes" if home else "check", gettext("It is open to teachers in %(places)s.") % {"places": places})


def _experience(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, taught = find_words_on(record, "experience"), teacher.years
    limits = (record.min_years_experience, record.max_years_experience)
    least, most = (None if years is None else Decimal(str(years)) for years in limits)

    def answer(verdict: Verdict, sentence: str, *, is_hint: bool = False) -> EntryAnswer:
        if taught is not None and verdict in ("yes", "no"):
            sentence = gettext("%(rule)s; you have %(years)s") % {"rule": sentence, "years": _years(taught)}
        question = gettext("Have I taught long enough?")
        return EntryAnswer("experience", question, verdict, f"{sentence}.", stated, is_hint=is_hint)

    if least is None and most is None:
        if stated:
            return answer("check", gettext("It says something about experience"), is_hint=True)
        return answer("ask", gettext("Its pages don’t say"))
    if most is None:
        sentence = gettext("It asks for %(years)s of teaching") % {"years": _years(least or Decimal(0))}
    elif least:
        sentence = gettext("It is for teachers with %(least)s to %(years)s of teaching")
        sentence %= {"least": plain_number(least), "years": _years(most)}
    else:
        sentence = gettext("It is for teachers in their first %(years)s of teaching") % {"years": _years(most)}
    if taught is None:
        return answer("check" if least or most is not None else "yes", sentence)
    fits = (least is None or taught >= least) and (most is None or taught <= most)
    if least and taught < least <= taught + 1 and _COUNTS_AHEAD.search(stated):
        return answer("check", sentence)
    return answer("yes" if fits else "no", sentence)


def _prerequisites(record: AnyRecord) -> tuple[EntryAnswer, ...]:
    """Return what a teacher must already have, or no question if nothing is stated: the eligibility text says the rest."""
    have = [gettext(HAVE[code]) for code in record.prerequisites if code in HAVE]
    be = [gettext(BE[code]) for code in record.prerequisites if code in BE]
    sentences = [gettext("You need %(things)s first.") % {"things": join_words(have)}] if have else []
    sentences += [gettext("You must %(things)s.") % {"things": join_words(be)}] if be else []
    if not sentences:
        return ()
    stated = find_words_on(record, "prerequisite")
    return (EntryAnswer("prerequisite", gettext("Do I have what it asks for?"), "check", " ".join(sentences), stated),)


def _grade(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, bands, grade = find_words_on(record, "grade"), record.grade_bands, teacher.grade

    def answer(verdict: Verdict, sentence: str, *, is_hint: bool = False) -> EntryAnswer:
        return EntryAnswer("grade", gettext("Is it for the grades I teach?"), verdict, sentence, stated, is_hint=is_hint)

    if not bands:
        if stated:
            return answer("check", gettext("It says something about grades."), is_hint=True)
        return answer("ask", gettext("Its pages don’t say."))
    words = {"grades": join_words([_lower("grade", code) for code in bands]), "grade": _lower("grade", grade) if grade else ""}
    sentence = gettext("It is for teachers in %(grades)s.") % words
    if not grade:
        return answer("yes" if {"elementary", "middle", "high"} <= set(bands) else "check", sentence)
    if grade in bands:
        return answer("yes", sentence)
    if _MOSTLY.search(stated):
        return answer("check", gettext("It is for teachers in %(grades)s; %(grade)s is not named.") % words)
    return answer("no", gettext("It is for teachers in %(grades)s, not in %(grade)s.") % words)


def _focus(record: AnyRecord, teacher: Teacher) -> tuple[EntryAnswer, ...]:
    """Return the answer about the subject, or no question where no subject is named.

    It is never ``no``: a program's subject does not say who may take part.
    """
    phrases = {code: term.phrase for code, term in vocabulary("focus").by_code.items()}
    subjects = [code for code in record.focus if code in SUBJECTS]
    if not subjects:
        return ()
    matches = teacher.focus in subjects
    words = {"subjects": join_words([phrases[code] for code in subjects])}
    if teacher.focus and not matches:
        words["subject"] = phrases[teacher.focus]
        sentence = gettext("It is about %(subjects)s; %(subject)s is not named.") % words
    else:
        sentence = gettext("It is about %(subjects)s.") % words
    verdict: Verdict = "yes" if matches else "check"
    return (EntryAnswer("focus", gettext("Is it about my subject?"), verdict, sentence, find_words_on(record, "focus")),)


def _entry(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "open": ("yes", gettext("Any teacher who may take part can join.")),
        "application": ("yes", gettext("You apply, and the program decides whom it takes.")),
        "nomination": ("check", _describe_nomination(record)),
        "appointment": ("check", gettext("You cannot apply: a district, school or other group chooses teachers.")),
        None: ("ask", gettext("Its pages don’t say.")),
    }
    verdict, sentence = sentences[record.entry]
    return EntryAnswer("entry", gettext("How do I get in?"), verdict, sentence, find_words_on(record, "entry"))


def _describe_nomination(record: AnyRecord) -> str:
    if _NOT_ONESELF.search(record.eligibility):
        return gettext("Someone else must nominate you.")
    if "apply without a nomination" in record.eligibility:
        return gettext("Someone nominates you, or you apply without a nomination.")
    if _ONESELF.search(record.eligibility):
        return gettext("Someone nominates you, or you nominate yourself.")
    return gettext("Someone nominates you. Ask whether you may nominate yourself.")


def _deadline(record: AnyRecord, today: datetime.date) -> EntryAnswer:
    deadline = deadline_of(record, today)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer("deadline", gettext("When is it due?"), verdict, sentence, record.deadline_note, deadline.past)

    if deadline.coming and deadline.date:
        others = f" {due_months(deadline)}." if deadline.several else ""
        return answer("yes", gettext("By %(day)s.") % {"day": day(deadline.date)} + others)
    if deadline.kind == "rolling":
        return answer("check", gettext("Its pages say that it is open all year."))
    facts = [gettext("the latest date on its pages, %(day)s, is past") % {"day": day(deadline.date)}] if deadline.date else []
    if deadline.months or deadline.several:
        facts.append(usual_month(record, deadline))
    if not facts:
        return answer("ask", gettext("Its pages don’t say."))
    sentence = "; ".join(facts)
    return answer("ask", f"{sentence[0].upper()}{sentence[1:]}.")


def _lower(name: str, code: str) -> str:
    return vocabulary(name).label_of(code).lower()


def _years(number: Decimal) -> str:
    return ngettext("%(years)s year", "%(years)s years", 1 if number == 1 else 2) % {"years": plain_number(number)}


def list_stated(answers: Sequence[EntryAnswer]) -> list[EntryAnswer]:
    """Return the answers that a stated fact gives; the others are questions for the program."""
    return [answer for answer in answers if answer.verdict != "ask"]
