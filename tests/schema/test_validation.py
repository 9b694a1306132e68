"""What a record must be, and how each error reads."""

import json

import pytest

from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import SETS, to_line
from catalog.schema.validation import canonical, validate
from tests.conftest import FIXTURES
from tests.factories import change_json

SUPPORTS = ("prepare", "place", "recognize")


def problems(data):
    with pytest.raises(InvalidRecord) as caught:
        validate(data)
    return {problem.field: f"{problem.message} | {problem.allowed}" for problem in caught.value.problems}


def test_every_real_record_is_valid_and_keeps_its_facts():
    for line in (FIXTURES / "programs.jsonl").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        valid = validate(data).as_json()
        assert valid.keys() == data.keys()
        for support in valid["supports"].values():
            assert support.pop("absence") == (None if support["present"] else "silent")
        for name, value in data.items():
            same = sorted(value) == sorted(valid[name]) if name in SETS else value == valid[name]
            assert same, (data["slug"], name)


def test_sets_come_in_vocabulary_order(a_record):
    data = change_json(a_record, focus=["research", "general_leadership", "equity"])
    assert validate(data).focus == ["general_leadership", "equity", "research"]


def test_a_valid_record_validates_to_itself(records):
    for record in records[::5]:
        data = record.as_json()
        assert validate(record) == validate(data) == record
        assert to_line(record) == to_line(canonical(dict(reversed(data.items()))))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("slug", "Not Kebab", "is not an address | small letters, digits and hyphens"),
        ("slug", "x" * 121, "has 121 characters | at most 120"),
        ("name", "", "is empty | at least 1"),
        ("name", 7, "must be text, not the number 7"),
        ("name", None, "must be text, not null"),
        ("sponsor", "…", "is not a name | a name with at least one"),
        ("sponsor_type", "school", "is not a known code | district state_agency"),
        ("partners", ["A", "A"], "is listed more than once"),
        ("partners", "A", "must be a list, not text"),
        ("scope", "regional", "is not a known code | national multistate state local"),
        ("home_state", "ZZ", "is not a known code | AK AL"),
        ("serves_states", ["CA", "California"], "'California' is not a known code"),
        ("website", "scoe.org", "is not a web address | a full address that starts with http"),
        ("website", "javascript:alert(1)", "is not a web address"),
        ("website", "ftp://example.org/x", "is not a web address"),
        ("summary", "Too short.", "has 10 characters | at least 40"),
        ("summary", "x" * 421, "has 421 characters | at most 420"),
        ("form", [], "is empty | at least 1 entry"),
        ("form", ["fellowship", "job", "gig"], "'job', 'gig' are not known codes | degree certificate"),
        ("focus", ["equity", "equity"], "'equity' is listed more than once"),
        ("duration_months", [12], "has 1 entries | at least 2"),
        ("duration_months", [12, 9], "is longer than the longest"),
        ("duration_months", [0.3, 1], "whole or half"),
        ("min_years_experience", "3", "is not a number"),
        ("min_years_experience", float("nan"), "is not a finite number"),
        ("min_years_experience", True, "is not a number"),
        ("min_years_experience", -1, "is out of range | at least 0"),
        ("deadline_month", 13, "13 is out of range | at most 12"),
        ("deadline_month", 3.5, "must be a whole number"),
        ("deadline_month", True, "must be a whole number"),
        ("deadline_date", "11/23/2026", "is not a date | a date such as 2026-11-23"),
        ("deadline_date", "2026-02-30", "is not a date"),
        ("deadline_rolling", "no", "must be true or false, not text"),
        ("deadline_rolling", None, "must be true or false, not null"),
        ("evidence_year", 1066, "is out of range | at least 1600"),
        ("sources", [], "is empty | at least 1 entry"),
        ("money_note", "a\x00b", "holds a control character"),
        ("eligibility", "\ud800", "holds a broken character"),
        ("supports", None, "must be an object, not null"),
    ],
)
def test_a_problem_of_one_field_says_what_is_wrong_and_what_is_allowed(a_record, field, value, says):
    found = problems(change_json(a_record, {field: value}))
    result = next(text for path, text in found.items() if path.split("[")[0] == field)
    assert says in result


