"""The merged record: the chosen side of every part, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.duplicates.merge.fields import Side, combine, differing_fields, path_of
from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.validation import validate
from tests.factories import change


def at(record, path):
    value = record.as_json() if isinstance(record, ProgramRecord) else record
    for name in path.split("."):
        value = value[name]
    return value


def part(left, right, path, survivor=Side.LEFT):
    return next(one for one in differing_fields(left, right, survivor) if one.path == path)


@given(data=st.data())
def test_each_part_of_the_merged_record_is_of_the_chosen_side(data, records):
    left, right = data.draw(st.sampled_from(records)), data.draw(st.sampled_from(records))
    parts = differing_fields(left, right)
    choices = {one.path: data.draw(st.sampled_from(one.sides), label=one.path) for one in parts}
    merged = combine(left, right, choices, "the-survivor")
    assert merged["slug"] == "the-survivor"
    fields = [name for name in FIELDS if name not in ("slug", "supports")]
    for path in [*fields, *(f"supports.{code}" for code, _ in left.supports.by_code())]:
        mine, theirs, found = at(left, path), at(right, path), at(merged, path)
        if path not in choices:
            assert mine == theirs == found
        elif choices[path] == Side.BOTH:
            assert found[: len(mine)] == mine
            assert all(member in found or path == "sources" for member in theirs)
            assert all(member in [*mine, *theirs] for member in found)
        else:
            assert found == (mine if choices[path] == Side.LEFT else theirs)


@given(data=st.data(), side=st.sampled_from([Side.LEFT, Side.RIGHT]))
def test_all_of_one_side_is_a_valid_record(data, side, records):
    left, right = data.draw(st.sampled_from(records)), data.draw(st.sampled_from(records))
    merged = combine(left, right, {one.path: side for one in differing_fields(left, right)}, left.slug)
    assert validate(merged) == change(left if side == Side.LEFT else right, slug=left.slug)


def test_a_support_is_chosen_with_its_evidence_and_source(records):
    left, right = records[0], records[1]
    paths = [one.path for one in differing_fields(left, right)]
    assert [path for path in paths if path.startswith("supports")] == ["supports.prepare", "supports.place", "supports.recognize"]
    for field in ("supports.place", "supports.place.evidence", "supports.place.basis[0]"):
        assert path_of(field) == "supports.place"
    assert path_of("sources[2].url") == "sources"


def test_what_only_one_record_states_is_preferred(a_record):
    left, right = change(a_record, founded=None, money_note="", partners=[]), change(a_record, founded=1999, money_note="$500")
    assert part(left, right, "founded").preferred == Side.RIGHT
    assert part(left, right, "money_note").preferred == Side.RIGHT
    assert part(right, left, "founded").preferred == Side.LEFT
    assert part(left, right, "founded", Side.RIGHT).preferred == Side.RIGHT


def test_an_empty_value_that_states_something_is_kept(a_record):
    """No states are all states; no place means that the program is not local."""
    nationwide = change(a_record, serves_states=[], scope="national", locality=None, credentials=[])
    elsewhere = change(a_record, serves_states=["OH"], credentials=["certificate"])
    for path in ("serves_states", "locality", "credentials"):
        assert part(nationwide, elsewhere, path).preferred == Side.LEFT


def test_both_are_offered_where_each_adds_something(a_record):
    left, right = change(a_record, focus=["equity"]), change(a_record, focus=["policy"])
    assert part(left, right, "focus").takes_both
    wider = change(a_record, focus=["equity", "policy"])
    assert not part(left, wider, "focus").takes_both
    assert not part(left, change(a_record, focus=[]), "focus").takes_both
    assert not part(left, change(a_record, name="Another"), "name").takes_both


def test_the_sources_of_both_are_preferred_each_page_once(a_record):
    [source, *_] = a_record.as_json()["sources"]
    old, new = ({**source, "url": f"https://{name}.example.org/"} for name in ("old", "new"))
    left, right = change(a_record, sources=[source, old]), change(a_record, sources=[{**source, "title": "Another"}, new])
    assert part(left, right, "sources").preferred == Side.BOTH
    assert combine(left, right, {"sources": Side.BOTH}, "x")["sources"] == [source, old, new]


@pytest.mark.parametrize("spelling", ["Ohio State University", "ohio state  university"])
def test_an_organization_that_both_name_is_listed_once(a_record, spelling):
    left, right = change(a_record, partners=["Ohio State University"]), change(a_record, partners=[spelling, "Another"])
    assert combine(left, right, {"partners": Side.BOTH}, "x")["partners"] == ["Ohio State University", "Another"]
