"""The trials that take seconds, against a catalog as it is really served. `make hostile` runs all of them, and longer."""

import pytest

from tests.hostile import costly, malformed, slow_clients
from tests.processes import serving_prepared


@pytest.fixture(scope="module")
def served(prepared):
    with serving_prepared(prepared("attacked"), WEB_CONCURRENCY="1") as served:
        yield served


def wrong(figures):
    """The figures that are not as they must be."""
    return [(figure.what, figure.value) for figure in figures if figure.good is False]


def test_visitors_do_not_notice_forty_slow_clients(served):
    assert wrong(slow_clients.run(served, seconds=1)) == []


def test_malformed_requests_are_refused_with_few_words(served):
    assert wrong(malformed.run(served, seconds=0.2)) == []


def test_costly_addresses_are_bounded_and_visitors_are_still_answered(served):
    assert wrong(costly.run(served, seconds=2)) == []
