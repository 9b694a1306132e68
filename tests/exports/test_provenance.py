"""What an export says of itself."""

import pytest

from catalog.exports.provenance import check_count, lines, members
from tests.exports.making import account

ALWAYS = ["Title", "Selection", "Address", "Programs", "Date", "How to cite", "Note", "License"]


@pytest.mark.parametrize(
    ("changed", "labels"),
    [
        ({}, ["Revision of the catalog"]),
        ({"release": "2026.11"}, ["Release"]),
        ({"rule": "Without the credential rule."}, ["Revision of the catalog", "Changed rule"]),
    ],
)
def test_an_export_states_its_revision_or_release_and_a_changed_rule(changed, labels):
    result = dict(lines(account(14, **changed)))
    assert list(result) == [*ALWAYS[:5], *labels, *ALWAYS[5:]]
    assert [result[label] for label in ("Programs", "Date")] == ["14", "2026-11-24"]
    assert result[labels[0]] == changed.get("release", "17")
    assert "CC BY 4.0" in result["License"]


@pytest.mark.parametrize("changed", [{}, {"release": "2026.11"}, {"rule": "Without the credential rule."}])
def test_lines_and_members_tell_the_same(changed):
    about = account(14, **changed)
    assert sorted(map(str, members(about).values())) == sorted(value for _, value in lines(about))


def test_the_entries_must_be_as_many_as_is_said():
    assert list(check_count("abc", account(3))) == ["a", "b", "c"]
    assert list(check_count([], account(0))) == []
    for entries in ("ab", "abcd", ""):
        with pytest.raises(ValueError, match=f"states 3 programs, but has {len(entries)}"):
            list(check_count(entries, account(3)))
