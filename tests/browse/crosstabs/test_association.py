"""Cramér's V, against values computed with SciPy (scipy.stats.contingency.association), and patterns by construction."""

import pytest
from django.http import QueryDict

from catalog.browse.crosstabs.association import association_of, explain_construction, measure_association
from catalog.browse.crosstabs.crosstab import read_crosstab
from catalog.browse.live_snapshot import live_snapshot

TABLE = [[12, 3, 0], [4, 9, 1], [0, 2, 8]]


@pytest.mark.parametrize(
    ("cells", "v"),
    [
        ([[10, 20, 30], [6, 9, 17]], 0.05433137570422292),
        ([[1, 0], [0, 1]], 1.0),
        ([[5, 5], [5, 5]], 0.0),
        (TABLE, 0.6615021043153269),
        ([[12, 3, 0, 0], [4, 9, 0, 1], [0, 0, 0, 0], [0, 2, 0, 8]], 0.6615021043153269),
    ],
)
def test_it_is_that_of_other_software_without_empty_rows_and_columns(cells, v):
    assert measure_association(cells).v == pytest.approx(v)


def test_it_counts_the_cells_that_forbid_a_chi_square_test():
    found = measure_association(TABLE)
    assert (found.rows, found.columns, found.cells, found.small) == (3, 3, 9, 5)


@pytest.mark.parametrize("cells", [[], [[3, 4]], [[3], [4]], [[0, 0], [0, 0]], [[3, 0], [4, 0]]])
def test_one_row_or_one_column_has_none(cells):
    assert measure_association(cells) is None


def crosstab(query):
    return read_crosstab(QueryDict(query), live_snapshot())


@pytest.mark.django_db
def test_only_tables_in_which_each_program_counts_once_have_one():
    assert association_of(crosstab("rows=type&cols=sponsor_type")).v == pytest.approx(0.3354082798286374)
    assert association_of(crosstab("rows=type")) is None
    assert association_of(crosstab("rows=type&cols=focus")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "is_built"),
    [
        ("rows=type&cols=support", True),
        ("rows=support&cols=type", True),
        ("rows=credential&cols=type", True),
        ("rows=credential&cols=type&rule=no-credential", False),
        ("rows=type&cols=model", True),
        ("rows=scope&cols=state", True),
        ("rows=type&cols=sponsor_type", False),
        ("rows=form&cols=type", True),
        ("rows=form&cols=type&rule=no-credential", False),
        ("rows=scope&cols=form&by=type", True),
        ("rows=type", False),
    ],
)
def test_a_pattern_that_a_rule_makes_is_named(query, is_built):
    assert bool(explain_construction(crosstab(query))) == is_built
