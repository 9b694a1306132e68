"""Can a teacher enter: what every real record answers to teachers of every state, and each rule by itself."""

import datetime
import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog.browse.eligibility.answers import BE, HAVE, PARAMETERS, Teacher, answer_entry_questions, read_teacher, summarize
from catalog.browse.eligibility.text import find_words_on, is_restricted
from catalog.schema.vocabulary import vocabulary
from tests.factories import change

TODAY = datetime.date(2026, 11, 23)
DAYS = (datetime.date(2014, 6, 1), datetime.date(2022, 3, 1), TODAY)
STATES = tuple(vocabulary("state").by_code)
QUESTIONS = ("state", "experience", "prerequisite", "grade", "focus", "cost", "deadline", "entry")
HER = Teacher("OH", Decimal(6), "middle", "science")


def answers(record, teacher=HER, today=TODAY):
    return {answer.name: answer for answer in answer_entry_questions(record, teacher, today)}


def verdict(record, question, teacher=HER, today=TODAY, **changes):
    return answers(change(record, **changes), teacher, today)[question].verdict


def sentence(record, question, teacher=HER, today=TODAY, **changes):
    return answers(change(record, **changes), teacher, today)[question].sentence


# ---------- all records ----------


def test_never_yes_where_nothing_is_stated_for_any_record_and_any_state(records):
    for record in records:
        for state in (None, *STATES):
            found = answers(record, Teacher(state, Decimal(60), "high", "mathematics"))
            assert tuple(found) == tuple(name for name in QUESTIONS if name != "prerequisite" or record.prerequisites)
            open_to_all = not record.serves_states or record.serves_basis == "assumed"
            if found["state"].verdict == "yes":
                assert record.serves_basis == "stated", record.slug
                assert open_to_all or (state in record.serves_states and record.scope != "local"), record.slug
            if found["state"].verdict == "no":
                assert state
                assert state not in record.serves_states
                assert not open_to_all
            assert (found["state"].verdict == "tell") == (state is None and not open_to_all)
            if found["experience"].verdict == "yes":
                assert record.min_years_experience is not None or record.max_years_experience is not None
            if found["grade"].verdict == "yes":
                assert "high" in record.grade_bands
            assert (found["focus"].verdict == "yes") == ("mathematics" in record.focus)
            assert found["focus"].verdict != "no"
            assert (found["cost"].verdict == "yes") == (record.pays == "nothing")
            assert (found["entry"].verdict == "yes") == (record.entry in ("open", "application"))


def test_no_local_program_is_open_to_a_whole_state(records):
    local = [record for record in records if record.scope == "local"]
    assert local
    for record in local:
        for state in record.serves_states:
            found = answers(record, Teacher(state))["state"]
            assert found.verdict == "ask"
            assert found.sentence.startswith("Only if you teach there")
            assert record.locality in found.sentence


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_no_past_date_is_called_coming(records, today):
    coming = 0
    for record in records:
        found = answers(record, today=today)["deadline"]
        stated = record.deadline_date
        if record.status in ("suspended", "ended"):
            assert found.verdict == "no"
        elif found.verdict == "yes" and not record.deadline_rolling:
            assert datetime.date.fromisoformat(stated) >= today
            assert "is past" not in found.sentence
            coming += 1
        elif stated and datetime.date.fromisoformat(stated) < today:
            assert found.verdict == "ask"
            assert "is past" in found.sentence
            assert found.past
    assert bool(coming) == (today != TODAY)


def test_silence_about_the_teacher_is_never_yes_or_no_to_what_only_she_can_say(records):
    for record in records:
        found = answers(record, Teacher())
        everywhere = "ask" if is_restricted(record) or record.serves_basis == "assumed" else "yes"
        somewhere = record.serves_states and record.serves_basis == "stated"
        assert found["state"].verdict == ("tell" if somewhere else everywhere)
        years = (record.min_years_experience, record.max_years_experience)
        assert found["experience"].verdict == ("ask" if years == (None, None) else "tell")
        assert found["grade"].verdict == ("tell" if record.grade_bands else "ask")
        assert found["focus"].verdict in ("tell", "ask")


