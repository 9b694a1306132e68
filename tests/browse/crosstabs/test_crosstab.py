"""Random cross-tables held against a plain count: base, exclusion, stated alone, bands, absence, second coding and rules."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browse.crosstabs.crosstab import BASES, read_crosstab
from catalog.browse.facets import FACETS, UNSTATED
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import Selection
from tests.browse import oracle
from tests.browse.strategies import selections
from tests.browse.test_results import agrees
from typology import Rule

pytestmark = pytest.mark.django_db
# those that say more than a code of the record, as often as all others
NEWEST = ["prepare", "place", "recognize", "coded_twice", "basis", "framework", *oracle.BANDS]
AXES = st.lists(st.sampled_from(NEWEST) | st.sampled_from(list(FACETS)), min_size=1, max_size=2, unique=True)
# what programs have that do not state an attribute; of frameworks, `none` says no more
NOT_STATED = {"framework": "none"} | {name: UNSTATED for name, facet in FACETS.items() if UNSTATED in facet.empty}
STATED = st.lists(st.sampled_from([name for name, code in NOT_STATED.items() if code == UNSTATED]), max_size=2, unique=True)


@pytest.fixture
def part(records, compared_codings):
    """The records that are left under changed rules, by rules."""
    codings = {line["slug"]: line for line in compared_codings if line["coder"] == "C"}
    left = {Rule(0): records}

    def under(rules):
        if rules not in left:
            left[rules] = oracle.under_rules(records, rules.codes, codings)
        return left[rules]

    return under


def leave_out_unstated(selection, facets):
    """The selection as the oracle reads it where these facets must be stated."""
    excluded = {name: (*selection.excluded.get(name, ()), NOT_STATED[name]) for name in facets}
    return Selection(chosen=selection.chosen, bounds=selection.bounds, excluded={**selection.excluded, **excluded})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    selection=selections().map(Selection.without_search),
    axes=AXES,
    base=st.sampled_from(list(BASES)),
    stated=STATED,
    rules=st.just(Rule(0)) | st.integers(0, 127).map(Rule),
)
def test_a_cross_table_of_any_address_is_the_plain_count(part, selection, axes, base, stated, rules):
    query = QueryDict(
        Selection(chosen=selection.chosen, bounds=selection.bounds, excluded=selection.excluded, rules=rules).query(),
        mutable=True,
    )
    query.update({"rows": axes[0], "cols": axes[1] if len(axes) == 2 else "", "base": base})
    for name in stated:
        query.appendlist(name, "stated")
    crosstab = read_crosstab(query, live_snapshot())
    assert not crosstab.ignored
    of_table = [axis for axis in axes if axis in NOT_STATED] if base == "stated" else []
    agrees(crosstab.count(), part(rules), leave_out_unstated(selection, {*stated, *of_table}), axes)
