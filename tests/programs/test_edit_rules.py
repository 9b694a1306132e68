"""Rules for changes: a changed support names its source and has new evidence, and no year is in the future."""

import datetime

import pytest

from catalog.programs.edit_rules import check_change, check_evidence, check_future_dates, check_sources, check_year
from catalog.schema.upgrades import load_stored
from tests.factories import change, change_json

SUPPORTS = ("prepare", "place", "recognize")
TODAY = datetime.date(2026, 11, 30)


@pytest.fixture
def record(a_record):
    """A record whose supports all name their source, except `place`."""
    return change(a_record, {"supports.place.source": None})


def changed(record, support, **parts):
    """The JSON of the record with other parts of one support."""
    return change_json(record, {f"supports.{support}.{part}": value for part, value in parts.items()})


def fields(problems):
    return [problem.field for problem in problems]


def test_a_new_record_names_a_source_for_each_support_present_or_not(record):
    [problem] = check_sources(None, record.as_json())
    assert str(problem) == (
        "supports.place.source: is empty, though the program is new (allowed: the address of the source that shows it)"
    )
    untied = change_json(record, {f"supports.{support}.source": None for support in SUPPORTS})
    assert fields(check_sources(None, untied)) == [f"supports.{support}.source" for support in SUPPORTS]


def test_an_unchanged_support_needs_no_source(record):
    after = change_json(record, deadline_month=3, website=None, money_note="$500", summary=record.summary + " More.")
    assert check_sources(record, after) == []
    assert check_sources(record, changed(record, "prepare", evidence="A year of seminars is described.")) == []


@pytest.mark.parametrize("parts", [{"present": True}, {"evidence": "Graduates serve as paid mentors."}])
def test_a_changed_support_names_its_source(record, parts):
    [problem] = check_sources(record, changed(record, "place", **parts))
    assert problem.field == "supports.place.source"
    assert problem.message == "is empty, though this support is changed"
    assert check_sources(record, changed(record, "place", **parts, source=record.sources[0].url)) == []


def test_another_basis_changes_the_support(record):
    untied = {"present": True, "basis": ["award"], "source": None}
    record = change(record, {f"supports.recognize.{part}": value for part, value in untied.items()})
    assert fields(check_sources(record, changed(record, "recognize", basis=["title"]))) == ["supports.recognize.source"]


def test_a_source_cannot_be_removed(record):
    assert fields(check_sources(record, changed(record, "prepare", source=None))) == ["supports.prepare.source"]


@pytest.mark.parametrize("was", [True, False])
def test_a_support_that_changes_between_yes_and_no_needs_new_evidence(record, was):
    record = change(record, {"supports.place.present": was})
    [problem] = check_evidence(record, changed(record, "place", present=not was))
    assert str(problem) == (
        "supports.place.evidence: did not change, though the support changes to "
        + ("no (allowed: a sentence that says why it is absent)" if was else "yes (allowed: a sentence that says what shows it)")
    )
    blanks = f"  {record.supports.place.evidence} "
    assert fields(check_evidence(record, changed(record, "place", present=not was, evidence=blanks))) == [problem.field]
    assert check_evidence(record, changed(record, "place", present=not was, evidence="Graduates serve as mentors.")) == []


def test_evidence_may_change_or_stay_if_the_support_stays(record):
    assert check_evidence(record, changed(record, "place", evidence="Graduates serve as mentors.")) == []
    assert check_evidence(record, changed(record, "place", source=record.sources[0].url)) == []
    assert check_evidence(None, record.as_json()) == []


@pytest.mark.parametrize("name", ["founded", "evidence_year"])
def test_a_year_in_the_future_is_refused(record, name):
    for before in (None, record):
        [problem] = check_future_dates(before, change_json(record, {name: 2027}), TODAY)
        assert (problem.field, problem.message, problem.allowed) == (name, "2027 is still to come", "2026 at the latest")
        assert check_future_dates(before, change_json(record, {name: 2026}), TODAY) == []
        assert check_future_dates(before, change_json(record, {name: None}), TODAY) == []
    known = change(record, {name: 2027})
    assert check_future_dates(known, change_json(known, summary="Other words."), TODAY) == []


def test_a_reading_day_in_the_future_is_refused(record):
    first = record.sources[0]
    tomorrow = change_json(record, sources=[first, {"url": "https://example.org/new", "title": "New", "read": "2026-12-01"}])
    [problem] = check_future_dates(record, tomorrow, TODAY)
    assert str(problem) == "sources[1].read: 2026-12-01 is still to come (allowed: 2026-11-30 at the latest)"
    assert fields(check_future_dates(None, tomorrow, TODAY)) == ["sources[1].read"]
    assert check_future_dates(record, tomorrow, TODAY + datetime.timedelta(days=1)) == []
    known = load_stored(tomorrow)
    assert check_future_dates(known, change_json(known, sources=known.sources[::-1]), TODAY) == []


def test_all_problems_are_returned_even_for_an_invalid_record(record):
    other = not record.supports.place.present
    source = {**record.sources[0].model_dump(), "read": "2099-01-01"}
    typed = change_json(record, {"supports.place.present": other}, founded=2099, scope="moon", sources=[source])
    assert fields(check_change(record, typed, TODAY)) == [
        "supports.place.source",
        "supports.place.evidence",
        "founded",
        "sources[0].read",
    ]


@pytest.mark.parametrize("value", [None, "soon", 7, [], ["x"], {"place": 3}, {"place": {"present": "yes"}}])
def test_values_of_a_wrong_kind_are_ignored(record, value):
    for name in ("supports", "sources", "founded", "evidence_year"):
        assert "place.evidence" not in str(check_change(record, change_json(record, {name: value}), TODAY))
    source = {**record.sources[0].model_dump(), "read": value}
    assert check_change(record, change_json(record, sources=[source]), TODAY) == []
    assert check_year("founded", value, TODAY) == []


def test_an_unknown_support_is_ignored(record):
    typed = change_json(record, {"supports.feed": {"present": True}})
    assert fields(check_change(record, typed, TODAY)) == []


def test_an_unchanged_record_has_no_problem(records):
    for record in records:
        assert check_change(record, record.as_json(), datetime.date(1900, 1, 1)) == []
