"""A snapshot under changed rules is one of the records as they would be under them."""

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.browse.editions.edition import edition
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.published_records import SnapshotEntry
from catalog.programs.supports import apply_rules, supports_of
from tests.browse import oracle
from tests.browse.strategies import selections
from tests.factories import change
from typology import AS_CODED, Rule, Support
from typology.rules import CODING_RULES

TODAY = datetime.date(2026, 11, 24)
CODING = Rule.combinations(CODING_RULES)
RULES = Rule.combinations(~Rule.SECOND_CODER)  # a second coder did not code made-up records
BASIS = [("credential",), ("selection",), ("selection", "credential"), ("award", "credential"), ("title", "selection")]


def recognizing_by(record, basis, prepare, place):
    """The record as it would be if recognize rested on this basis."""
    present = {"prepare": prepare, "place": place, "recognize": True}
    changes = {f"supports.{name}.present": value for name, value in present.items()}
    return change(record, {**changes, "supports.recognize.basis": list(basis)})


@pytest.fixture(scope="module")
def mixed(records):
    """The real records, a third of them with every basis in turn: those that do not count at all leave the catalog."""
    turns = itertools.cycle(itertools.product(BASIS, (True, False), (True, False)))
    changed = [recognizing_by(record, *next(turns)) if number % 3 == 0 else record for number, record in enumerate(records)]
    return [rule_out(record) if number % 2 else record for number, record in enumerate(changed)]


def rule_out(record):
    """The record as it would be if its pages ruled out each support that they do not describe."""
    absent = [code for code, support in record.supports.by_code() if not support.present]
    return change(record, {f"supports.{code}.absence": "stated_absent" for code in absent})


def snapshot(records):
    return Snapshot((SnapshotEntry(record) for record in records), today=TODAY, coded_twice=oracle.CODED_TWICE)


@settings(max_examples=40)
@given(selections(), st.sampled_from(RULES), st.data())
def test_it_answers_as_a_snapshot_of_the_changed_records_does(mixed, selection, rules, data):
    part = data.draw(st.integers(0, 200))
    some = mixed[part : part + 90]
    left = oracle.under_rules(some, rules.codes)
    one, other = snapshot(some).under(rules), snapshot(left)
    sort = "name" if selection.sort == "relevance" else selection.sort
    selection = Selection(chosen=selection.chosen, excluded=selection.excluded, bounds=selection.bounds, sort=sort)
    assert one.count(selection) == other.count(selection)
    assert one.counts(selection) == other.counts(selection)
    assert one.select(selection) == other.select(selection)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rules",
    [
        Rule.SECOND_CODER,
        Rule.SECOND_CODER | Rule.NO_CREDENTIAL | Rule.NOT_ENDED,
        Rule.SECOND_CODER | Rule.NO_SELECTION | Rule.HIGH_CONFIDENCE | Rule.ONE_PER_FAMILY,
    ],
)
def test_by_the_second_coders_codes_it_counts_what_pages_say_as_the_changed_records_do(records, compared_codings, rules):
    some = [rule_out(record) if number % 2 else record for number, record in enumerate(records)]
    codings = {one["slug"]: one for one in compared_codings if one["coder"] == "C"}
    one = snapshot(some).under(rules, edition(live_snapshot()).second_codes)
    other = snapshot(oracle.under_rules(some, rules.codes, codings))
    for chosen in ({}, {"prepare": ("stated_absent", "silent")}, {"recognize": ("given",), "coded_twice": ("differ",)}):
        selection = Selection(chosen=chosen)
        assert one.counts(selection) == other.counts(selection)
        assert one.select(selection) == other.select(selection)


@pytest.mark.parametrize("rules", CODING)
def test_what_is_taken_away_recognizes_no_more_and_the_evidence_stays(mixed, rules):
    for record in mixed:
        changed = apply_rules(record, rules)
        basis = set(record.supports.recognize.basis)
        if not basis or basis - {oracle.TAKEN_AWAY[code] for code in rules.codes}:
            assert changed is record
        elif changed is None:
            assert supports_of(record) == Support.RECOGNIZE
        else:
            assert not changed.supports.recognize.present
            assert changed.supports.recognize.evidence == record.supports.recognize.evidence
            assert supports_of(changed) == supports_of(record) & ~Support.RECOGNIZE


def test_without_a_rule_nothing_changes(mixed):
    whole = snapshot(mixed)
    assert whole.under(AS_CODED) is whole
