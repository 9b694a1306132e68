"""Can a teacher enter: what every real record answers to teachers of every state, and each rule by itself."""

import datetime
import re
from decimal import Decimal

import pytest

from catalog.browse.eligibility.answers import BE, HAVE, list_stated
from catalog.browse.eligibility.outcome import judge, write_letter
from catalog.browse.eligibility.teacher import Teacher
from catalog.browse.eligibility.text import find_words_on
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.notes import is_for_others
from catalog.schema.vocabulary import vocabulary
from tests.factories import change

TODAY = datetime.date(2026, 11, 23)
DAYS = (datetime.date(2014, 6, 1), datetime.date(2022, 3, 1), TODAY)
STATES = tuple(vocabulary("state").by_code)
QUESTIONS = ("running", "state", "experience", "prerequisite", "grade", "focus", "entry", "deadline")
OHIO = Teacher("OH", Decimal(6), "middle", "science")


def answers(record, teacher=OHIO, today=TODAY):
    return {answer.name: answer for answer in judge(record, teacher, today).answers}


def verdict(record, question, teacher=OHIO, today=TODAY, **changes):
    return answers(change(record, **changes), teacher, today)[question].verdict


def sentence(record, question, teacher=OHIO, today=TODAY, **changes):
    return answers(change(record, **changes), teacher, today)[question].sentence


# ---------- all records ----------


def test_never_yes_where_nothing_is_stated_for_any_record_and_any_state(records):
    for record in records:
        for state in (None, *STATES):
            outcome = judge(record, Teacher(state, Decimal(60), "high", "mathematics"), TODAY)
            found = {answer.name: answer for answer in outcome.answers}
            assert tuple(found) == tuple(name for name in QUESTIONS if name in found)
            assert ("prerequisite" in found) == bool(record.prerequisites)
            open_to_all = not record.serves_states or record.serves_basis == "assumed"
            if found["state"].verdict == "yes":
                assert record.serves_basis == "stated", record.slug
                assert open_to_all or (state in record.serves_states and record.scope != "local"), record.slug
            if found["state"].verdict == "no":
                assert state
                assert state not in record.serves_states
                assert not open_to_all
            if found["experience"].verdict in ("yes", "no"):
                assert record.min_years_experience is not None or record.max_years_experience is not None
            if found["grade"].verdict == "yes":
                assert "high" in record.grade_bands
            if "focus" in found:
                fits = "mathematics" in record.focus and not currency_of(record, TODAY).is_older
                assert found["focus"].verdict in (
                    ("yes",) if fits else ("check", "yes") if outcome.code == "closed" else ("check",)
                )
                assert found["focus"].verdict != "no"
            if currency_of(record, TODAY).is_older:
                assert "yes" not in {answer.verdict for answer in outcome.answers} or outcome.code == "closed"
            else:
                assert (found["entry"].verdict == "yes") == (record.entry in ("open", "application"))


def test_a_program_that_may_be_over_never_looks_open(records):
    for record in records:
        outcome = judge(record, Teacher("OH", Decimal(3), "high", "science"), TODAY)
        running = outcome.answers[0]
        assert running.name == "running"
        fresh = record.status not in ("ended", "suspended") and (record.evidence_year or 0) >= 2023
        assert (running.verdict == "yes") == fresh
        assert (running.verdict == "no") == (record.status in ("ended", "suspended"))
        if not fresh:
            assert outcome.code != "open"


def test_a_program_looks_open_only_if_every_sentence_is_held_by_a_field_and_fits(records):
    for record in records:
        for teacher in (Teacher(), OHIO, Teacher("KS", Decimal(0), "prek", "arts")):
            outcome = judge(record, teacher, TODAY)
            deciding = [answer for answer in outcome.answers if answer.name not in ("entry", "deadline")]
            assert (outcome.code == "closed") == any(answer.verdict == "no" for answer in deciding)
            if outcome.code == "open":
                assert record.eligibility
                assert not outcome.reasons
                assert not outcome.quotes
                assert not record.prerequisites
                assert {answer.verdict for answer in deciding} <= {"yes", "ask"}
            else:
                assert outcome.reasons or outcome.quotes


