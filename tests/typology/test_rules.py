"""Changed rules: what each takes away, alone and together, over every set of supports and basis."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology import AS_CODED, Rule, Support, limit_supports
from typology.rules import CODE_RULES, CODING_RULES

SETS = [AS_CODED, *Rule.combinations(CODING_RULES)]
EVERY = [AS_CODED, *Rule.combinations()]
BASIS = ("award", "title", "selection", "credential")
some_supports = st.integers(0, 7).map(Support)
some_basis = st.sets(st.sampled_from(BASIS))
some_rules = st.sampled_from(SETS)


@pytest.mark.parametrize(
    ("basis", "taken_away_by"),
    [
        ({"credential"}, {("no-credential",), ("no-credential", "no-selection")}),
        ({"selection"}, {("no-selection",), ("no-credential", "no-selection")}),
        ({"credential", "selection"}, {("no-credential", "no-selection")}),
        ({"award"}, set()),
        ({"award", "credential"}, set()),
        ({"title", "selection"}, set()),
        ({"award", "selection", "credential"}, set()),
        (set(), set()),
    ],
)
def test_recognize_is_taken_away_with_everything_it_rests_on(basis, taken_away_by):
    every = Support(7)
    found = {rules.codes for rules in SETS if limit_supports(every, basis, rules) != every}
    assert found == taken_away_by
    for rules in SETS:
        assert limit_supports(every, basis, rules) in (every, Support.PREPARE | Support.PLACE)


@given(some_supports, some_basis, some_rules, some_rules)
def test_more_rules_never_add_a_support(supports, basis, rules, more):
    fewer_left = limit_supports(supports, basis, rules | more)
    assert fewer_left in limit_supports(supports, basis, rules)
    assert limit_supports(supports, basis, rules) in supports


@given(some_supports, some_basis, some_rules)
def test_only_recognize_can_be_taken_away_and_twice_is_once(supports, basis, rules):
    left = limit_supports(supports, basis, rules)
    assert supports & ~left in (Support(0), Support.RECOGNIZE)
    assert limit_supports(left, basis, rules) == left
    assert limit_supports(supports, basis, AS_CODED) == supports


@pytest.mark.parametrize("codes", [(), ("no-credential",), ("no-selection",), ("no-credential", "no-selection")])
def test_a_set_is_the_same_in_any_order_and_with_repetitions(codes):
    for given_order in itertools.permutations(codes + codes):
        assert Rule.from_codes(given_order).codes == codes


def test_every_set_has_words_of_its_own():
    assert len(EVERY) == len(set(EVERY)) == 128
    for words in ("code", "label", "statement", "explanation", "name_of_switch"):
        assert len({getattr(rules, words) for rules in EVERY}) == 128
        assert getattr(AS_CODED, words) == ""
    assert (Rule.NO_CREDENTIAL | Rule.NO_SELECTION).label == "without the credential and selection rules"
    assert (Rule.NO_CREDENTIAL | Rule.SECOND_CODER).label == "without the credential rule and by the second coder"
    assert (Rule.SEEN | Rule.NOT_ENDED).label == (
        "as in the codebook, leaving out programs not seen since 2020 and ended programs"
    )


def test_sets_of_some_rules_have_no_other():
    assert Rule.combinations(CODING_RULES) == (Rule.NO_CREDENTIAL, Rule.NO_SELECTION, Rule.NO_CREDENTIAL | Rule.NO_SELECTION)
    assert len(Rule.combinations(CODE_RULES)) == 7
    assert [len(rules) for rules in Rule.combinations()] == sorted(len(rules) for rules in Rule.combinations())


@given(st.sampled_from(EVERY))
def test_rules_that_leave_programs_out_take_no_basis_away(rules):
    assert rules.basis == (rules & CODING_RULES).basis


def test_what_is_no_rule_is_refused():
    with pytest.raises(ValueError, match=r"no-credential, no-selection, .* or one-per-family"):
        Rule.from_codes(["no-credential", "no-award"])