def test_the_line_never_says_that_she_can_enter(records):
    for record in records:
        for teacher in (Teacher(), HER, Teacher("KS", Decimal(0), "prek", "arts")):
            found = answer_entry_questions(record, teacher, TODAY)
            against = [answer for answer in found if answer.verdict == "no" and answer.bars]
            line = summarize(found)
            without = "First read who may enter." if is_restricted(record) else "Nothing that it states leaves you out."
            assert line.startswith("Its stated rules leave you out: " if against else without)
            assert all(answer.sentence in line for answer in against)
            assert "you can" not in line.lower()


def test_what_is_quoted_is_the_records_own(records):
    for record in records:
        for answer in answers(record).values():
            own = {"cost": "money_note", "deadline": "deadline_note"}.get(answer.name, "eligibility")
            assert all(part in getattr(record, own) for part in re.split(r"(?<=[.;]) ", answer.stated)), (record.slug, answer)


# ---------- rule by rule ----------


def test_states(a_record):
    open_to = {"scope": "state", "locality": None, "serves_states": ["KS", "OH"]}
    assert verdict(a_record, "state", **open_to) == "yes"
    assert verdict(a_record, "state", Teacher("TX"), **open_to) == "no"
    assert sentence(a_record, "state", Teacher("TX"), **open_to) == (
        "It is open only to teachers in Kansas and Ohio, not in Texas."
    )
    assert verdict(a_record, "state", Teacher(), **open_to) == "tell"
    assert verdict(a_record, "state", Teacher(), scope="national", serves_states=[]) == "yes"
    many = {"scope": "multistate", "serves_states": list(STATES[:20])}
    assert sentence(a_record, "state", Teacher("AK"), **many) == "It is open to teachers in 20 states, Alaska among them."
    local = {"scope": "local", "locality": "Cincinnati Public Schools", "serves_states": ["OH"]}
    only = "only teachers of Cincinnati Public Schools (Ohio) may take part."
    assert sentence(a_record, "state", **local) == f"Only if you teach there: {only}"
    assert sentence(a_record, "state", Teacher("TX"), **local) == f"Not to teachers in Texas: {only}"


@pytest.mark.parametrize(
    ("least", "most", "taught", "expected"),
    [
        (None, None, 30, "ask"), (None, None, None, "ask"), (5, None, None, "tell"), (5, None, 5, "yes"),
        (5, None, "4.75", "no"), (2.25, None, "2.25", "yes"), (0, None, None, "yes"),
        (None, 5, None, "tell"), (None, 5, 0, "yes"), (None, 5, 5, "yes"), (None, 5, "5.25", "no"), (0, 5, None, "tell"),
        (2, 8, 1, "no"), (2, 8, 2, "yes"), (2, 8, 8, "yes"), (2, 8, 9, "no"), (2, 8, None, "tell"),
    ],
)  # fmt: skip
def test_experience(a_record, least, most, taught, expected):
    teacher = Teacher(years=None if taught is None else Decimal(taught))
    assert verdict(a_record, "experience", teacher, min_years_experience=least, max_years_experience=most) == expected


def test_experience_in_words(a_record):
    assert sentence(a_record, "experience", Teacher(), min_years_experience=5) == "Asks for 5 years of teaching."
    assert sentence(a_record, "experience", Teacher(years=Decimal(1)), min_years_experience=2.25) == (
        "Asks for 2.25 years of teaching; you have 1 year."
    )
    early = {"min_years_experience": None, "max_years_experience": 5}
    assert sentence(a_record, "experience", **early) == "For teachers in their first 5 years of teaching; you have 6 years."
    between = {"min_years_experience": 2, "max_years_experience": 8}
    assert sentence(a_record, "experience", Teacher(), **between) == "For teachers with 2 to 8 years of teaching."


def test_every_prerequisite_is_a_condition():
    assert HAVE.keys().isdisjoint(BE)
    assert HAVE.keys() | BE.keys() == vocabulary("prerequisite").by_code.keys()


