"""What the tests of comparisons share."""

import pytest


@pytest.fixture
def by_slug(records):
    return {record.slug: record for record in records}
