"""Can a teacher enter a program? The answers use only what its record states.

If the record does not state a fact, the answer is to ask the program.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.http import QueryDict

from catalog.browse.eligibility.text import find_words_on, is_restricted
from catalog.browse.facets import FRESH_SINCE, UNSTATED, AnyRecord
from catalog.browse.filterset import TRACKING, Ignored, parse, shortened
from catalog.browse.selection import Selection, plain_number
from catalog.programs.deadlines import cycle_seen, deadline_of
from catalog.schema.vocabulary import vocabulary

Verdict = Literal["yes", "no", "ask", "tell", "if"]

# the parameters that describe a teacher, with the names and values of a selection
PARAMETERS = ("state", "experience_max", "grade", "focus")
# the focuses that are school subjects; the others are themes, such as mentoring
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
    """What a teacher says about themselves, or None. `years` is how long they have taught."""

    state: str | None = None
    years: Decimal | None = None
    grade: str | None = None
    focus: str | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The stated facts: parameter -> value, in the order of the form."""
        values = (self.state, None if self.years is None else plain_number(self.years), self.grade, self.focus)
        return {name: value for name, value in zip(PARAMETERS, values, strict=True) if value is not None}


@dataclass(frozen=True)
class EntryAnswer:
    """One question with its answer: a verdict, a sentence that explains it, and the record's own words.

    verdict   ``yes`` or ``no`` from a stated fact · ``ask`` the program, because no stated fact decides ·
              ``tell``: a stated fact decides, once the teacher answers ·
              ``if``: a stated fact decides, and only the teacher knows whether they meet it
    stated    the record's words on the question, or empty
    past      whether these words are from a past cycle
    bars      whether a ``no`` excludes the teacher; that a program costs money does not
    narrows   whether these words exclude some teachers whom the answer seems to include
    """

    question: str
    verdict: Verdict
    sentence: str
    name: str = ""
    stated: str = ""
    past: bool = False
    bars: bool = True
    narrows: bool = False


