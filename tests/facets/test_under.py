"""A snapshot under a changed rule is one of the records as they would stand under it."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.facets.selection import Selection
from catalog.facets.snapshot import Snapshot
from catalog.records.published import Entry
from catalog.records.ruled import ruled, supports_of
from tests.facets.strategies import selections
from tests.factories import change
from typology import Rule, Support

TODAY = datetime.date(2026, 11, 24)


def with_credential_alone(record, prepare, place):
    """The record as it would be if it recognized by a credential alone."""
    present = {"prepare": prepare, "place": place, "recognize": True}
    changes = {f"supports.{name}.present": value for name, value in present.items()}
    return change(record, {**changes, "supports.recognize.basis": ["credential"]})


@pytest.fixture(scope="module")
def mixed(records):
    """The real records, and some that have nothing but a credential: under the rule these leave the catalog."""
    changed = [with_credential_alone(record, number % 3 == 0, number % 5 == 0) for number, record in enumerate(records[:60])]
    return changed + records[60:]


def snapshot(records):
    return Snapshot((Entry(record) for record in records), today=TODAY)


@settings(max_examples=80)
@given(selections(), st.data())
def test_it_answers_as_a_snapshot_of_the_changed_records_does(mixed, selection, data):
    part = data.draw(st.integers(0, 200))
    some = mixed[part : part + 90]
    left = [record for record in (ruled(record, Rule.NO_CREDENTIAL) for record in some) if record]
    one, other = snapshot(some).under(Rule.NO_CREDENTIAL), snapshot(left)
    sort = "name" if selection.sort == "relevance" else selection.sort
    selection = Selection(chosen=selection.chosen, bounds=selection.bounds, sort=sort)
    assert one.count(selection) == other.count(selection)
    assert one.counts(selection) == other.counts(selection)
    assert one.select(selection) == other.select(selection)


def test_a_credential_alone_recognizes_no_more_and_the_evidence_stays(mixed):
    for record in mixed:
        changed = ruled(record, Rule.NO_CREDENTIAL)
        rests = record.supports.recognize.basis == ["credential"]
        if not rests:
            assert changed is record
        elif changed is None:
            assert supports_of(record) == Support.RECOGNIZE
        else:
            assert not changed.supports.recognize.present
            assert changed.supports.recognize.evidence == record.supports.recognize.evidence
            assert supports_of(changed) == supports_of(record) & ~Support.RECOGNIZE


def test_without_a_rule_nothing_changes(mixed):
    whole = snapshot(mixed)
    assert whole.under(None) is whole
