"""Percentages: one way of rounding, which never lets a share read as none or all where it is not."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.common.percent import exact_percent, percent

wholes = st.integers(1, 200_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(
    ("count", "whole", "reads", "exact"),
    [
        (0, 0, "–", ""),
        (0, 7, "0%", "0.00"),
        (1, 1000, "<1%", "0.10"),
        (49, 10_000, "<1%", "0.49"),
        (1, 200, "1%", "0.50"),
        (7, 56, "13%", "12.50"),
        # in floats 57.49… and 14.49…
        (23, 40, "58%", "57.50"),
        (29, 200, "15%", "14.50"),
        (994, 1000, "99%", "99.40"),
        (995, 1000, ">99%", "99.50"),
        (7, 7, "100%", "100.00"),
    ],
)
def test_percentages(count, whole, reads, exact):
    assert percent(count, whole) == reads
    assert exact_percent(count, whole) == exact


@given(wholes)
def test_half_a_percent_is_rounded_up_and_never_to_none_or_all(given):
    count, whole = given
    share = Decimal(100 * count) / whole
    reads = percent(count, whole)
    if reads not in ("<1%", ">99%"):
        assert reads == f"{share.quantize(Decimal(1), ROUND_HALF_UP)}%"
    assert (reads == "0%") == (count == 0)
    assert (reads == "100%") == (count == whole)
    assert (reads == "<1%") == (0 < share < Decimal("0.5"))
