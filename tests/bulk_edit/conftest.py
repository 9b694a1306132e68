"""Programs to edit in bulk, and people who edit them."""

import pytest

from catalog.programs.services import publish
from tests.admin.conftest import log_in, people  # noqa: F401
from tests.factories import change

PLACES = ("Fresno", "Kern", "Marin")


@pytest.fixture
def programs(a_record, people):  # noqa: F811
    """Three published programs, active and about science, that Judith published."""
    return [
        publish(
            None,
            change(a_record, slug=f"{place.lower()}-lead", name=f"{place} Lead", status="active", focus=["science"]),
            people["judith"],
        )
        for place in PLACES
    ]
