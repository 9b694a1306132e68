"""Two editors change one record: nothing of either is lost, and what both changed is named."""

import copy
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.programs.history.diff import describe_fields, differences
from catalog.programs.history.merge import Collision, compare
from catalog.schema.validation import canonical, validate
from tests.factories import change


@pytest.fixture
def base(a_record):
    return a_record


def changed(record, **parts):
    """The record with some fields changed; a field of a support is named ``place__evidence``."""
    supports = {f"supports.{name.replace('__', '.')}": value for name, value in parts.items() if "__" in name}
    return change(record, supports, **{name: value for name, value in parts.items() if "__" not in name})


def fields(found):
    return [one.field for one in found]


def test_what_each_changed_alone_comes_together(base):
    theirs = changed(base, founded=1999, place__evidence="Their sentence about the place.")
    mine = changed(base, delivery="online", place__present=True)
    merge = compare(base, theirs, mine)
    assert merge.record == changed(
        base, founded=1999, delivery="online", place__present=True, place__evidence="Their sentence about the place."
    )
    assert merge.theirs_only == differences(base, theirs)
    assert merge.mine_only == differences(base, mine)
    assert merge.collisions == ()


def test_what_both_changed_is_named_in_words_and_stays_mine(base):
    merge = compare(base, changed(base, founded=1999, delivery="online"), changed(base, founded=2001, delivery="hybrid"))
    assert merge.collisions == (
        Collision("delivery", "Delivery", ("Not stated",), ("Online",), ("Hybrid",)),
        Collision("founded", "Founded", ("2020",), ("1999",), ("2001",)),
    )
    assert (merge.record.founded, merge.record.delivery) == (2001, "hybrid")
    assert merge.theirs_only == merge.mine_only == ()


def test_what_both_changed_alike_is_no_collision(base):
    theirs, mine = changed(base, founded=1999), changed(base, founded=1999)
    merge = compare(base, theirs, mine)
    assert merge.record == mine
    assert merge.theirs_only == merge.mine_only == merge.collisions == ()


def test_sources_count_as_a_whole(base):
    """Supports are tied to sources, and their order tells: a mixture of two lists would be nobody's."""
    more = {"url": "https://example.org/more", "title": "More", "read": "2026-11-20"}
    other = {"url": "https://example.org/other", "title": "Other", "read": "2026-11-21"}
    mine = changed(base, sources=[*base.sources, other])
    merge = compare(base, changed(base, sources=[*base.sources, more]), mine)
    assert fields(merge.collisions) == ["sources"]
    assert merge.record.sources == mine.sources


def test_both_changes_can_break_a_rule_together_though_neither_does_alone(base):
    tied = changed(base, place__source=base.sources[0].url)
    theirs = validate(
        changed(
            base,
            sources=[{"url": "https://example.org/other", "title": "Other", "read": "2026-11-21"}],
            prepare__source=None,
            place__source=None,
            recognize__source=None,
        )
    )
    merge = compare(changed(base, place__source=None), theirs, tied)
    with pytest.raises(ValueError, match="is not one of the sources"):
        validate(merge.record)


def test_the_records_given_stay_as_they_are(base):
    theirs, mine = changed(base, place__present=True), changed(base, founded=1999)
    before = copy.deepcopy((base, theirs, mine))
    merge = compare(base, theirs, mine)
    merge.record.supports.place.present = merge.record.sources[0].title = None
    assert (base, theirs, mine) == before


@st.composite
def three_hands(draw, records):
    """A record, and two of it in which any fields were taken from other records."""
    base = draw(st.sampled_from(records))
    hands = []
    for _ in range(2):
        other = draw(st.sampled_from(records))
        paths = draw(st.sets(st.sampled_from(sorted(describe_fields(base))), max_size=12))
        hands.append(change(base, {path: attrgetter(path)(other) for path in paths}))
    return base, *hands


@given(st.data())
def test_nothing_of_either_is_lost(records, data):
    """Every field that somebody changed is in the merged record as she left it, or named as a collision and mine."""
    base, theirs, mine = data.draw(three_hands(records))
    merge = compare(base, theirs, mine)
    by_them, by_me = set(fields(differences(base, theirs))), set(fields(differences(base, mine)))
    collisions = set(fields(merge.collisions))
    assert collisions <= by_them & by_me
    assert set(fields(merge.theirs_only)) == by_them - by_me
    assert set(fields(merge.mine_only)) == by_me - by_them
    assert set(fields(differences(theirs, merge.record))) == (by_me - by_them) | collisions
    assert set(fields(differences(mine, merge.record))) == by_them - by_me
    assert merge.record == canonical(merge.record)


@given(st.data())
def test_whoever_comes_second_the_same_is_found(records, data):
    base, one, other = data.draw(three_hands(records))
    merge, swapped = compare(base, one, other), compare(base, other, one)
    assert (merge.theirs_only, merge.mine_only) == (swapped.mine_only, swapped.theirs_only)
    assert [(c.field, c.theirs, c.mine) for c in merge.collisions] == [(c.field, c.mine, c.theirs) for c in swapped.collisions]
    assert [difference.field for difference in differences(merge.record, swapped.record)] == fields(merge.collisions)


@given(st.data())
def test_where_only_one_changed_anything_the_record_is_hers(records, data):
    base, changed, _ = data.draw(three_hands(records))
    assert compare(base, changed, base).record == changed
    assert compare(base, base, changed).record == changed
    assert compare(base, changed, changed).record == changed
