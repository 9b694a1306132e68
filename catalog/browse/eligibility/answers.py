"""Whether a teacher can take part in a program, answered only from what its record states.

What the record does not state is never a yes or a no: the teacher has to ask the program.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.http import QueryDict

from catalog.browse.eligibility.text import bearing, narrowed
from catalog.browse.facets import FRESH_SINCE, UNSTATED, AnyRecord
from catalog.browse.filterset import TRACKING, Ignored, parse, shortened
from catalog.browse.selection import Selection, plain_number
from catalog.programs.deadlines import cycle_seen, deadline_of
from catalog.schema.vocabulary import vocabulary

Verdict = Literal["yes", "no", "ask", "tell", "if"]

# the parameters that describe a teacher: the same names and values as in a selection
PARAMETERS = ("state", "experience_max", "grade", "focus")
# the focus codes that are school subjects; the others are themes, such as mentoring
SUBJECTS = (
    "literacy", "mathematics", "science", "computer_science", "engineering", "social_studies", "arts", "world_languages",
    "english_learners", "special_education", "early_childhood", "career_technical", "technology", "environment",
)  # fmt: skip
_MOST_STATES = 8  # more than these are counted, not listed
# prerequisite -> how it reads after "Only if you have", or after "Only if you"
HAVE = {
    "bachelors": "a bachelor’s degree",
    "masters": "a master’s degree",
    "license": "a teaching license",
    "tenure": "tenure or a continuing contract",
    "national_board": "National Board certification",
    "prior_award": "an earlier award or honor",
    "effective_rating": "an effective rating",
    "principal_support": "your principal’s support",
}
BE = {
    "membership": "are a member of the association or union",
    "leader_role": "hold or have held a leader role",
    "prior_program": "have taken part in an earlier program",
    "early_career": "are early in your career",
    "partner_school": "teach in a partner school or district",
    "team": "come with a team",
}


@dataclass(frozen=True)
class Teacher:
    """What a teacher says about themselves; None where they do not. `years` is how long they have taught."""

    state: str | None = None
    years: Decimal | None = None
    grade: str | None = None
    focus: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """The answers given, parameter -> value, in the order of the form."""
        values = (self.state, None if self.years is None else plain_number(self.years), self.grade, self.focus)
        return {name: value for name, value in zip(PARAMETERS, values, strict=True) if value is not None}


@dataclass(frozen=True)
class EntryAnswer:
    """One question with its answer: a verdict, the sentence that explains it, and what the record says about it.

    verdict   ``yes`` and ``no`` rest on a stated fact · ``ask`` the program: nothing stated decides it ·
              ``tell``: a stated fact decides it, once the teacher answers ·
              ``if``: a stated fact decides it, and only the teacher knows whether they meet it
    stated    the record's own words about it; empty where there are none
    past      whether those words are about a past cycle
    bars      whether a ``no`` keeps the teacher out: having to pay does not
    narrows   whether those words leave out some of the teachers that the answer seems to include
    """

    question: str
    verdict: Verdict
    sentence: str
    name: str = ""
    stated: str = ""
    past: bool = False
    bars: bool = True
    narrows: bool = False


def teacher_of(query: QueryDict) -> tuple[Teacher, tuple[Ignored, ...]]:
    """The teacher that a query describes, and the parameters that were ignored. Never raises."""
    known = QueryDict(mutable=True)
    for name in PARAMETERS:
        known.setlist(name, query.getlist(name))
    parsed = parse(known, ())
    ignored = [
        Ignored(name, "", f"“{shortened(name)}” is not a question on this page", " and was ignored.")
        for name in query
        if name not in PARAMETERS and not TRACKING.fullmatch(name) and any(query.getlist(name))
    ]
    chosen: dict[str, str | None] = {}
    for name in ("state", "grade", "focus"):
        codes = [code for code in parsed.selection.chosen.get(name, ()) if code != UNSTATED]
        labels = vocabulary(name).label_of
        chosen[name] = codes[0] if codes else None
        if len(codes) != len(parsed.selection.chosen.get(name, ())):
            ignored.append(Ignored(name, UNSTATED, f"“{UNSTATED}” says nothing about a teacher ({name})", " and was ignored."))
        ignored += [
            Ignored(
                name, code, f"“{name}” takes one value here", f": “{labels(codes[0])}” was used, “{labels(code)}” was ignored."
            )
            for code in codes[1:]
        ]
    teacher = Teacher(chosen["state"], parsed.selection.bounds.get("experience_max"), chosen["grade"], chosen["focus"])
    return teacher, (*parsed.ignored, *ignored)


def teacher_in(selection: Selection) -> Teacher:
    """The teacher that a selection describes: state, years, grade and subject, each where exactly one is chosen."""
    given = {}
    for name in ("state", "grade", "focus"):
        codes = [code for code in selection.chosen.get(name, ()) if code != UNSTATED]
        given[name] = codes[0] if len(codes) == 1 and (name != "focus" or codes[0] in SUBJECTS) else None
    return Teacher(given["state"], selection.bounds.get("experience_max"), given["grade"], given["focus"])


def entry_answers(record: AnyRecord, teacher: Teacher, today: datetime.date) -> tuple[EntryAnswer, ...]:
    """Whether this teacher can take part, question by question, going by the record and today's date."""
    return (
        _state(record, teacher),
        _experience(record, teacher),
        *_prerequisites(record),
        _grade(record, teacher),
        _focus(record, teacher),
        _cost(record),
        _deadline(record, today),
        _entry(record),
    )


