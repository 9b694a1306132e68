"""Reading a query: what becomes a selection, what is named as ignored, what is dropped without a word."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalog.browse.facets import BOUNDS, FACETS
from catalog.browse.filters import RANGES
from catalog.browse.filterset import ProgramFilterSet, parse
from catalog.browse.selection import Selection, is_tidy
from tests.browse.strategies import PROGRAMS, selections
from typology import Rule

# design section 8, with the columns of the table, the changed rule and fixed lists
PARAMETERS = """
    type support form sponsor_type scope state home_state focus model practice credential delivery pays
    receives entry audience grade status deadline_month framework confidence function aim prerequisite basis q sponsor
    duration_max experience_max founded_min founded_max seen_min sort page per_page view column release rule list typed
    founded seen duration experience prepare place recognize coded_twice
""".split()
PARAMETERS += [f"-{name}" for name in FACETS]


def read(query):
    return parse(QueryDict(query), PROGRAMS)


def test_the_filterset_declares_exactly_the_designed_parameters():
    assert sorted(ProgramFilterSet.base_filters) == sorted(PARAMETERS)
    assert all(filter_.label for filter_ in ProgramFilterSet.base_filters.values())


def test_a_whole_query_becomes_a_selection():
    parsed = read("state=OH&form=fellowship&form=award&sponsor=nea&duration_max=12.5&sort=seen&view=table&page=2&per_page=50")
    assert parsed.ignored == ()
    selection = parsed.selection
    assert dict(selection.chosen) == {"form": ("fellowship", "award"), "state": ("OH",)}
    assert (selection.sponsors, float(selection.bounds["duration_max"])) == (("nea",), 12.5)
    assert (selection.sort, selection.view, selection.page, selection.per_page) == ("seen", "table", 2, 50)
    assert selection.applied == 5


@given(selections())
def test_a_selection_reads_back_from_its_own_address(selection):
    parsed = read(selection.query())
    assert parsed.ignored == ()
    assert parsed.selection.query() == selection.query()


@pytest.mark.parametrize(
    "query", ["", "form=&founded_min=&sort=", "utm_source=x&utm_campaign=y&fbclid=1&gclid=2&msclkid=3&mc_cid=4"]
)
def test_empty_values_and_advertisers_parameters_are_dropped(query):
    assert read(query).ignored == ()
    assert read(query).selection == Selection()


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("colour=blue", ""),
        ("form=job", ""),
        ("form=Fellowship", ""),
        ("state=Ohio", ""),
        ("status=unstated", ""),
        ("credential=unstated", ""),
        ("delivery=none", ""),
        ("sponsor=nobody", ""),
        ("founded_min=last", "1600 to 2100"),
        ("founded_min=NaN", "1600 to 2100"),
        ("duration_max=1e99999", "0 to 600"),
        ("duration_max=-1", "0 to 600"),
        ("per_page=101", "whole number from 1 to 100"),
        ("page=0", "whole number from 1"),
        ("page=1.5", "whole number from 1"),
        ("page=" + "9" * 5000, "whole number from 1"),
        ("sort=best", "relevance, name, fit, deadline"),
        ("view=globe", "list, table, map"),
        ("rule=no-award", "no-credential, no-selection"),
        ("list=x%20y", ""),
        ("list=Bw", ""),
        ("release=2026.11", "no release"),
        ("form=%00", ""),
        ("q=%00", ""),
    ],
)
def test_a_value_that_is_unknown_is_listed_and_filters_nothing(query, accepted):
    parsed = read(query)
    assert parsed.selection == Selection()
    [ignored] = parsed.ignored
    name, value = next(iter(QueryDict(query).items()))
    assert (ignored.parameter, ignored.value) == (name, "" if name == "colour" else value)
    assert accepted in ignored.help
    assert bool(accepted) == bool(ignored.help)
    assert len(str(ignored)) < 300


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_a_range_that_ends_before_it_starts_is_named_and_its_end_ignored(low, high):
    parsed = read(f"{low}=2000&{high}=1990")
    assert [(entry.parameter, entry.value) for entry in parsed.ignored] == [(high, "1990")]
    assert parsed.selection.bounds == {low: 2000}
    assert read(f"{low}=1990&{high}=1990").ignored == ()


def test_every_field_with_two_bounds_is_a_range():
    fields = [bound.facet for bound in BOUNDS.values()]
    assert len(RANGES) == len(fields) - len(set(fields)) == 1


def test_a_search_is_put_on_one_line_and_sorts_by_best_match():
    selection = read("q=+science%00%0A%20fellowship%09").selection
    assert (selection.q, selection.sort, selection.applied) == ("science fellowship", "relevance", 1)
    assert selection.query() == "q=science+fellowship"
    assert read("q=a&sort=name").selection.query() == "q=a&sort=name"
    assert selection.without_search() == Selection()
    assert selection.unfiltered() == Selection()


def test_a_search_too_long_is_cut_and_says_so():
    parsed = read("q=" + "x" * 10_000)
    assert parsed.selection.q == "x" * 200
    assert "A search reads 200 characters, and this has 10,000" in str(parsed.ignored[0])


def test_known_values_beside_unknown_ones_count():
    parsed = read("form=award&form=job&sponsor=nasa&sponsor=nobody")
    assert dict(parsed.selection.chosen) == {"form": ("award",)}
    assert parsed.selection.sponsors == ("nasa",)
    assert [entry.value for entry in parsed.ignored] == ["job", "nobody"]


@pytest.mark.parametrize("first", ["", "rule=no-selection&"])
def test_changed_rules_add_up_and_have_one_address(first):
    parsed = read(f"{first}rule=no-credential&rule=no-selection")
    assert parsed.ignored == ()
    assert parsed.selection.rules == Rule.NO_CREDENTIAL | Rule.NO_SELECTION
    assert parsed.selection.query() == "rule=no-credential&rule=no-selection"
    assert parsed.selection.edition() == parsed.selection
    assert parsed.selection.present() == Selection()


def test_an_unknown_rule_is_named_and_the_known_one_counts():
    parsed = read("rule=no-award&rule=no-selection")
    assert parsed.selection.rules == Rule.NO_SELECTION
    assert [(entry.parameter, entry.value) for entry in parsed.ignored] == [("rule", "no-award")]
    assert "no-credential, no-selection" in str(parsed.ignored[0])


@pytest.mark.parametrize(
    ("query", "tidy"),
    [
        ("", True),
        ("type=credential&rule=no-selection&q=x", True),
        ("type=job&colour=red", True),
        ("type=prepare-recognize", False),
        ("form=award&type=credential&type=place", False),
        ("q=&form=award", False),
    ],
)
def test_a_query_is_tidy_without_empty_values_and_other_names_of_codes(query, tidy):
    assert is_tidy(QueryDict(query)) == tidy


def test_of_a_single_valued_parameter_the_last_counts_and_the_rest_is_named():
    parsed = read("sort=seen&sort=founded")
    assert parsed.selection.sort == "founded"
    assert "“seen” ignored" in str(parsed.ignored[0])


@given(st.dictionaries(st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=8)), st.lists(st.text(max_size=12)), max_size=6))
def test_nothing_typed_raises(query):
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    read(data.urlencode())
