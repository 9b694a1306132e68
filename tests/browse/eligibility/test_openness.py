"""Whom programs are open to: an assumed residence rule excludes nobody, anywhere."""

import datetime
from decimal import Decimal

import pytest

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import Teacher
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.display import where
from catalog.programs.published_records import SnapshotEntry
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import validate
from catalog.schema.vocabulary import vocabulary
from tests.browse import oracle
from tests.factories import change, change_json

TODAY = datetime.date(2026, 11, 28)
STATES = tuple(vocabulary("state").by_code)


@pytest.fixture(scope="module")
def snapshot(records):
    return Snapshot(map(SnapshotEntry, records), today=TODAY)


def answer_state(record, state):
    return next(answer for answer in judge(record, Teacher(state), TODAY).answers if answer.name == "state")


@pytest.fixture(scope="module")
def assumed(records):
    found = [record for record in records if record.serves_basis == "assumed"]
    assert len(found) == 23
    return found


def test_the_count_of_every_state_is_the_number_of_its_results(snapshot, records):
    counts = snapshot.counts(Selection())["state"]
    for state in STATES:
        selection = Selection(chosen={"state": (state,)}, per_page=500)
        answer = snapshot.answer(selection)
        assert answer.count == counts[state] == len(snapshot.select(selection)) == sum(group.count for group in answer.groups)
        expected = {name: set() for name in ("state", "nationwide", "assumed", "local", "older")}
        for record in records:
            if oracle.fits(record, selection.chosen, {}):
                expected[oracle.group(record, (state,), TODAY)].add(record.slug)
        assert {group.name: set(group.slugs) for group in answer.groups} == expected


def test_a_program_without_a_residence_rule_is_in_every_states_results_and_never_refused(snapshot, assumed):
    for state in STATES:
        found = set(snapshot.select(Selection(chosen={"state": (state,)})))
        for record in assumed:
            assert record.slug in found
            answer = answer_state(record, state)
            assert answer.verdict == "check"
            assert answer.sentence.startswith("Probably open to you: ")


def test_it_is_in_the_group_of_a_state_that_it_names_and_of_no_other(snapshot, assumed):
    for record in assumed:
        for state in (*record.serves_states, next(code for code in STATES if code not in record.serves_states)):
            groups = snapshot.answer(Selection(chosen={"state": (state,)}, per_page=500)).groups
            [name] = [group.name for group in groups if record.slug in group.slugs]
            older = oracle.is_older(record, TODAY)
            assert name == ("older" if older else "state" if state in record.serves_states else "assumed")


def test_it_is_never_worded_as_only(assumed):
    for record in assumed:
        for words in (where(record), answer_state(record, "GU").sentence):
            assert "only" not in words.lower()


@pytest.mark.parametrize("scope", ["local", "national"])
def test_whom_a_local_or_a_national_program_is_open_to_is_stated(records, scope):
    record = next(record for record in records if record.scope == scope)
    with pytest.raises(InvalidRecord, match="serves_basis"):
        validate(change_json(record, serves_basis="assumed"))


def test_without_an_assumed_program_there_is_no_group_of_them(records, snapshot):
    stated = Snapshot((SnapshotEntry(change(record, serves_basis="stated")) for record in records), today=TODAY)
    groups = stated.answer(Selection(chosen={"state": ("OH",)})).groups
    assert [group.name for group in groups] == ["state", "nationwide", "local", "older"]
    assert stated.everywhere(Selection()) == (123, 0)
    assert snapshot.everywhere(Selection()) == (123, 23)


@pytest.mark.parametrize("years", ["0", "3", "3.25", "5", "8.5", "60"])
def test_programs_for_fewer_years_are_counted(snapshot, records, years):
    limits = [record.max_years_experience for record in records]
    expected = sum(limit is not None and limit < Decimal(years) for limit in limits)
    assert snapshot.for_fewer_years(Selection(), Decimal(years)) == expected


def test_best_fits_list_programs_that_meet_in_person_in_other_states_last_of_those_without_a_rule(snapshot, records):
    by_slug = {record.slug: record for record in records}
    groups = snapshot.answer(Selection(chosen={"state": ("WY",)}, sort="fit", per_page=500)).groups
    [assumed] = [group for group in groups if group.name == "assumed"]
    in_person = [by_slug[slug].delivery == "in_person" for slug in assumed.slugs]
    assert in_person == sorted(in_person)
    assert {True, False} == set(in_person)