def test_prerequisites_are_conditions_and_never_a_yes_or_a_no(records):
    for record in records:
        found = answers(record).get("prerequisite")
        assert (found is not None) == bool(record.prerequisites)
        if found:
            assert found.verdict == "if"
            line = summarize([found])
            assert line.endswith(found.sentence)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["license"], "Only if you have a teaching license."),
        (["masters", "license"], "Only if you have a master’s degree and a teaching license."),
        (["partner_school", "team"], "Only if you teach in a partner school or district and come with a team."),
        (
            ["national_board", "leader_role"],
            "Only if you have National Board certification, and hold or have held a leader role.",
        ),
        (["early_career"], "Only if you are early in your career."),
    ],
)
def test_prerequisites_in_words(a_record, codes, expected):
    assert sentence(a_record, "prerequisite", prerequisites=codes) == expected


def test_grades_and_subject(a_record):
    assert verdict(a_record, "grade", grade_bands=["middle", "high"]) == "yes"
    assert verdict(a_record, "grade", grade_bands=["high"]) == "no"
    assert verdict(a_record, "grade", grade_bands=[]) == "ask"
    assert verdict(a_record, "grade", Teacher(), grade_bands=["high"]) == "tell"
    assert verdict(a_record, "focus", focus=["science"]) == "yes"
    assert verdict(a_record, "focus", focus=["mathematics"]) == "ask"
    assert "does not say who may enter" in sentence(a_record, "focus", focus=["mathematics"])
    assert verdict(a_record, "focus", Teacher(), focus=["mathematics"]) == "tell"
    assert verdict(a_record, "focus", Teacher(), focus=["equity"]) == "ask"


@pytest.mark.parametrize(("pays", "expected"), [("nothing", "yes"), ("tuition", "no"), ("fee", "no"), (None, "ask")])
def test_cost_is_told_but_does_not_stand_against_entering(a_record, pays, expected):
    record = change(a_record, pays=pays, money_note="$30", serves_states=[], scope="national")
    found = answers(record)["cost"]
    assert (found.verdict, found.stated) == (expected, "$30")
    line = summarize(answer_entry_questions(record, HER, TODAY))
    assert line.startswith("Nothing that it states leaves you out.")
    assert line.endswith("It is not free.") == (expected == "no")


def test_deadlines(a_record):
    none = {"deadline_date": None, "deadline_month": None, "deadline_rolling": False, "status": "active"}
    dated = {**none, "deadline_date": "2026-11-23", "deadline_month": 11}
    assert sentence(a_record, "deadline", **dated) == "Due by November 23, 2026."
    assert verdict(a_record, "deadline", **dated) == "yes"
    day_after = TODAY + datetime.timedelta(days=1)
    assert verdict(a_record, "deadline", today=day_after, **dated) == "ask"
    assert sentence(a_record, "deadline", today=day_after, **dated) == (
        "The latest stated date, November 23, 2026, is past; usually due in November, seen 2026."
    )
    usual = {**none, "deadline_month": 3}
    assert sentence(a_record, "deadline", evidence_year=2022, **usual) == "Usually due in March, seen 2022."
    assert sentence(a_record, "deadline", evidence_year=None, **usual) == "Usually due in March, from a past cycle."
    rolling = {**none, "deadline_rolling": True, "evidence_year": 2024}
    assert sentence(a_record, "deadline", **rolling) == "Its pages say that it is open all year."
    assert verdict(a_record, "deadline", **rolling) == "yes"
    assert verdict(a_record, "deadline", **none) == "ask"
    for status in ("suspended", "ended"):
        assert verdict(a_record, "deadline", **{**dated, "status": status}) == "no"


