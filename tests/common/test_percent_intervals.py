"""Wilson intervals, against values computed with statsmodels (proportion_confint, method "wilson")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.common.percent import interval_text, wilson_interval


@pytest.mark.parametrize(
    ("count", "whole", "low", "high"),
    [
        (0, 9, 0.0, 0.2991450484),
        (1, 9, 0.0198908876, 0.4349997056),
        (18, 20, 0.6989663548, 0.9721335188),
        (40, 40, 0.9123783988, 1.0),
        (15, 59, 0.1605597757, 0.3779614403),
        (217, 434, 0.4531661723, 0.5468338277),
        (1, 434, 0.0004068545, 0.0129346387),
    ],
)
def test_an_interval_is_that_of_other_software(count, whole, low, high):
    assert wilson_interval(count, whole) == pytest.approx((low, high), abs=1e-9)


@given(whole=st.integers(1, 100_000), data=st.data())
def test_an_interval_holds_its_share_and_mirrors(whole, data):
    count = data.draw(st.integers(0, whole))
    low, high = wilson_interval(count, whole)
    assert 0 <= low <= count / whole <= high <= 1
    other_low, other_high = wilson_interval(whole - count, whole)
    assert (1 - other_high, 1 - other_low) == pytest.approx((low, high))


def test_nothing_of_nothing_has_no_interval():
    assert interval_text(0, 0) == ""
    assert interval_text(15, 59) == "16–38"