def read_teacher(query: QueryDict) -> tuple[Teacher, tuple[Ignored, ...]]:
    """Return the teacher that a query describes, and what of the query is ignored. Never raises."""
    known = QueryDict(mutable=True)
    for name in PARAMETERS:
        known.setlist(name, query.getlist(name))
    parsed = parse(known)
    ignored = [
        Ignored(name, "", f"“{shortened(name)}” is not a question of this page", " and was ignored.")
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


def describe_teacher(selection: Selection) -> Teacher:
    """Return the teacher that a selection describes: state, years, grade and subject, if exactly one is chosen."""
    chosen = {}
    for name in ("state", "grade", "focus"):
        codes = [code for code in selection.chosen.get(name, ()) if code != UNSTATED]
        chosen[name] = codes[0] if len(codes) == 1 and (name != "focus" or codes[0] in SUBJECTS) else None
    return Teacher(chosen["state"], selection.bounds.get("experience_max"), chosen["grade"], chosen["focus"])


def answer_entry_questions(record: AnyRecord, teacher: Teacher, today: datetime.date) -> tuple[EntryAnswer, ...]:
    """Return whether this teacher can enter, question by question, by what the record states on this day."""
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
    """Return the answers in one line. It never says that the teacher can enter, because only the program can."""
    against = [answer.sentence for answer in answers if answer.verdict == "no" and answer.bars]
    if against:
        return f"Its stated rules leave you out: {' '.join(against)}"
    verdicts = [answer.verdict for answer in answers]
    asks, on_you = verdicts.count("ask"), verdicts.count("tell")
    narrows = any(answer.narrows for answer in answers)
    line = "First read who may enter." if narrows else "Nothing that it states leaves you out."
    if asks:
        line += f" Check with the program: {asks} question{' is' if asks == 1 else 's are'} not answered on its pages."
    else:
        line += " The program decides whom it takes."
    if on_you:
        line += f" {on_you} answer{' depends' if on_you == 1 else 's depend'} on you."
    line += "".join(f" {answer.sentence}" for answer in answers if answer.verdict == "if")
    if any(answer.verdict == "no" for answer in answers):
        line += " It is not free."
    return line


def _state(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    question, narrows = "Is it open where I teach?", is_restricted(record)
    stated = find_words_on(record, "state") or (find_words_on(record, "prerequisite") if narrows else "")
    states, home = record.serves_states, teacher.state
    phrases = {code: term.phrase for code, term in vocabulary("state").by_code.items()}

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer(question, verdict, sentence, "state", stated, narrows=narrows)

    if record.is_residence_assumed:
        seat = f" Its sponsor is in {phrases[record.home_state]}." if record.home_state in phrases else ""
        return answer("ask", f"Probably: no residence rule is stated. Check with the program.{seat}")
    if not states:
        if narrows:
            return answer("ask", "Open nationwide, but perhaps not to every teacher.")
        return answer("yes", "It is open to teachers nationwide.")
    if len(states) <= _MOST_STATES:
        places = _join([phrases[code] for code in states])
    else:
        places = f"{len(states)} states" + (f", {phrases[home]} among them" if home in states and home else "")
    if record.scope == "local":
        only = f"only teachers of {record.locality} ({places}) may take part."
        if home and home not in states:
            return answer("no", f"Not to teachers in {phrases[home]}: {only}")
        return answer("ask" if home else "tell", f"Only if you teach there: {only}")
    if not home or home in states:
        if narrows:
            return answer("ask" if home else "tell", f"Open in {places}, but perhaps not to every teacher there.")
        return answer("yes" if home else "tell", f"It is open to teachers in {places}.")
    return answer("no", f"It is open only to teachers in {places}, not in {phrases[home]}.")


def _experience(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    stated, taught = find_words_on(record, "experience"), teacher.years
    limits = (record.min_years_experience, record.max_years_experience)
    least, most = (None if years is None else Decimal(str(years)) for years in limits)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        yours = "" if verdict == "ask" or taught is None else f"; you have {_years(taught)}"
        return EntryAnswer("Have I taught long enough?", verdict, f"{sentence}{yours}.", "experience", stated)

    if least is None and most is None:
        return answer("ask", "Years of teaching needed are not stated")
    if most is None:
        sentence = f"Asks for {_years(least or Decimal(0))} of teaching"
    elif least:
        sentence = f"For teachers with {plain_number(least)} to {_years(most)} of teaching"
    else:
        sentence = f"For teachers in their first {_years(most)} of teaching"
    if taught is None:
        return answer("tell" if least or most is not None else "yes", sentence)
    fits = (least is None or taught >= least) and (most is None or taught <= most)
    return answer("yes" if fits else "no", sentence)


def _prerequisites(record: AnyRecord) -> tuple[EntryAnswer, ...]:
    """Return what a teacher must already have, or no question if nothing is stated: the eligibility text says the rest."""
    have = [HAVE[code] for code in record.prerequisites if code in HAVE]
    conditions = [f"have {_join(have)}"] if have else []
    others = [BE[code] for code in record.prerequisites if code in BE]
    conditions += [_join(others)] if others else []
    if not conditions:
        return ()
    sentence = f"Only if you {', and '.join(conditions)}."
    return (EntryAnswer("Do I have what it asks for?", "if", sentence, "prerequisite", find_words_on(record, "prerequisite")),)


def _grade(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    question, stated = "Is it for the grades I teach?", find_words_on(record, "grade")
    bands, grade = record.grade_bands, teacher.grade
    if not bands:
        return EntryAnswer(question, "ask", "Grades are not stated.", "grade", stated)
    sentence = f"It is for teachers in {_join([_lower('grade', code) for code in bands])}"
    if not grade:
        return EntryAnswer(question, "tell", f"{sentence}.", "grade", stated)
    if grade in bands:
        return EntryAnswer(question, "yes", f"{sentence}.", "grade", stated)
    return EntryAnswer(question, "no", f"{sentence}, not in {_lower('grade', grade)}.", "grade", stated)


def _focus(record: AnyRecord, teacher: Teacher) -> EntryAnswer:
    """Return the answer about the subject. It is never ``no``: a program's subject does not say who may enter."""
    question, stated = "Is it about my subject?", find_words_on(record, "focus")
    focus, subject = record.focus, teacher.focus
    phrases = {code: term.phrase for code, term in vocabulary("focus").by_code.items()}
    if not focus:
        return EntryAnswer(question, "ask", "What it is about is not stated.", "focus", stated)
    about = f"It is about {_join([phrases[code] for code in focus])}"
    if subject in focus:
        return EntryAnswer(question, "yes", f"{about}.", "focus", stated)
    if subject:
        sentence = f"{about}. Not named: {phrases[subject]}. That alone does not say who may enter."
        return EntryAnswer(question, "ask", sentence, "focus", stated)
    if any(code in SUBJECTS for code in focus):
        return EntryAnswer(question, "tell", f"{about}.", "focus", stated)
    return EntryAnswer(question, "ask", f"{about}; no subject is named.", "focus", stated)


def _cost(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "nothing": ("yes", "Its pages say that it is free or fully paid for teachers"),
        "tuition": ("no", "Teachers pay tuition"),
        "fee": ("no", "Teachers pay a fee"),
        None: ("ask", "What a teacher pays is not stated"),
    }
    verdict, sentence = sentences[record.pays]
    if record.pays != "nothing" and "tuition_covered" in record.receives:
        sentence += ", but its pages say that tuition is covered"
    return EntryAnswer("Is it free to me?", verdict, f"{sentence}.", "cost", record.money_note, bars=False)


def _deadline(record: AnyRecord, today: datetime.date) -> EntryAnswer:
    question, stated = "Can I still apply?", record.deadline_note
    deadline = deadline_of(record, today)

    def answer(verdict: Verdict, sentence: str) -> EntryAnswer:
        return EntryAnswer(question, verdict, sentence, "deadline", stated, deadline.past)

    if record.status == "ended":
        return answer("no", "It has ended, as far as its sources show.")
    if record.status == "suspended":
        return answer("no", "It is not offered now, as far as its sources show.")
    if deadline.coming and deadline.date:
        return answer("yes", f"Due by {_day(deadline.date)}.")
    if deadline.kind == "rolling":
        doubts = _doubts(record)
        if doubts:
            return answer("ask", f"Its pages say that it is open all year, but {doubts}.")
        return answer("yes", "Its pages say that it is open all year.")
    facts = [f"the latest stated date, {_day(deadline.date)}, is past"] if deadline.date else []
    if deadline.month:
        year = cycle_seen(record, deadline)
        facts.append(f"usually due in {calendar.month_name[deadline.month]}, {f'seen {year}' if year else 'from a past cycle'}")
    sentence = "; ".join(facts) or "no deadline is stated"
    return answer("ask", f"{sentence[0].upper()}{sentence[1:]}.")


def _doubts(record: AnyRecord) -> str:
    """Return why a record may be out of date, or "" if its sources show the program running recently."""
    year, doubts = record.evidence_year, []
    if record.status != "active":
        doubts.append("whether it still runs is not stated")
    if not year:
        doubts.append("the pages we read give no year")
    elif year < FRESH_SINCE:
        doubts.append(f"it was last seen operating in {year}")
    return " and ".join(doubts)


def _entry(record: AnyRecord) -> EntryAnswer:
    sentences: dict[str | None, tuple[Verdict, str]] = {
        "open": ("yes", "By open enrollment: any teacher who may enter can join."),
        "application": ("yes", "By application: teachers apply, and the program decides whom to accept."),
        "nomination": ("ask", "By nomination: others put teachers forward. Some programs let you put yourself forward."),
        "appointment": ("ask", "By appointment: a district, school or other group names the teachers who take part."),
        None: ("ask", "How a teacher enters is not stated."),
    }
    verdict, sentence = sentences[record.entry]
    return EntryAnswer("Can I put myself forward?", verdict, sentence, "entry", find_words_on(record, "entry"))


def _join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _lower(name: str, code: str) -> str:
    return vocabulary(name).label_of(code).lower()


def _years(number: Decimal) -> str:
    return f"{plain_number(number)} year{'' if number == 1 else 's'}"


def _day(date: datetime.date) -> str:
    return f"{calendar.month_name[date.month]} {date.day}, {date.year}"