@pytest.mark.parametrize(
    ("status", "year", "doubts"),
    [
        ("unknown", None, "whether it still runs is not stated and the pages we read give no year"),
        ("active", None, "the pages we read give no year"),
        ("active", 2021, "it was last seen operating in 2021"),
        ("unknown", 2025, "whether it still runs is not stated"),
    ],
)
def test_open_all_year_is_asked_where_little_shows_that_it_still_runs(a_record, status, year, doubts):
    stated = {"deadline_date": None, "deadline_month": None, "deadline_rolling": True, "status": status, "evidence_year": year}
    assert verdict(a_record, "deadline", **stated) == "ask"
    assert sentence(a_record, "deadline", **stated) == f"Its pages say that it is open all year, but {doubts}."


def test_what_is_stated_of_a_deadline_is_of_a_past_cycle_unless_it_is_coming_or_open_all_year(records):
    for record in records:
        for today in DAYS:
            found = answers(record, today=today)["deadline"]
            coming = record.deadline_date and datetime.date.fromisoformat(record.deadline_date) >= today
            rolling = record.deadline_rolling and not record.deadline_month and not record.deadline_date
            assert found.past == (not coming and not rolling)


def test_entry_quotes_what_is_stated_of_it(a_record):
    eligibility = "U.S. biology teachers; self-nomination is allowed. Veteran teachers of grades 7-12."
    found = answers(change(a_record, entry="nomination", eligibility=eligibility))
    assert (found["entry"].verdict, found["entry"].stated) == ("ask", "self-nomination is allowed.")
    assert found["grade"].stated == "Veteran teachers of grades 7-12."
    assert found["focus"].stated == "U.S. biology teachers"
    assert verdict(a_record, "entry", entry="appointment") == verdict(a_record, "entry", entry=None) == "ask"


def test_the_dots_of_initials_end_no_sentence(a_record):
    text = "Teachers put forward by their school jurisdiction in the Washington, D.C. Region and the U.S. Capitol."
    assert find_words_on(change(a_record, eligibility=text), "state") == text


def test_open_answers_are_counted(a_record):
    silent = change(
        a_record,
        serves_states=[],
        scope="national",
        min_years_experience=None,
        prerequisites=[],
        grade_bands=[],
        focus=[],
        pays=None,
        entry="application",
        deadline_date=None,
        deadline_month=None,
        status="active",
    )
    assert summarize(answer_entry_questions(silent, HER, TODAY)) == (
        "Nothing that it states leaves you out. Check with the program: 5 questions are not answered on its pages."
    )
    stated = change(silent, min_years_experience=5, grade_bands=["middle"], focus=["science"], pays="nothing")
    assert summarize(answer_entry_questions(stated, Teacher(), TODAY)) == (
        "Nothing that it states leaves you out. Check with the program: 1 question is not answered on its pages."
        " 3 answers depend on you."
    )
    rolling = change(stated, deadline_rolling=True, evidence_year=2024)
    assert summarize(answer_entry_questions(rolling, HER, TODAY)) == (
        "Nothing that it states leaves you out. The program decides whom it takes."
    )


# ---------- what a query tells ----------


def test_a_query_tells_of_a_teacher():
    teacher, ignored = read_teacher(QueryDict("state=OH&experience_max=6.50&grade=middle&focus=science&utm_source=x&state="))
    assert (teacher, ignored) == (Teacher("OH", Decimal("6.5"), "middle", "science"), ())
    assert list(teacher.parameters) == list(PARAMETERS)
    assert teacher.parameters["experience_max"] == "6.5"
    assert read_teacher(QueryDict("state=&grade=")) == (Teacher(), ())


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("state=Ohio", "state", "Ohio"),
        ("experience_max=many", "experience_max", "many"),
        ("experience_max=1e999", "experience_max", "1e999"),
        ("experience_max=NaN", "experience_max", "NaN"),
        ("grade=unstated", "grade", "unstated"),
        ("focus=%00", "focus", "\0"),
        ("form=award", "form", ""),
        ("grade=high&grade=middle", "grade", "high"),
    ],
)
def test_values_that_cannot_be_used_are_listed(query, parameter, value):
    teacher, ignored = read_teacher(QueryDict(query))
    assert [(one.parameter, one.value) for one in ignored] == [(parameter, value)]
    assert set(teacher.parameters) <= {"grade"}
