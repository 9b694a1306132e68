"""The two people who change organizations."""

import pytest


@pytest.fixture
def ed(make_user):
    return make_user("ed", "Editor")


@pytest.fixture
def rev(make_user):
    return make_user("rev", "Reviewer")