def test_no_local_program_is_open_to_a_whole_state(records):
    local = [record for record in records if record.scope == "local"]
    assert local
    for record in local:
        for state in record.serves_states:
            found = answers(record, Teacher(state))["state"]
            assert found.verdict == "check"
            assert record.locality in found.sentence


def test_a_place_is_named_once(records):
    record = next(record for record in records if record.slug == "carlos-museum-teacher-advisory-council")
    for state in ("GA", "OH"):
        assert answers(record, Teacher(state))["state"].sentence.count("(Georgia)") == 1


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_no_past_date_is_called_coming(records, today):
    coming = 0
    for record in records:
        found = answers(record, today=today)["deadline"]
        stated = record.deadline_date
        if found.verdict == "yes":
            assert datetime.date.fromisoformat(stated) >= today
            coming += 1
        elif stated and datetime.date.fromisoformat(stated) < today:
            assert found.verdict == "ask"
            assert found.past
    assert bool(coming) == (today != TODAY)


def test_what_only_the_teacher_knows_is_never_yes_or_no(records):
    for record in records:
        found = answers(record, Teacher())
        assert found["state"].verdict in (("check",) if record.serves_states else ("yes", "check"))
        assert found["experience"].verdict in ("ask", "check")
        every = {"elementary", "middle", "high"} <= set(record.grade_bands) and not currency_of(record, TODAY).is_older
        assert found["grade"].verdict in (("yes",) if every else ("check", "ask", "yes"))


def test_what_is_quoted_is_the_records_own(records):
    for record in records:
        for answer in answers(record).values():
            own = "deadline_note" if answer.name == "deadline" else "eligibility"
            assert all(part in getattr(record, own) for part in re.split(r"(?<=[.;]) ", answer.stated)), (record.slug, answer)


# ---------- rule by rule ----------


def test_states(a_record):
    open_to = {"scope": "state", "locality": None, "serves_states": ["KS", "OH"]}
    assert verdict(a_record, "state", **open_to) == "yes"
    assert verdict(a_record, "state", Teacher("TX"), **open_to) == "no"
    assert sentence(a_record, "state", Teacher("TX"), **open_to) == (
        "It is open only to teachers in Kansas and Ohio, not in Texas."
    )
    assert verdict(a_record, "state", Teacher(), **open_to) == "check"
    assert verdict(a_record, "state", Teacher(), scope="national", serves_states=[]) == "yes"
    many = {"scope": "multistate", "serves_states": list(STATES[:20])}
    assert sentence(a_record, "state", Teacher("AK"), **many) == "It is open to teachers in 20 states, Alaska among them."
    local = {"scope": "local", "locality": "Cincinnati Public Schools", "serves_states": ["OH"]}
    only = "It is only for teachers of Cincinnati Public Schools (Ohio)."
    assert sentence(a_record, "state", **local) == only
    assert sentence(a_record, "state", Teacher("TX"), **local) == f"Not to teachers in Texas. {only}"


@pytest.mark.parametrize(
    ("least", "most", "taught", "expected"),
    [
        (None, None, 30, "ask"), (None, None, None, "ask"), (5, None, None, "check"), (5, None, 5, "yes"),
        (5, None, "4.75", "no"), (2.25, None, "2.25", "yes"), (0, None, None, "yes"),
        (None, 5, None, "check"), (None, 5, 0, "yes"), (None, 5, 5, "yes"), (None, 5, "5.25", "no"), (0, 5, None, "check"),
        (2, 8, 1, "no"), (2, 8, 2, "yes"), (2, 8, 8, "yes"), (2, 8, 9, "no"), (2, 8, None, "check"),
    ],
)  # fmt: skip
def test_experience(a_record, least, most, taught, expected):
    teacher = Teacher(years=None if taught is None else Decimal(taught))
    assert verdict(a_record, "experience", teacher, min_years_experience=least, max_years_experience=most) == expected


