"""Cross-tables held against a plain count over the records."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.published_records import SnapshotEntry
from catalog.programs.supports import apply_rules
from tests.browse import oracle
from tests.browse.strategies import selections
from typology import Rule

TODAY = datetime.date(2026, 11, 23)
AXES = st.lists(st.sampled_from(list(FACETS)), min_size=1, max_size=2, unique=True)
QUIETLY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture(scope="module")
def snapshot(records):
    return Snapshot(map(SnapshotEntry, records), today=TODAY, coded_twice=oracle.CODED_TWICE)


def agrees(crossed, records, selection, axes):
    """Assert that every cell, total and silent count is the plain count."""
    chosen, bounds, excluded = selection.chosen, selection.bounds, selection.excluded
    shown = oracle.shown(records, chosen, bounds, axes, excluded)
    picked = {axis: chosen.get(axis) or tuple(FACETS[axis].labels) for axis in axes}
    assert crossed.rows == picked[axes[0]]
    assert crossed.columns == (picked[axes[1]] if len(axes) == 2 else ())
    assert crossed.total == len(shown)
    assert crossed.base == sum(oracle.fits(record, chosen, bounds, *axes, excluded=excluded) for record in records)
    assert crossed.kept == {bound: sum(oracle.silent_of(record, bound) for record in shown) for bound in bounds}
    for axis in axes:
        has = {code: sum(code in oracle.values(record, axis) for record in shown) for code in picked[axis]}
        assert crossed.totals[axis] == has
        assert crossed.silent[axis] == {
            empty: oracle.silent(records, chosen, bounds, axes, axis, empty, excluded) for empty in FACETS[axis].empty
        }
    if len(axes) == 1:
        assert crossed.cells == {}
        return
    rows, columns = axes
    cells = dict.fromkeys(((row, column) for row in picked[rows] for column in picked[columns]), 0)
    for record in shown:
        for row in oracle.values(record, rows):
            for column in oracle.values(record, columns):
                if (row, column) in cells:
                    cells[row, column] += 1
    assert {(row, column): count for row, line in crossed.cells.items() for column, count in line.items()} == cells


@settings(max_examples=60, **QUIETLY)
@given(selection=selections(), axes=AXES)
def test_every_cell_and_total_is_the_plain_count(snapshot, records, selection, axes):
    agrees(snapshot.count_cells(selection, *axes), records, selection, axes)


@settings(max_examples=40, **QUIETLY)
@given(selection=selections(), axes=AXES, data=st.data())
def test_choices_in_a_crossed_facet_pick_what_shows_and_change_no_cell(snapshot, selection, axes, data):
    axis = data.draw(st.sampled_from(axes))
    codes = data.draw(st.sets(st.sampled_from(list(FACETS[axis].labels)), min_size=1, max_size=3))
    picked = selection.with_values(axis, tuple(code for code in FACETS[axis].labels if code in codes))
    free = snapshot.count_cells(selection.with_values(axis, ()), *axes)
    found = snapshot.count_cells(picked, *axes)
    assert set(found.rows if axis == axes[0] else found.columns) == codes
    assert found.base == free.base
    assert found.silent == free.silent
    for row, line in found.cells.items():
        for column, count in line.items():
            assert count == free.cells[row][column]


@settings(max_examples=30, **QUIETLY)
@given(selection=selections(), axes=AXES)
def test_without_the_credential_rule_it_is_the_plain_count_of_types_derived_anew(snapshot, records, selection, axes):
    changed = snapshot.under(Rule.NO_CREDENTIAL)
    agrees(changed.count_cells(selection, *axes), oracle.under_rules(records), selection, axes)


@settings(max_examples=20, **QUIETLY)
@given(selection=selections(), axes=AXES, found=st.sets(st.integers(0, 433), max_size=60))
def test_narrowed_to_what_a_search_found_it_counts_that_alone(records, selection, axes, found):
    snapshot = Snapshot(
        (SnapshotEntry(record, None, key) for key, record in enumerate(records)), today=TODAY, coded_twice=oracle.CODED_TWICE
    )
    agrees(snapshot.with_keys(found).count_cells(selection, *axes), [records[key] for key in sorted(found)], selection, axes)
    # in whichever order the snapshot is narrowed and put under the rule
    part = oracle.under_rules(records[key] for key in sorted(found))
    for changed in (
        snapshot.with_keys(found).under(Rule.NO_CREDENTIAL),
        snapshot.under(Rule.NO_CREDENTIAL).with_keys(found),
    ):
        agrees(changed.count_cells(selection, *axes), part, selection, axes)


@settings(max_examples=40, **QUIETLY)
@given(selection=selections(), axes=AXES)
def test_a_cell_is_the_number_of_programs_that_its_selection_finds(snapshot, selection, axes):
    crossed = snapshot.count_cells(selection, *axes)
    for row in crossed.rows:
        if len(axes) == 1:
            assert crossed.totals[axes[0]][row] == snapshot.count(selection.with_values(axes[0], (row,)))
        for column, count in crossed.cells.get(row, {}).items():
            assert count == snapshot.count(selection.with_values(axes[0], (row,)).with_values(axes[1], (column,)))


def test_a_record_under_the_rule_is_the_plain_reading_of_it(records):
    for record in records:
        expected, found = oracle.without(record, ["no-credential"]), apply_rules(record, Rule.NO_CREDENTIAL)
        assert (found is None) == (expected is None), record.slug
        if found is not None:
            assert oracle.present(found) == oracle.present(expected)
            assert bool(found.supports.recognize.basis) == found.supports.recognize.present


def test_type_by_sponsor_of_the_whole_catalog_adds_up(snapshot):
    crossed = snapshot.count_cells(Selection(), "type", "sponsor_type")
    assert crossed.total == crossed.base == 434
    for row, line in crossed.cells.items():
        assert sum(line.values()) == crossed.totals["type"][row]  # each program has one sponsor
    assert sum(crossed.totals["type"].values()) == 434


def test_a_program_with_several_values_counts_once_in_the_totals(snapshot, records):
    crossed = snapshot.count_cells(Selection(), "type", "form")
    assert crossed.totals["type"]["award"] == sum(oracle.values(record, "type") == ["award"] for record in records)
    assert sum(crossed.cells["award"].values()) > crossed.totals["type"]["award"]
