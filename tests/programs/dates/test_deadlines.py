"""Deadlines as of a day: the next usual month, days that are over, past cycles."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from catalog.programs.dates.deadlines import Deadline, cycle_seen, deadline_of
from catalog.schema.fields import ProgramRecord


@given(today=st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), month=st.integers(1, 12))
def test_the_next_usual_month(today, month):
    first = Deadline("usual", months=(month,)).next_usual(today)
    assert (first.month, first.day) == (month, 1)
    assert today <= first <= today + datetime.timedelta(days=365)
    assert Deadline("rolling").next_usual(today) is None


def test_several_months_come_one_by_one():
    deadline, today = Deadline("usual", months=(3, 7, 11), several=True), datetime.date(2026, 7, 2)
    assert [day.isoformat() for day in deadline.next_days(today)] == ["2026-11-01", "2027-03-01", "2027-07-01"]
    assert deadline.months_ahead(today) == [0, 4, 8]
    assert deadline.order(today) == (1, 0)


def test_the_cycle_of_a_usual_month_is_the_year_of_its_date_or_of_its_note_and_never_after_the_evidence():
    def cycle(date=None, note="", year=None):
        record = ProgramRecord.model_construct(deadline_note=note, deadline_month=3, evidence_year=year)
        return cycle_seen(record, Deadline("usual", date=date and datetime.date.fromisoformat(date), months=(3,)))

    assert cycle("2019-03-04", year=2022) == 2019
    assert cycle("2025-03-04", year=2024) == 2024
    assert cycle("2025-03-04") == 2025
    assert cycle(note="1 March 2021", year=2022) == 2021
    assert cycle(note="1 March, about 2021", year=2022) is None
    assert cycle(note="1 March", year=2022) is None


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
    others = [Deadline("usual", months=(month,)).order(today) for month in range(1, 13)]
    if deadline.is_over(today):
        assert deadline.order(today) > max(others)
    else:
        assert deadline.order(today) == others[date.month - 1]


def test_a_month_without_a_day_is_never_over():
    assert not Deadline("usual", months=(11,)).is_over(datetime.date(2026, 11, 30))


def test_a_deadline_is_past_unless_coming_or_rolling():
    day = datetime.date(2022, 3, 4)
    assert [Deadline("dated", coming=True, date=day).past, Deadline("rolling").past] == [False, False]
    assert [Deadline("dated", date=day).past, Deadline("usual", months=(3,)).past, Deadline("unstated").past] == [True] * 3
