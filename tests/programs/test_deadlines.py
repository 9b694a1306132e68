"""Deadlines as of a day: the next usual month, days that are over, past cycles."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from catalog.programs.deadlines import Deadline, cycle_seen, deadline_of, is_for_others
from catalog.schema.fields import ProgramRecord


@given(today=st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), month=st.integers(1, 12))
def test_the_next_usual_month(today, month):
    first = Deadline("usual", month=month).next_usual(today)
    assert (first.month, first.day) == (month, 1)
    assert today <= first <= today + datetime.timedelta(days=365)
    assert Deadline("rolling").next_usual(today) is None


def test_the_cycle_of_a_usual_month_is_the_year_of_its_date_or_of_the_evidence():
    record = ProgramRecord.model_construct(deadline_note="", evidence_year=2022)
    assert cycle_seen(record, Deadline("dated", date=datetime.date(2019, 3, 4), month=3)) == 2019
    assert cycle_seen(record, Deadline("usual", month=3)) == 2022
    assert cycle_seen(ProgramRecord.model_construct(deadline_note="", evidence_year=None), Deadline("usual", month=3)) is None


days = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


@given(today=days, date=days)
def test_a_day_of_this_month_that_is_over_comes_after_all_other_months(today, date):
    record = ProgramRecord.model_construct(
        deadline_note="", deadline_date=date.isoformat(), deadline_month=date.month, deadline_rolling=False
    )
    deadline = deadline_of(record, today)
    if deadline.coming:
        assert not deadline.is_over(today)
        assert not deadline.past
        return
    assert deadline.past
    assert deadline.is_over(today) == (date.month == today.month and date.day < today.day)
    others = [Deadline("usual", month=month).order(today) for month in range(1, 13)]
    if deadline.is_over(today):
        assert deadline.order(today) > max(others)
    else:
        assert deadline.order(today) == others[date.month - 1]


def test_a_month_without_a_day_is_never_over():
    assert not Deadline("usual", month=11).is_over(datetime.date(2026, 11, 30))


def test_a_deadline_is_past_unless_coming_or_rolling():
    day = datetime.date(2022, 3, 4)
    assert [Deadline("dated", coming=True, date=day).past, Deadline("rolling").past] == [False, False]
    assert [Deadline("dated", date=day).past, Deadline("usual", month=3).past, Deadline("unstated").past] == [True] * 3


FOR_OTHERS = {
    "acte-teacher-of-the-year": "state winners move to the region",
    "ca-teachers-of-the-year": "county offices send in candidates",
    "delaware-teacher-leader-pilot": "for schools",
    "fort-lauderdale-teacher-leaders-of-learning": "schools send in forms",
    "nc-advanced-teaching-roles": "for districts",
    "nea-foundation-awards-for-teaching-excellence": "the date of one affiliate",
    "nj-achievement-coaches": "district applications",
    "ri-district-teacher-of-the-year": "districts' names",
    "sc-teacher-of-the-year": "districts name their teacher first",
    "shape-america-teacher-of-the-year": "district applications",
    "texas-teacher-of-the-year-tasa": "district winners apply",
    "washington-post-teacher-of-the-year": "jurisdictions send in finalists",
}


def test_dates_for_others_are_found_by_their_notes(records):
    assert {record.slug for record in records if is_for_others(record)} == set(FOR_OTHERS)
    by_slug = {record.slug: record for record in records}
    for slug in FOR_OTHERS:
        assert deadline_of(by_slug[slug], datetime.date(2014, 1, 1)).kind == "unstated", slug
