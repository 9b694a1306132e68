"""How much a program needs a look, and when it is left in peace."""

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Verdict
from catalog.reviews.priority import AT_HAND, RESTS, WEIGHTS, Known, need, rests
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)

days = st.dates(datetime.date(2015, 1, 1), datetime.date(2028, 12, 31))
stated = st.builds(
    ProgramRecord.model_construct,
    status=st.sampled_from(list(vocabulary("status").by_code)),
    evidence_year=st.none() | st.integers(1990, 2027),
    deadline_date=st.none() | days.map(datetime.date.isoformat),
    deadline_month=st.none() | st.integers(1, 12),
    deadline_rolling=st.booleans(),
)
# what is so of a program that nobody has looked at
unseen = st.builds(Known, died=st.lists(days, max_size=3).map(tuple))


def record(**stated):
    """A record without any need of its own, but for what is `stated`."""
    plain = {"status": "active", "evidence_year": 2026, "deadline_date": None, "deadline_month": None, "deadline_rolling": False}
    return ProgramRecord.model_construct(**plain | stated)


def told(record, known=None, today=TODAY):
    return [reason.text for reason in need(record, known or Known(looked=today, verdict=Verdict.STILL_TRUE), today).reasons]


@given(stated, unseen, st.sampled_from(Verdict))
def test_one_never_looked_at_needs_more_than_the_same_looked_at_yesterday(record, known, verdict):
    yesterday = replace(known, looked=TODAY - DAY, verdict=verdict)
    assert need(record, known, TODAY).score > need(record, yesterday, TODAY).score


@given(stated, unseen, st.integers(0, 400), st.integers(1, 400))
def test_the_longer_nobody_has_looked_the_more_it_needs_it(record, known, ago, longer):
    lately = replace(known, looked=TODAY - ago * DAY, verdict=Verdict.STILL_TRUE)
    long_ago = replace(lately, looked=lately.looked - longer * DAY)
    assert need(record, long_ago, TODAY).score >= need(record, lately, TODAY).score


@given(stated, unseen, days)
def test_a_dead_link_never_makes_it_need_less(record, known, died):
    assert need(record, replace(known, died=(*known.died, died)), TODAY).score >= need(record, known, TODAY).score


@given(stated, unseen, days)
def test_the_score_is_the_sum_of_reasons_each_told_and_within_its_weight(record, known, today):
    found = need(record, known, today)
    assert found.score == sum(reason.weight for reason in found.reasons)
    assert all(reason.text and 0 < reason.weight <= WEIGHTS[reason.name] for reason in found.reasons)
    assert [reason.weight for reason in found.reasons] == sorted((r.weight for r in found.reasons), reverse=True)


@given(stated, unseen)
def test_one_never_looked_at_is_never_left_in_peace(record, known):
    assert not rests(record, known, TODAY)


@given(stated, st.sampled_from(Verdict))
def test_no_peace_is_for_ever(record, verdict):
    assert not rests(record, Known(looked=TODAY - RESTS[verdict], verdict=verdict), TODAY)


def test_each_reason_is_told():
    assert told(record()) == []
    assert told(record(deadline_date="2026-12-03")) == ["Deadline on December 3, 2026"]
    assert told(record(deadline_date="2025-12-03")) == ["Its stated deadline, December 3, 2025, is past"]
    assert told(record(deadline_month=1)) == ["Deadline usually in January"]
    assert told(record(deadline_month=11)) == ["Deadline usually in November"]
    assert told(record(evidence_year=2017)) == ["Last seen operating in 2017"]
    assert told(record(evidence_year=None)) == ["No year in which its pages show it operating"]
    assert told(record(status="unknown", evidence_year=2024))[0] == "Whether it is still running is unknown"
    looked = Known(looked=datetime.date(2026, 5, 4), verdict=Verdict.STILL_TRUE)
    assert told(record(), looked) == ["No one has looked since May 4, 2026"]
    assert told(record(), Known()) == ["No editor has looked at it yet"]
    now = Known(looked=TODAY, verdict=Verdict.CHANGED)
    assert told(record(), replace(now, died=(TODAY,))) == ["A link is dead"]
    assert told(record(), replace(now, died=(TODAY, TODAY))) == ["2 links are dead"]
    assert told(record(), replace(now, to_change=True)) == ["Found changed on November 23, 2026; its record is not changed yet"]


def test_the_nearer_a_deadline_the_more_it_weighs_and_far_ones_nothing():
    dates = [TODAY, TODAY + 10 * DAY, TODAY + AT_HAND, TODAY + AT_HAND + DAY]
    scores = [need(record(deadline_date=date.isoformat()), Known(), TODAY).score for date in dates]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == need(record(), Known(), TODAY).score < scores[-2]


def test_an_ended_program_misses_no_deadline_and_need_not_be_seen():
    ended = record(status="ended", evidence_year=2011, deadline_date="2026-12-03", deadline_month=12)
    assert told(ended, Known()) == ["No editor has looked at it yet"]


def test_one_seen_lately_is_no_riddle_though_its_status_is_unknown():
    assert told(record(status="unknown", evidence_year=2026)) == []


def test_one_looked_at_lately_is_left_in_peace_until_something_comes_up():
    lately = Known(looked=TODAY - 7 * DAY, verdict=Verdict.STILL_TRUE)
    assert rests(record(), lately, TODAY)
    assert not rests(record(), replace(lately, to_change=True), TODAY)
    # a link: dead already when she looked, died since
    assert rests(record(), replace(lately, died=(TODAY - 8 * DAY,)), TODAY)
    assert not rests(record(), replace(lately, died=(TODAY - DAY,)), TODAY)
    # a deadline: at hand already when she looked, come at hand since
    assert rests(record(deadline_date=(TODAY + 50 * DAY).isoformat()), lately, TODAY)
    assert not rests(record(deadline_date=(TODAY + 58 * DAY).isoformat()), lately, TODAY)
    assert rests(record(deadline_date=(TODAY + 70 * DAY).isoformat()), lately, TODAY)


def test_what_could_not_be_told_is_asked_again_sooner_than_what_has_ended():
    assert RESTS[Verdict.CANT_TELL] < RESTS[Verdict.STILL_TRUE] < RESTS[Verdict.ENDED]