def test_experience_in_words(a_record):
    assert sentence(a_record, "experience", Teacher(), min_years_experience=5) == "It asks for 5 years of teaching."
    assert sentence(a_record, "experience", Teacher(years=Decimal(1)), min_years_experience=2.25) == (
        "It asks for 2.25 years of teaching; you have 1 year."
    )
    early = {"min_years_experience": None, "max_years_experience": 5}
    assert sentence(a_record, "experience", **early) == "It is for teachers in their first 5 years of teaching; you have 6 years."
    between = {"min_years_experience": 2, "max_years_experience": 8}
    assert sentence(a_record, "experience", Teacher(), **between) == "It is for teachers with 2 to 8 years of teaching."


def test_every_prerequisite_is_a_condition():
    assert HAVE.keys().isdisjoint(BE)
    assert HAVE.keys() | BE.keys() == vocabulary("prerequisite").by_code.keys()


def test_prerequisites_are_conditions_and_never_a_yes_or_a_no(records):
    for record in records:
        found = answers(record).get("prerequisite")
        assert (found is not None) == bool(record.prerequisites)
        if found:
            assert found.verdict == "check"
            outcome = judge(record, OHIO, TODAY)
            assert outcome.code == "closed" or found.sentence in outcome.reasons


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["license"], "You need a teaching license first."),
        (["masters", "license"], "You need a master’s degree and a teaching license first."),
        (["partner_school", "team"], "You must teach in a partner school or district and come with a team."),
        (
            ["national_board", "leader_role"],
            "You need National Board certification first. You must hold or have held a leader role.",
        ),
        (["early_career"], "You must be early in your career."),
    ],
)
def test_prerequisites_in_words(a_record, codes, expected):
    assert sentence(a_record, "prerequisite", prerequisites=codes) == expected


def test_grades_and_subject(a_record):
    silent = {"grade_bands": [], "eligibility": "Teachers."}
    assert verdict(a_record, "grade", grade_bands=["middle", "high"]) == "yes"
    assert verdict(a_record, "grade", grade_bands=["high"]) == "no"
    assert verdict(a_record, "grade", **silent) == "ask"
    assert verdict(a_record, "grade", **{**silent, "eligibility": "Elementary teachers."}) == "check"
    assert verdict(a_record, "grade", Teacher(), grade_bands=["high"]) == "check"
    assert verdict(a_record, "grade", Teacher(), grade_bands=["elementary", "middle", "high"]) == "yes"
    assert verdict(a_record, "focus", focus=["science"]) == "yes"
    assert verdict(a_record, "focus", focus=["mathematics"]) == "check"
    assert verdict(a_record, "focus", Teacher(), focus=["mathematics"]) == "check"
    assert "focus" not in answers(change(a_record, focus=["equity"]))


@pytest.mark.parametrize(
    ("form", "pays", "note", "asked"),
    [
        ("degree", None, "", True),
        ("degree", "tuition", "", False),
        ("degree", None, "$450 a credit", False),
        ("award", None, "", False),
        ("council", None, "", False),
        ("role", None, "", False),
    ],
)
def test_cost_is_asked_only_where_teachers_usually_pay_and_never_decides(a_record, form, pays, note, asked):
    record = change(a_record, form=[form], pays=pays, money_note=note)
    outcome = judge(record, OHIO, TODAY)
    assert ("cost" in outcome.asks) == asked
    assert "cost" not in {answer.name for answer in outcome.answers}


def test_deadlines(a_record):
    none = {"deadline_date": None, "deadline_month": None, "deadline_rolling": False, "status": "active"}
    dated = {**none, "deadline_date": "2026-11-23", "deadline_month": 11}
    assert verdict(a_record, "deadline", **dated) == "yes"
    day_after = TODAY + datetime.timedelta(days=1)
    assert verdict(a_record, "deadline", today=day_after, **dated) == "ask"
    usual = {**none, "deadline_month": 3}
    assert "2022" in sentence(a_record, "deadline", evidence_year=2022, deadline_note="1 March 2022", **usual)
    assert verdict(a_record, "deadline", **usual) == "ask"
    assert verdict(a_record, "deadline", **{**none, "deadline_rolling": True}) == "check"
    assert verdict(a_record, "deadline", **none) == "ask"


