"""What else could be asked: every offer finds what it says, and none is a dead end."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.browse.alternatives import Counts, apply_filters, find_near_matches, suggest_filters, suggest_spelling
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask

pytestmark = pytest.mark.django_db


def asked_for(query):
    return ask(QueryDict(query), live_snapshot())


def found(offer):
    """How many programs the address of an offer opens."""
    opened = asked_for(offer.selection.query())
    assert not opened.ignored
    return opened.snapshot.count(opened.selection)


def offers(asked):
    counts = Counts(asked.edition)
    return [*suggest_filters(asked, counts), *find_near_matches(asked.selection, {}, counts)]


WORDS = ["fellowship", "science", "Ohio", "OR", "stipend", "paid", "middle school", "online", "-award", "no", "tuition", "teach",
         '"of the year"', "xqzzy", "NBCT", "math/science", "or", "in", "ME", "the"]  # fmt: skip
FILTERS = ["", "&state=OH", "&form=award", "&receives=stipend&pays=tuition", "&experience_max=3&support=place"]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), filters=st.sampled_from(FILTERS))
def test_every_offer_finds_as_many_as_it_says(words, filters):
    asked = asked_for(f"q={'+'.join(words).replace(' ', '+')}{filters}")
    assume(not asked.query.cut)  # longer than a search reads: each page says so
    counts = Counts(asked.edition)
    assert counts.match(asked.selection) == asked.snapshot.match(asked.selection)
    for offer in offers(asked):
        assert found(offer) == offer.count > 0
    for offer in find_near_matches(apply_filters(asked, counts), {}, counts):
        assert found(offer) == offer.count > 0


def describe_offers(offers):
    return [(offer.selection.query(), offer.count) for offer in offers]


def test_words_that_name_values_are_offered_as_filters_all_of_them_first(records):
    asked = asked_for("q=paid+fellowship+in+Ohio")
    open_there = [
        record
        for record in records
        if "stipend" in record.receives and (not record.serves_states or "OH" in record.serves_states)
    ]
    found = suggest_filters(asked, Counts(asked.edition))
    assert [offer.selection.query() for offer in found] == [
        "q=fellowship&state=OH&receives=stipend",
        "q=paid+fellowship&state=OH",
    ]
    assert found[0].words == ("paid", "Ohio")
    assert found[0].state
    assert 0 < found[0].count <= len(open_there)


def test_a_filter_that_finds_nothing_new_is_not_offered():
    for query in ("q=fellowship", "q=science+award", "q=stipend&receives=stipend", "q=Ohio&state=TX", "q=%22online%22"):
        asked = asked_for(query)
        assert suggest_filters(asked, Counts(asked.edition)) == []


def test_two_words_for_one_facet_are_one_filter():
    asked = asked_for("q=elementary+OR+middle+school")
    assert describe_offers(suggest_filters(asked, Counts(asked.edition)))[0][0] == "grade=elementary&grade=middle"


def test_a_word_left_out_is_a_near_match(records):
    asked = asked_for("q=fellowship+xqzzy&state=OH")
    found = find_near_matches(asked.selection, {}, Counts(asked.edition))
    assert [(entry.text, entry.selection.query()) for entry in found] == [("Without “xqzzy”", "q=fellowship&state=OH")]


def test_nothing_left_to_look_for_is_no_near_match():
    asked = asked_for("q=xqzzy")
    assert find_near_matches(asked.selection, {}, Counts(asked.edition)) == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("q=nationl+bord", "q=national+board"),
        ("q=natonal+bord+certification", "q=national+board+certification"),
        ("q=insructional+coch", "q=instructional+coach"),
        ("q=techer+of+teh+year", "q=teacher+of+the+year"),
        ("q=nationel+bored", "q=national+board"),
        ("q=%22natonal+board%22", "q=%22national+board%22"),
        ("q=coch", "q=coach"),  # the beginning of one word alone
        ("q=-awrd", "q=-award"),
        ("q=science+-awrd", "q=science+-award"),
        ("q=felowship+ohoi", "q=fellowship&state=OH"),
    ],
)
def test_the_spelling_that_was_meant_is_the_one_that_finds_most(query, meant):
    asked = asked_for(query)
    selection, count = suggest_spelling(asked, Counts(asked.edition))
    assert selection.query() == meant
    opened = asked_for(meant)
    assert opened.snapshot.count(opened.selection) == count > 0


@pytest.mark.parametrize("query", ["q=science", "q=fellowsh", "q=teh", "q=xqzzy", "q=science+-award", "state=OH", "q=coach+sci"])
def test_what_is_spelled_right_or_like_nothing_is_left_alone(query):
    asked = asked_for(query)
    assert suggest_spelling(asked, Counts(asked.edition)) is None


def test_a_release_is_offered_its_own_programs():
    asked = asked_for("q=stipend&release=2026.11")
    [offer] = suggest_filters(asked, Counts(asked.edition))
    assert offer.selection.query() == "receives=stipend&release=2026.11"
    assert found(offer) == offer.count
