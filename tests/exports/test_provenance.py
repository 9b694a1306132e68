"""What an export says of itself."""

import pytest

from catalog.exports.provenance import check_count, lines, members
from tests.exports.making import account

ALWAYS = ["Title", "Selection", "Address", "Programs", "Date", "How to cite", "Note", "License"]


def test_the_live_catalog_is_told_by_its_revision():
    told = dict(lines(account(14)))
    assert list(told) == [*ALWAYS[:5], "Revision of the catalog", *ALWAYS[5:]]
    assert told["Revision of the catalog"] == "17"
    assert told["Programs"] == "14"
    assert told["Date"] == "2026-11-24"
    assert "CC BY 4.0" in told["License"]


def test_a_release_is_told_by_its_version_alone():
    told = dict(lines(account(14, release="2026.11")))
    assert list(told) == [*ALWAYS[:5], "Release", *ALWAYS[5:]]
    assert told["Release"] == "2026.11"


def test_a_changed_rule_is_told_where_there_is_one():
    told = dict(lines(account(14, rule="Without the credential rule.")))
    assert list(told) == [*ALWAYS[:5], "Revision of the catalog", "Changed rule", *ALWAYS[5:]]


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
