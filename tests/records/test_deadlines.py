"""The next day of a usual month is never past, and at most a year away."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from catalog.records.deadlines import Deadline, cycle_seen


@given(today=st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), month=st.integers(1, 12))
def test_the_next_usual_month(today, month):
    first = Deadline("usual", month=month).next_usual(today)
    assert (first.month, first.day) == (month, 1)
    assert today <= first <= today + datetime.timedelta(days=365)
    assert Deadline("rolling").next_usual(today) is None


def test_a_usual_month_is_of_the_year_of_its_date_else_of_the_evidence():
    record = {"evidence_year": 2022}
    assert cycle_seen(record, Deadline("dated", date=datetime.date(2019, 3, 4), month=3)) == 2019
    assert cycle_seen(record, Deadline("usual", month=3)) == 2022
    assert cycle_seen({"evidence_year": None}, Deadline("usual", month=3)) is None
