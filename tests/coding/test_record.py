"""What a line of second codings must be, and how each error reads."""

import copy
from collections import Counter

import pytest

from catalog.coding.record import validate_coding
from catalog.schema.errors import InvalidRecord


@pytest.fixture
def coding(second_codings):
    return copy.deepcopy(second_codings[0])


def problems(coding):
    with pytest.raises(InvalidRecord) as caught:
        validate_coding(coding)
    return {problem.field: f"{problem.message} | {problem.allowed}" for problem in caught.value.problems}


def test_every_real_coding_is_valid_and_keeps_its_facts(compared_codings):
    assert [validate_coding(coding) for coding in compared_codings] == compared_codings


def test_the_codings_are_of_three_coders_under_two_codebooks(compared_codings):
    found = Counter((coding["coder"], coding["codebook"]) for coding in compared_codings)
    assert found == {("B", "1"): 60, ("A", "2"): 60, ("C", "2"): 60}
    assert len({coding["slug"] for coding in compared_codings}) == 60


def test_a_coding_from_before_codebooks_was_made_with_the_first(coding):
    del coding["codebook"]
    assert validate_coding(coding) == {**coding, "codebook": "1"}


def test_a_coding_may_have_no_support_no_page_and_no_day(coding):
    coding.update(page=None, same_page=None, read=None)
    for support in coding["supports"].values():
        support["present"] = False
    assert validate_coding(coding) == coding


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("slug", "Not Kebab", "is not an address | small letters, digits and hyphens"),
        ("slug", None, "must be text, not null"),
        ("coder", "", "is empty | at least 1"),
        ("coder", "x" * 21, "has 21 characters | at most 20"),
        ("codebook", "two", "'two' is not the number of a codebook | a whole number from 1 to 999"),
        ("codebook", "0", "is not the number of a codebook"),
        ("codebook", 2, "must be text, not the number 2"),
        ("read", "23 November", "is not a date | a date such as 2026-11-23"),
        ("page", "philasd.org", "is not a web address"),
        ("same_page", "yes", "must be true or false, not text"),
        ("same_page", 1, "must be true or false, not the number 1"),
        ("confidence", "sure", "is not a known code | high medium low"),
        ("supports", [], "must be an object, not a list"),
        ("colour", "blue", "is not a field of a coding | a coding's fields"),
    ],
)
def test_a_problem_of_one_field_says_what_is_wrong_and_what_is_allowed(coding, field, value, says):
    coding[field] = value
    assert says in problems(coding)[field]


@pytest.mark.parametrize("support", ["prepare", "place", "recognize"])
def test_each_support_is_coded_with_its_evidence(coding, support):
    coding["supports"][support] = {"present": 1, "evidence": " "}
    found = problems(coding)
    assert found[f"supports.{support}.present"].startswith("must be true or false, not the number 1")
    assert found[f"supports.{support}.evidence"] == "is empty | at least 10 characters"
    del coding["supports"][support]
    assert problems(coding)[f"supports.{support}"].startswith("is missing")


def test_all_errors_are_reported_at_once(coding):
    coding.update(slug="?", confidence="?", page="?")
    del coding["coder"]
    assert set(problems(coding)) == {"slug", "confidence", "page", "coder"}


@pytest.mark.parametrize("value", [None, [], "text", 7])
def test_a_coding_is_an_object(value):
    assert problems(value)[""].startswith("a coding is an object, not ")


def test_what_pages_say_of_an_absent_support_is_kept_if_it_was_coded(coding):
    absent = next(code for code, support in coding["supports"].items() if not support["present"])
    given = next(code for code, support in coding["supports"].items() if support["present"])
    coding["supports"][absent]["absence"] = "stated_absent"
    coding["supports"][given]["absence"] = "silent"
    supports = validate_coding(coding)["supports"]
    assert {code: support.get("absence") for code, support in supports.items() if "absence" in support} == {
        absent: "stated_absent"
    }
    coding["supports"][absent]["absence"] = "given"
    assert f"supports.{absent}.absence" in problems(coding)
