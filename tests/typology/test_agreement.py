"""Percent agreement, Cohen's kappa and Gwet's AC1, against worked examples and against what holds for all inputs."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typology.agreement import agreement

categories = st.sampled_from("abcd")
some_pairs = st.lists(st.tuples(categories, categories), min_size=1, max_size=40)
few = {"resamples": 200}  # enough for a rule, quick for many inputs


def table(*rows):
    """The pairs of a table of counts: first coder's category by row, second's by column."""
    return [(row, column) for row, counts in enumerate(rows) for column, count in enumerate(counts) for _ in range(count)]


@pytest.mark.parametrize(
    ("rows", "percent", "kappa"),
    [
        # two raters, yes and no, as they stand in the literature on kappa
        (((20, 5), (10, 15)), 70.0, 0.4),
        (((45, 15), (25, 15)), 60.0, 0.1304),
        (((25, 35), (5, 35)), 60.0, 0.2593),
    ],
)
def test_published_examples(rows, percent, kappa):
    found = agreement(table(*rows))
    assert found.percent == percent
    assert round(found.kappa, 4) == kappa


def test_three_categories_as_counted_by_hand():
    rows = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    observed = Fraction(88 + 40 + 12, 200)
    expected = Fraction(120, 200) * Fraction(100, 200) + Fraction(60, 200) ** 2 + Fraction(20, 200) * Fraction(40, 200)
    found = agreement(table(*rows))
    assert (found.n, found.agreed) == (200, 140)
    assert found.kappa == float((observed - expected) / (1 - expected)) == float(Fraction(29, 59))


@pytest.mark.parametrize(
    ("rows", "kappa", "ac1"),
    [
        # two abstractors, three categories, as published with the package irrCAC
        (((13, 0, 0), (0, 20, 7), (0, 4, 56)), 0.7964094, 0.8493305),
        # nearly all items of one category: the coders differ on 7 of 125, kappa is below chance, AC1 is not (Gwet 2008)
        (((118, 5), (2, 0)), -0.0234, 0.9408),
    ],
)
def test_ac1_of_published_examples(rows, kappa, ac1):
    found = agreement(table(*rows))
    assert found.kappa == pytest.approx(kappa, abs=5e-5)
    assert found.ac1 == pytest.approx(ac1, abs=5e-5)


def test_ac1_as_counted_by_hand():
    """Three categories; on the third the coders always agree."""
    rows = ((30, 4, 0), (2, 10, 0), (0, 0, 14))
    observed = Fraction(54, 60)
    shares = [Fraction(34 + 32, 120), Fraction(12 + 14, 120), Fraction(14 + 14, 120)]
    expected = sum(share * (1 - share) for share in shares) / 2
    assert agreement(table(*rows)).ac1 == float((observed - expected) / (1 - expected))


def test_ac1_is_not_defined_where_both_used_one_and_the_same_category_only():
    found = agreement([("a", "a")] * 12)
    assert (found.ac1, found.ac1_low, found.ac1_high) == (None, None, None)


def test_the_categories_of_ac1_are_those_of_the_sample_in_every_resample():
    """A draw without the one "b" still has two categories: AC1 is 1 there, where kappa is not defined."""
    found = agreement([("a", "a")] * 9 + [("b", "b")])
    assert (found.ac1, found.ac1_low, found.ac1_high) == (1.0, 1.0, 1.0)


def test_the_interval_of_ac1_is_that_of_drawing_item_by_item():
    pairs = table((40, 9), (6, 25))
    chance, found = random.Random(7), []
    for _ in range(4000):
        draw = [chance.choice(pairs) for _ in pairs]
        observed = Fraction(sum(first == second for first, second in draw), len(draw))
        share = Fraction(sum(pair.count(0) for pair in draw), 2 * len(draw))
        expected = 2 * share * (1 - share)
        found.append(float((observed - expected) / (1 - expected)))
    found.sort()
    told = agreement(pairs)
    assert told.ac1_low == pytest.approx(found[100], abs=0.03)
    assert told.ac1_high == pytest.approx(found[3900], abs=0.03)


def test_coders_who_never_agree_are_worse_than_chance():
    found = agreement([("a", "b"), ("b", "a")])
    assert (found.agreed, found.percent, found.kappa) == (0, 0.0, -1.0)


def test_kappa_is_not_defined_where_both_used_one_and_the_same_category_only():
    found = agreement([("a", "a")] * 12)
    assert (found.percent, found.percent_high) == (100.0, 100.0)
    assert found.percent_low == pytest.approx(100 * 0.025 ** (1 / 12))  # the exact interval has a width
    assert (found.kappa, found.kappa_low, found.kappa_high) == (None, None, None)
    assert found.undefined == found.resamples == 2000


def test_two_coders_of_one_category_each_have_a_kappa_of_nothing():
    assert agreement([("a", "b")] * 12).kappa == 0.0


def test_resamples_without_kappa_are_left_out_and_counted():
    # a draw of ten holds the one "b" not at all with chance 0.9 ** 10 = 0.35
    found = agreement([("a", "a")] * 9 + [("b", "b")])
    assert 0.30 < found.undefined / found.resamples < 0.40
    assert (found.kappa_low, found.kappa_high) == (1.0, 1.0)


def test_no_pairs_are_refused():
    with pytest.raises(ValueError, match="no pairs"):
        agreement([])


@pytest.mark.parametrize("resamples", [-1, 0, 1])
def test_too_few_resamples_are_refused(resamples):
    with pytest.raises(ValueError, match="give no interval"):
        agreement([("a", "b")], resamples=resamples)


def test_the_interval_is_that_of_drawing_item_by_item():
    """Held by a second bootstrap that shares nothing with the first but the definition."""
    pairs = table((40, 9), (6, 25))
    chance, kappas = random.Random(7), []
    for _ in range(4000):
        draw = [chance.choice(pairs) for _ in pairs]
        observed = Fraction(sum(first == second for first, second in draw), len(draw))
        firsts, seconds = (Fraction(sum(pair[coder] for pair in draw), len(draw)) for coder in (0, 1))
        expected = firsts * seconds + (1 - firsts) * (1 - seconds)
        kappas.append(float((observed - expected) / (1 - expected)))
    kappas.sort()
    found = agreement(pairs)
    assert found.kappa_low == pytest.approx(kappas[100], abs=0.03)
    assert found.kappa_high == pytest.approx(kappas[3900], abs=0.03)


def test_the_same_pairs_give_the_same_figures_in_any_order():
    pairs = table((20, 5, 1), (3, 15, 2), (0, 4, 9))
    shuffled = random.Random(1).sample(pairs, len(pairs))
    assert agreement(pairs) == agreement(pairs) == agreement(shuffled)
    assert agreement(pairs, seed=1) != agreement(pairs, seed=2)


@settings(max_examples=60, deadline=None)
@given(some_pairs)
def test_figures_stay_within_their_bounds(pairs):
    found = agreement(pairs, **few)
    assert 0 <= found.percent_low <= found.percent <= found.percent_high <= 100
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert found.kappa_low is None or -1 <= found.kappa_low <= found.kappa_high <= 1
    assert 0 <= found.undefined <= found.resamples == 200
    assert (found.ac1 is None) == (len({category for pair in pairs for category in pair}) == 1)
    assert found.ac1 is None or -1 <= found.ac1_low <= found.ac1_high <= 1
    assert found.ac1 is None or -1 <= found.ac1 <= 1


@settings(max_examples=60, deadline=None)
@given(some_pairs)
def test_it_does_not_matter_who_is_called_first(pairs):
    one, other = agreement(pairs, **few), agreement([(second, first) for first, second in pairs], **few)
    assert (one.agreed, one.percent, one.kappa, one.ac1) == (other.agreed, other.percent, other.kappa, other.ac1)


@settings(max_examples=60, deadline=None)
@given(some_pairs, st.permutations("abcd"))
def test_the_names_of_the_categories_do_not_matter(pairs, names):
    other = dict(zip("abcd", names, strict=True))
    one, renamed = agreement(pairs, **few), agreement([(other[first], other[second]) for first, second in pairs], **few)
    assert (one.agreed, one.percent, one.kappa, one.ac1) == (renamed.agreed, renamed.percent, renamed.kappa, renamed.ac1)


@settings(max_examples=60, deadline=None)
@given(some_pairs, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(pairs, chance):
    assert agreement(pairs, **few) == agreement(chance.sample(pairs, len(pairs)), **few)


@settings(max_examples=60, deadline=None)
@given(st.lists(categories, min_size=2, max_size=40).filter(lambda codes: len(set(codes)) > 1))
def test_full_agreement_on_more_than_one_category_is_one(codes):
    found = agreement([(code, code) for code in codes], **few)
    assert (found.percent, found.kappa) == (100.0, 1.0)


def test_coders_who_always_agree_may_still_differ_by_the_rule_of_three():
    assert agreement(table((30, 0), (0, 30)), **few).may_differ == 5.0
    assert agreement(table((29, 1), (0, 30)), **few).may_differ is None
    assert agreement(table((10, 0), (0, 19)), **few).may_differ is None  # too few for 3/n


@settings(max_examples=40)
@given(some_pairs)
def test_always_is_agreement_on_every_item(pairs):
    assert agreement(pairs, **few).always == all(one == other for one, other in pairs)
