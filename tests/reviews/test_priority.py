"""How much a program needs a review, and when it is not queued again."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Verdict
from catalog.reviews.priority import NEAR, REVIEW_INTERVALS, WEIGHTS, ReviewFacts, compute_need, was_reviewed_recently
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
    deadline_note=st.just(""),
)
# what is known of a program that nobody has reviewed
unreviewed = st.builds(ReviewFacts, died=st.lists(days, max_size=3).map(tuple))


def record(**stated):
    """A record that needs no review, except for what is `stated`."""
    plain = {"status": "active", "evidence_year": 2026, "deadline_date": None, "deadline_month": None, "deadline_rolling": False}
    plain["deadline_note"] = ""
    return ProgramRecord.model_construct(**plain | stated)


def reasons(record, known=None, today=TODAY):
    """The names of the reasons for a review; without `known`, of a program that was reviewed today."""
    known = known or ReviewFacts(reviewed=today, verdict=Verdict.STILL_TRUE)
    return [reason.name for reason in compute_need(record, known, today).reasons]


@given(stated, unreviewed, st.sampled_from(Verdict))
def test_a_program_never_reviewed_needs_it_more_than_one_reviewed_yesterday(record, known, verdict):
    yesterday = replace(known, reviewed=TODAY - DAY, verdict=verdict)
    assert compute_need(record, known, TODAY).score > compute_need(record, yesterday, TODAY).score


@given(stated, unreviewed, st.integers(0, 400), st.integers(1, 400))
def test_the_need_grows_with_the_time_since_the_last_review(record, known, ago, longer):
    lately = replace(known, reviewed=TODAY - ago * DAY, verdict=Verdict.STILL_TRUE)
    long_ago = replace(lately, reviewed=lately.reviewed - longer * DAY)
    assert compute_need(record, long_ago, TODAY).score >= compute_need(record, lately, TODAY).score


@given(stated, unreviewed, days)
def test_a_dead_link_never_lowers_the_need(record, known, died):
    assert compute_need(record, replace(known, died=(*known.died, died)), TODAY).score >= compute_need(record, known, TODAY).score


@given(stated, unreviewed, days)
def test_the_score_is_the_sum_of_the_reasons_each_within_its_weight(record, known, today):
    found = compute_need(record, known, today)
    assert found.score == sum(reason.weight for reason in found.reasons)
    assert all(reason.text and 0 < reason.weight <= WEIGHTS[reason.name] for reason in found.reasons)
    assert [reason.weight for reason in found.reasons] == sorted((r.weight for r in found.reasons), reverse=True)


@given(stated, unreviewed)
def test_a_program_never_reviewed_is_always_queued(record, known):
    assert not was_reviewed_recently(record, known, TODAY)


@given(stated, st.sampled_from(Verdict))
def test_every_reviewed_program_is_queued_again(record, verdict):
    assert not was_reviewed_recently(record, ReviewFacts(reviewed=TODAY - REVIEW_INTERVALS[verdict], verdict=verdict), TODAY)


NOW = ReviewFacts(reviewed=TODAY, verdict=Verdict.STILL_TRUE)


@pytest.mark.parametrize(
    ("stated", "known", "names"),
    [
        ({}, NOW, []),
        ({"deadline_date": "2026-12-03"}, NOW, ["deadline"]),
        ({"deadline_date": "2025-12-03"}, NOW, ["past_deadline"]),
        ({"deadline_month": 1}, NOW, ["deadline"]),
        ({"deadline_month": 11}, NOW, ["deadline"]),
        ({"evidence_year": 2017}, NOW, ["last_seen"]),
        ({"evidence_year": None}, NOW, ["last_seen"]),
        ({"status": "unknown", "evidence_year": 2024}, NOW, ["status", "last_seen"]),
        ({"status": "unknown", "evidence_year": 2026}, NOW, []),
        ({"status": "suspended"}, NOW, ["status"]),
        ({}, replace(NOW, reviewed=datetime.date(2026, 5, 4)), ["not_reviewed"]),
        ({}, ReviewFacts(), ["not_reviewed"]),
        ({}, replace(NOW, died=(TODAY,)), ["dead_link"]),
        ({}, replace(NOW, died=(TODAY, TODAY)), ["dead_link"]),
        ({}, replace(NOW, to_change=True), ["to_change"]),
        # an ended program misses no deadline and need not be seen operating
        ({"status": "ended", "evidence_year": 2011, "deadline_date": "2026-12-03", "deadline_month": 12}, NOW, []),
    ],
)
def test_each_reason_for_a_review(stated, known, names):
    assert reasons(record(**stated), known) == names


def test_a_nearer_deadline_weighs_more_and_a_far_one_nothing():
    dates = [TODAY, TODAY + 10 * DAY, TODAY + NEAR, TODAY + NEAR + DAY]
    scores = [compute_need(record(deadline_date=date.isoformat()), ReviewFacts(), TODAY).score for date in dates]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == compute_need(record(), ReviewFacts(), TODAY).score < scores[-2]


def test_a_program_reviewed_recently_is_queued_only_if_something_comes_up():
    lately = ReviewFacts(reviewed=TODAY - 7 * DAY, verdict=Verdict.STILL_TRUE)
    assert was_reviewed_recently(record(), lately, TODAY)
    assert not was_reviewed_recently(record(), replace(lately, to_change=True), TODAY)
    # a link that was dead before the review, and one that died since
    assert was_reviewed_recently(record(), replace(lately, died=(TODAY - 8 * DAY,)), TODAY)
    assert not was_reviewed_recently(record(), replace(lately, died=(TODAY - DAY,)), TODAY)
    # a deadline that was near at the review, one that came near since, and one that is far
    assert was_reviewed_recently(record(deadline_date=(TODAY + 50 * DAY).isoformat()), lately, TODAY)
    assert not was_reviewed_recently(record(deadline_date=(TODAY + 58 * DAY).isoformat()), lately, TODAY)
    assert was_reviewed_recently(record(deadline_date=(TODAY + 70 * DAY).isoformat()), lately, TODAY)


def test_cant_tell_is_queued_again_soonest_and_ended_latest():
    assert REVIEW_INTERVALS[Verdict.CANT_TELL] < REVIEW_INTERVALS[Verdict.STILL_TRUE] < REVIEW_INTERVALS[Verdict.ENDED]
