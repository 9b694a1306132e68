"""What the tests of families share."""

import pytest


@pytest.fixture
def boss(make_user):
    """A person who changes families."""
    return make_user("boss", "Reviewer")
