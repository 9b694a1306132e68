"""Whoever enters or changes a support names the source that shows it."""

import copy

import pytest

from catalog.records import validate
from catalog.records.editing import source_faults

SUPPORTS = ("prepare", "place", "recognize")


@pytest.fixture
def record(a_record):
    """A record whose supports all name their source, but for `place`."""
    a_record["supports"]["place"]["source"] = None
    return validate(a_record)


def changed(record, support, **parts):
    """The record with other parts of one support."""
    after = copy.deepcopy(record)
    after["supports"][support] |= parts
    return after


def fields(faults):
    return [fault.field for fault in faults]


def test_a_new_record_names_a_source_for_each_support_present_or_not(record):
    [fault] = source_faults(None, record)
    assert str(fault) == (
        "supports.place.source: is empty, though the program is new (allowed: the address of the source that shows it)"
    )
    for support in SUPPORTS:
        record["supports"][support]["source"] = None
    assert fields(source_faults(None, record)) == [f"supports.{support}.source" for support in SUPPORTS]


def test_a_support_without_source_may_stay_so_while_nobody_touches_it(record):
    after = {**record, "deadline_month": 3, "website": None, "money_note": "$500", "summary": record["summary"] + " More."}
    assert source_faults(record, after) == []
    assert source_faults(record, changed(record, "prepare", evidence="A year of seminars is described.")) == []


@pytest.mark.parametrize("parts", [{"present": True}, {"evidence": "Graduates serve as paid mentors."}])
def test_a_changed_support_names_its_source(record, parts):
    [fault] = source_faults(record, changed(record, "place", **parts))
    assert fault.field == "supports.place.source"
    assert fault.message == "is empty, though this support is changed"
    assert source_faults(record, changed(record, "place", **parts, source=record["sources"][0]["url"])) == []


def test_another_basis_is_a_change_of_its_support(record):
    record["supports"]["recognize"] |= {"present": True, "basis": ["award"], "source": None}
    assert fields(source_faults(record, changed(record, "recognize", basis=["title"]))) == ["supports.recognize.source"]


def test_a_source_once_named_is_not_taken_away(record):
    assert fields(source_faults(record, changed(record, "prepare", source=None))) == ["supports.prepare.source"]


def test_no_record_is_asked_for_a_source_as_it_stands(records):
    for record in map(validate, records):
        assert source_faults(record, copy.deepcopy(record)) == []
