"""What a record must be, and how each fault is told."""

import pytest

from catalog.records import RecordFaults, canonical, to_line, validate


def faults(record):
    with pytest.raises(RecordFaults) as caught:
        validate(record)
    return {fault.field: f"{fault.message} | {fault.allowed}" for fault in caught.value.faults}


def test_every_real_record_is_valid_and_keeps_its_facts(records):
    for record in records:
        valid = validate(record)
        for name, value in record.items():
            same = sorted(value) == sorted(valid[name]) if name in SETS else value == valid[name]
            assert same, (record["slug"], name)


SETS = """
    form models practice credentials frameworks focus receives audience grade_bands serves_states
""".split()


def test_sets_come_in_vocabulary_order(a_record):
    a_record["focus"] = ["research", "general_leadership", "equity"]
    assert validate(a_record)["focus"] == ["general_leadership", "equity", "research"]


def test_a_valid_record_validates_to_itself(records):
    for record in records:
        valid = validate(record)
        assert validate(valid) == valid
        assert to_line(valid) == to_line(canonical(dict(reversed(valid.items()))))


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
def test_a_fault_of_one_field_says_what_is_wrong_and_what_is_allowed(a_record, field, value, says):
    a_record[field] = value
    found = faults(a_record)
    told = next(text for path, text in found.items() if path.split("[")[0] == field)
    assert says in told


def test_a_missing_and_an_unknown_field_are_named(a_record):
    del a_record["status"]
    a_record["colour"] = "blue"
    found = faults(a_record)
    assert "is missing" in found["status"]
    assert "is not a field of the codebook" in found["colour"]


def test_every_fault_is_told_at_once(a_record):
    a_record.update(slug="?", scope="?", status="?")
    assert set(faults(a_record)) == {"slug", "scope", "status"}


def test_a_program_gives_at_least_one_support(a_record):
    a_record["supports"]["prepare"]["present"] = False
    a_record["models"] = []
    assert "no support is present" in faults(a_record)["supports"]


def test_no_support_and_no_evidence_are_told_together(a_record):
    for support in a_record["supports"].values():
        support.update(present=False, evidence="")
    assert {"supports", "supports.prepare.evidence", "supports.place.evidence"} <= set(faults(a_record))


@pytest.mark.parametrize("support", ["prepare", "place", "recognize"])
def test_each_support_needs_its_evidence_present_or_not(a_record, support):
    a_record["supports"][support]["evidence"] = ""
    assert faults(a_record)[f"supports.{support}.evidence"] == "is empty | at least 10 characters"
    del a_record["supports"][support]["evidence"]
    assert "is missing" in faults(a_record)[f"supports.{support}.evidence"]


def test_evidence_may_only_point_to_one_of_the_sources(a_record):
    a_record["supports"]["place"]["source"] = "https://example.org/elsewhere"
    assert "is not one of the sources" in faults(a_record)["supports.place.source"]


def test_the_same_page_is_not_two_sources(a_record):
    a_record["sources"] *= 2
    assert "is listed twice" in faults(a_record)["sources[1].url"]


def test_a_basis_belongs_to_recognition_alone(a_record):
    a_record["supports"]["recognize"]["basis"] = ["award"]
    assert "must be empty" in faults(a_record)["supports.recognize.basis"]
    a_record["supports"]["recognize"] |= {"present": True, "basis": []}
    assert "is empty" in faults(a_record)["supports.recognize.basis"]


def test_only_a_program_that_prepares_has_models_and_practice(a_record):
    a_record["supports"]["prepare"]["present"] = False
    a_record["supports"]["place"]["present"] = True
    a_record["practice"] = ["project"]
    assert set(faults(a_record)) == {"models", "practice"}


def test_a_local_program_names_its_place_and_never_seems_nationwide(a_record):
    a_record["locality"] = None
    a_record["serves_states"] = []
    assert set(faults(a_record)) == {"locality", "serves_states"}


def test_a_national_program_names_neither_place_nor_states(a_record):
    a_record["scope"] = "national"
    assert set(faults(a_record)) == {"locality", "serves_states"}


def test_two_spellings_of_one_organization_are_refused(a_record):
    a_record["partners"] = [a_record["sponsor"].upper()]
    assert "is the same organization" in faults(a_record)["partners[0]"]


@pytest.mark.parametrize("value", [None, 3, "text", [], True])
def test_what_is_no_object_is_no_record(value):
    assert "a record is an object" in faults(value)[""]


def test_numbers_are_whole_where_they_can_be(a_record):
    a_record.update(duration_months=[9.0, 12.5], min_years_experience=2.25)
    valid = validate(a_record)
    assert [repr(n) for n in valid["duration_months"]] == ["9", "12.5"]
    assert valid["min_years_experience"] == 2.25
