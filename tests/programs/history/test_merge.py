"""Two editors change one record: no change is lost, and fields that both changed are named."""

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


def test_changes_of_different_fields_are_merged(base):
    theirs = changed(base, founded=1999, place__evidence="Their sentence about the place.")
    mine = changed(base, delivery="online", place__present=True)
    merge = compare(base, theirs, mine)
    assert merge.record == changed(
        base, founded=1999, delivery="online", place__present=True, place__evidence="Their sentence about the place."
    )
    assert merge.theirs_only == differences(base, theirs)
    assert merge.mine_only == differences(base, mine)
    assert merge.collisions == ()


def test_a_field_that_both_changed_is_a_collision_and_stays_mine(base):
    merge = compare(base, changed(base, founded=1999, delivery="online"), changed(base, founded=2001, delivery="hybrid"))
    assert merge.collisions == (
        Collision("delivery", "Delivery", ("Not stated",), ("Online",), ("Hybrid",)),
        Collision("founded", "Founded", ("2020",), ("1999",), ("2001",)),
    )
    assert (merge.record.founded, merge.record.delivery) == (2001, "hybrid")
    assert merge.theirs_only == merge.mine_only == ()


def test_the_same_change_by_both_is_no_collision(base):
    theirs, mine = changed(base, founded=1999), changed(base, founded=1999)
    merge = compare(base, theirs, mine)
    assert merge.record == mine
    assert merge.theirs_only == merge.mine_only == merge.collisions == ()


def test_a_list_counts_as_a_whole(base):
    """Supports name sources and their order matters, so lists are not mixed."""
    more = {"url": "https://example.org/more", "title": "More", "read": "2026-11-20"}
    other = {"url": "https://example.org/other", "title": "Other", "read": "2026-11-21"}
    mine = changed(base, sources=[*base.sources, other])
    merge = compare(base, changed(base, sources=[*base.sources, more]), mine)
    assert fields(merge.collisions) == ["sources"]
    assert merge.record.sources == mine.sources


def test_two_valid_changes_can_make_an_invalid_record(base):
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


def test_the_input_is_not_changed(base):
    theirs, mine = changed(base, place__present=True), changed(base, founded=1999)
    before = copy.deepcopy((base, theirs, mine))
    merge = compare(base, theirs, mine)
    merge.record.supports.place.present = merge.record.sources[0].title = None
    assert (base, theirs, mine) == before


@st.composite
def draw_changes(draw, records):
    """A record, and two copies with some fields of other records."""
    base = draw(st.sampled_from(records))
    copies = []
    for _ in range(2):
        other = draw(st.sampled_from(records))
        paths = draw(st.sets(st.sampled_from(sorted(describe_fields(base))), max_size=12))
        copies.append(change(base, {path: attrgetter(path)(other) for path in paths}))
    return base, *copies


@given(st.data())
def test_no_change_is_lost(records, data):
    """Every changed field is in the merged record, or is a collision and mine."""
    base, theirs, mine = data.draw(draw_changes(records))
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
def test_the_order_of_the_two_changes_does_not_matter(records, data):
    base, one, other = data.draw(draw_changes(records))
    merge, swapped = compare(base, one, other), compare(base, other, one)
    assert (merge.theirs_only, merge.mine_only) == (swapped.mine_only, swapped.theirs_only)
    assert [(c.field, c.theirs, c.mine) for c in merge.collisions] == [(c.field, c.mine, c.theirs) for c in swapped.collisions]
    assert [difference.field for difference in differences(merge.record, swapped.record)] == fields(merge.collisions)


@given(st.data())
def test_a_single_change_is_the_merged_record(records, data):
    base, changed, _ = data.draw(draw_changes(records))
    assert compare(base, changed, base).record == changed
    assert compare(base, base, changed).record == changed
    assert compare(base, changed, changed).record == changed
