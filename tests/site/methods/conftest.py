"""The people in the tests of codings."""

import pytest


@pytest.fixture
def people(django_user_model):
    """Two people who code, H1 and H2 once each has coded something."""
    return [django_user_model.objects.create_user(f"secret-name-{number}") for number in (1, 2)]