@pytest.mark.parametrize(
    ("years", "stated", "expected"),
    [
        (3, "Teachers who will have three years' experience by the end of the year.", "yes"),
        (2, "Teachers who will have three years' experience by the end of the year.", "check"),
        (1, "Teachers who will have three years' experience by the end of the year.", "no"),
        (2, "Teachers with three years' experience.", "no"),
    ],
)
def test_years_that_count_ahead_are_not_refused(a_record, years, stated, expected):
    record = change(a_record, eligibility=stated, min_years_experience=3, max_years_experience=None)
    assert answers(record, Teacher(years=Decimal(years)))["experience"].verdict == expected


def test_what_is_stated_of_a_deadline_is_of_a_past_cycle_unless_it_is_coming_or_open_all_year(records):
    for record in records:
        for today in DAYS:
            found = answers(record, today=today)["deadline"]
            coming = record.deadline_date and datetime.date.fromisoformat(record.deadline_date) >= today
            rolling = record.deadline_rolling and not record.deadline_month and not record.deadline_date
            assert found.past == (is_for_others(record) or (not coming and not rolling))


def test_who_may_apply_without_a_nomination_need_not_ask(a_record):
    apart = "Anyone may nominate, and a teacher may apply without a nomination."
    said, asked = (sentence(a_record, "entry", entry="nomination", eligibility=text) for text in (apart, "By colleagues."))
    assert said != asked


def test_entry_quotes_what_is_stated_of_it(a_record):
    eligibility = "U.S. teachers; self-nomination is allowed. Veteran teachers of grades 7-12."
    found = answers(change(a_record, entry="nomination", eligibility=eligibility))
    assert (found["entry"].verdict, found["entry"].stated) == ("check", "self-nomination is allowed.")
    assert found["grade"].stated == "Veteran teachers of grades 7-12."
    assert verdict(a_record, "entry", entry="appointment") == "check"
    assert verdict(a_record, "entry", entry=None) == "ask"


def test_the_dots_of_initials_end_no_sentence(a_record):
    text = "Teachers put forward by their school jurisdiction in the Washington, D.C. Region and the U.S. Capitol."
    assert find_words_on(change(a_record, eligibility=text), "state") == text


def test_no_words_are_quoted_that_only_look_like_experience(records):
    for slug in "nyc-big-apple-awards paemst carlos-museum-teacher-advisory-council bakken-museum-teacher-in-residence".split():
        [record] = [record for record in records if record.slug == slug]
        assert answers(record)["experience"].stated == ""


def test_what_the_pages_leave_open_becomes_a_letter(a_record):
    silent = change(
        a_record,
        serves_states=[],
        scope="national",
        locality=None,
        eligibility="Teachers.",
        min_years_experience=None,
        prerequisites=[],
        grade_bands=[],
        focus=[],
        form=["degree"],
        pays=None,
        money_note="",
        entry=None,
        deadline_date=None,
        deadline_month=None,
        deadline_rolling=False,
        status="active",
        evidence_year=2026,
    )
    outcome = judge(silent, OHIO, TODAY)
    assert outcome.code == "open"
    assert outcome.asks == ("experience", "grade", "entry", "deadline", "cost")
    letter = write_letter(silent, OHIO, outcome)
    assert silent.name in letter
    assert letter.count("\n- ") == 5
    stated = change(
        silent, min_years_experience=5, grade_bands=["middle"], pays="nothing", entry="application", deadline_rolling=True
    )
    outcome = judge(stated, OHIO, TODAY)
    assert (outcome.code, outcome.asks, write_letter(stated, OHIO, outcome)) == ("open", (), "")
    assert outcome.fits(OHIO) == ["state", "experience", "grade"]
    assert {answer.name for answer in list_stated(outcome.answers)} >= {"state", "experience", "grade", "entry", "deadline"}