def summarize(answers: Sequence[EntryAnswer]) -> str:
    """The answers in one line. It never says that a teacher can take part: the program decides that."""
    against = [answer.sentence for answer in answers if answer.verdict == "no" and answer.bars]
    if against:
        return f"Not open to you, going by its website: {' '.join(against)}"
    verdicts = [answer.verdict for answer in answers]
    asks, tells = verdicts.count("ask"), verdicts.count("tell")
    narrows = any(answer.narrows for answer in answers)
    line = "Check first who can take part." if narrows else "Nothing on its website rules you out."
    if asks:
        line += f" {asks} question{' is' if asks == 1 else 's are'} not answered there: ask the program."
    else:
        line += " The program makes the final decision."
    if tells:
        line += f" {tells} more depend{'s' if tells == 1 else ''} on your answers."
    line += "".join(f" {answer.sentence}" for answer in answers if answer.verdict == "if")
    if any(answer.verdict == "no" for answer in answers):
        line += " It is not free."
    return line


def _state(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    question, narrows = "Is it open where I teach?", narrowed(record)
    stated = bearing(record, "state") or (bearing(record, "prerequisite") if narrows else "")
    states, told = record.serves_states, teacher.state
    phrases = {code: term.phrase for code, term in vocabulary("state").by_code.items()}

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer(question, verdict, sentence, "state", stated, narrows=narrows)

    if record.is_residence_assumed:
        seat = f" Its sponsor is in {phrases[record.home_state]}." if record.home_state in phrases else ""
        return answer("ask", f"Probably. It states no residence rule, so check with the program.{seat}")
    if not states:
        if narrows:
            return answer("ask", "Open nationwide, but perhaps not to every teacher.")
        return answer("yes", "It is open to teachers nationwide.")
    if len(states) <= _MOST_STATES:
        places = _joined([phrases[code] for code in states])
    else:
        places = f"{len(states)} states" + (f", {phrases[told]} among them" if told in states and told else "")
    if record.scope == "local":
        only = f"only teachers of {record.locality} ({places}) may take part."
        if told and told not in states:
            return answer("no", f"Not to teachers in {phrases[told]}: {only}")
        return answer("ask" if told else "tell", f"Only if you teach there: {only}")
    if not told or told in states:
        if narrows:
            return answer("ask" if told else "tell", f"Open in {places}, but perhaps not to every teacher there.")
        return answer("yes" if told else "tell", f"It is open to teachers in {places}.")
    return answer("no", f"It is open only to teachers in {places}, not in {phrases[told]}.")


def _experience(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, taught = bearing(record, "experience"), teacher.years
    limits = (record.min_years_experience, record.max_years_experience)
    least, most = (None if years is None else Decimal(str(years)) for years in limits)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        told = "" if verdict == "ask" or taught is None else f"; you have {_years(taught)}"
        return EntryAnswer("Have I taught long enough?", verdict, f"{sentence}{told}.", "experience", stated)

    if least is None and most is None:
        return answer("ask", "It does not say how many years of teaching it asks for")
    if most is None:
        sentence = f"It asks for {_years(least or Decimal(0))} of teaching"
    elif least:
        sentence = f"It is for teachers with {plain_number(least)} to {_years(most)} of teaching"
    else:
        sentence = f"It is for teachers in their first {_years(most)} of teaching"
    if taught is None:
        return answer("tell" if least or most is not None else "yes", sentence)
    fits = (least is None or taught >= least) and (most is None or taught <= most)
    return answer("yes" if fits else "no", sentence)


def _prerequisites(record: AnyRecord) -> tuple[EntryAnswer, ...]:
    """What a teacher must already have or be; no question where the record states nothing."""
    have = [HAVE[code] for code in record.prerequisites if code in HAVE]
    conditions = [f"have {_joined(have)}"] if have else []
    others = [BE[code] for code in record.prerequisites if code in BE]
    conditions += [_joined(others)] if others else []
    if not conditions:
        return ()
    sentence = f"Only if you {', and '.join(conditions)}."
    return (EntryAnswer("Do I have what it asks for?", "if", sentence, "prerequisite", bearing(record, "prerequisite")),)


def _grade(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    question, stated = "Is it for the grades I teach?", bearing(record, "grade")
    bands, told = record.grade_bands, teacher.grade
    if not bands:
        return EntryAnswer(question, "ask", "It does not say which grades it is for.", "grade", stated)
    sentence = f"It is for teachers in {_joined([_lower('grade', code) for code in bands])}"
    if not told:
        return EntryAnswer(question, "tell", f"{sentence}.", "grade", stated)
    if told in bands:
        return EntryAnswer(question, "yes", f"{sentence}.", "grade", stated)
    return EntryAnswer(question, "no", f"{sentence}, not in {_lower('grade', told)}.", "grade", stated)


def _focus(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    """What a program covers does not say who can take part, so this is never ``no``."""
    question, stated = "Is it about my subject?", bearing(record, "focus")
    focus, told = record.focus, teacher.focus
    phrases = {code: term.phrase for code, term in vocabulary("focus").by_code.items()}
    if not focus:
        return EntryAnswer(question, "ask", "It does not say what it covers.", "focus", stated)
    about = f"It is about {_joined([phrases[code] for code in focus])}"
    if told in focus:
        return EntryAnswer(question, "yes", f"{about}.", "focus", stated)
    if told:
        sentence = f"{about}. It does not name {phrases[told]}, but that alone does not rule you out."
        return EntryAnswer(question, "ask", sentence, "focus", stated)
    if any(code in SUBJECTS for code in focus):
        return EntryAnswer(question, "tell", f"{about}.", "focus", stated)
    return EntryAnswer(question, "ask", f"{about}; no subject is named.", "focus", stated)


def _cost(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "nothing": ("yes", "Its website says it is free or fully paid for teachers"),
        "tuition": ("no", "Teachers pay tuition"),
        "fee": ("no", "Teachers pay a fee"),
        None: ("ask", "Its website does not say what teachers pay"),
    }
    verdict, sentence = sentences[record.pays]
    if record.pays != "nothing" and "tuition_covered" in record.receives:
        sentence += ", and tuition is covered"
    return EntryAnswer("Is it free to me?", verdict, f"{sentence}.", "cost", record.money_note, bars=False)


def _deadline(record: AnyRecord, today: datetime.date) -> EntryAnswer:
    question, stated = "Can I still apply?", record.deadline_note
    deadline = deadline_of(record, today)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer(question, verdict, sentence, "deadline", stated, deadline.past)

    if record.status == "ended":
        return answer("no", "It has ended, as far as its website shows.")
    if record.status == "suspended":
        return answer("no", "It is not offered now, as far as its website shows.")
    if deadline.coming and deadline.date:
        return answer("yes", f"Due by {_day(deadline.date)}.")
    if deadline.kind == "rolling":
        doubts = _doubts(record)
        if doubts:
            return answer("ask", f"Its website says it is open all year, but {doubts}.")
        return answer("yes", "Its website says it is open all year.")
    said = [f"the last deadline we found, {_day(deadline.date)}, has passed"] if deadline.date else []
    if deadline.month:
        year = cycle_seen(record, deadline)
        said.append(f"usually due in {calendar.month_name[deadline.month]}, {f'seen {year}' if year else 'from a past cycle'}")
    sentence = "; ".join(said) or "its website gives no deadline"
    return answer("ask", f"{sentence[0].upper()}{sentence[1:]}.")


def _doubts(record: AnyRecord) -> str:
    """Why what a record states may be out of date; empty where its sources show it running recently."""
    year, doubts = record.evidence_year, []
    if record.status != "active":
        doubts.append("does not say whether it still runs")
    if not year:
        doubts.append("gives no year")
    elif year < FRESH_SINCE:
        doubts.append(f"it was last seen operating in {year}")
    return " and ".join(doubts)


def _entry(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "open": ("yes", "By open enrollment: any eligible teacher can join without being selected."),
        "application": ("yes", "By application: you apply, and the program decides who is accepted."),
        "nomination": ("ask", "By nomination: someone nominates you, or you nominate yourself where allowed."),
        "appointment": ("ask", "By appointment: a district, school or other body names the teachers."),
        None: ("ask", "It does not say how teachers get in."),
    }
    verdict, sentence = sentences[record.entry]
    return EntryAnswer("Can I put myself forward?", verdict, sentence, "entry", bearing(record, "entry"))


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _lower(name: str, code: str) -> str:
    return vocabulary(name).label_of(code).lower()


def _years(number: Decimal) -> str:
    return f"{plain_number(number)} year{'' if number == 1 else 's'}"


def _day(date: datetime.date) -> str:
    return f"{calendar.month_name[date.month]} {date.day}, {date.year}"