def test_a_missing_and_an_unknown_field_are_named(a_record):
    data = change_json(a_record, colour="blue")
    del data["status"]
    found = problems(data)
    assert "is missing" in found["status"]
    assert "is not a field of the codebook" in found["colour"]


def test_all_errors_are_reported_at_once(a_record):
    assert set(problems(change_json(a_record, slug="?", scope="?", status="?"))) == {"slug", "scope", "status"}


def test_a_program_gives_at_least_one_support(a_record):
    data = change_json(a_record, {"supports.prepare.present": False}, models=[])
    assert "no support is present" in problems(data)["supports"]


def test_missing_supports_and_evidence_are_reported_together(a_record):
    absent = {f"supports.{code}.present": False for code in SUPPORTS}
    silent = {f"supports.{code}.evidence": "" for code in SUPPORTS}
    found = problems(change_json(a_record, absent | silent))
    assert {"supports", "supports.prepare.evidence", "supports.place.evidence"} <= set(found)


@pytest.mark.parametrize("support", SUPPORTS)
def test_each_support_needs_its_evidence_present_or_not(a_record, support):
    path = f"supports.{support}.evidence"
    data = change_json(a_record, {path: ""})
    assert problems(data)[path] == "is empty | at least 10 characters"
    del data["supports"][support]["evidence"]
    assert "is missing" in problems(data)[path]


def test_evidence_may_only_point_to_one_of_the_sources(a_record):
    data = change_json(a_record, {"supports.place.source": "https://example.org/elsewhere"})
    assert "is not one of the sources" in problems(data)["supports.place.source"]


def test_the_same_page_is_not_two_sources(a_record):
    data = change_json(a_record, sources=a_record.sources[:1] * 2)
    assert "is listed twice" in problems(data)["sources[1].url"]


def test_a_basis_belongs_to_recognition_alone(a_record):
    basis = "supports.recognize.basis"
    assert "must be empty" in problems(change_json(a_record, {basis: ["award"]}))[basis]
    assert "is empty" in problems(change_json(a_record, {"supports.recognize.present": True, basis: []}))[basis]


def test_only_a_program_that_prepares_has_models_and_any_may_have_practice(a_record):
    places = {"supports.prepare.present": False, "supports.place.present": True}
    data = change_json(a_record, places, models=["course_based"], practice=["project"])
    assert set(problems(data)) == {"models"}
    assert validate({**data, "models": []}).practice == ["project"]


def test_a_local_program_names_its_place_and_never_seems_nationwide(a_record):
    data = change_json(a_record, locality=None, serves_states=[])
    assert set(problems(data)) == {"locality", "serves_states"}


def test_a_national_program_names_neither_place_nor_states(a_record):
    data = change_json(a_record, scope="national")
    assert set(problems(data)) == {"locality", "serves_states"}


def test_nobody_is_asked_for_more_years_than_a_program_takes(a_record):
    assert set(problems(change_json(a_record, min_years_experience=9, max_years_experience=3))) == {"max_years_experience"}
    for least, most in ((3, 3), (None, 3), (9, None)):
        assert validate(change_json(a_record, min_years_experience=least, max_years_experience=most))


def test_two_spellings_of_one_organization_are_refused(a_record):
    data = change_json(a_record, partners=[a_record.sponsor.upper()])
    assert "is the same organization" in problems(data)["partners[0]"]


@pytest.mark.parametrize("value", [None, 3, "text", [], True])
def test_what_is_no_object_is_no_record(value):
    assert "a record is an object" in problems(value)[""]


def test_numbers_are_whole_where_they_can_be(a_record):
    valid = validate(change_json(a_record, duration_months=[9.0, 12.5], min_years_experience=2.25))
    assert [repr(n) for n in valid.duration_months] == ["9", "12.5"]
    assert valid.min_years_experience == 2.25
