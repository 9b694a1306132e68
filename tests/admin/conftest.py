"""The people in the tests of the editors' pages."""

import pytest

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER


@pytest.fixture
def people(make_user, settings):
    """An editor, two reviewers and a viewer. Nobody publishes their own work."""
    settings.OFFICE_OF_ONE = False
    roles = {"maria": EDITOR, "judith": REVIEWER, "sam": REVIEWER, "vera": VIEWER}
    return {name: make_user(name, role) for name, role in roles.items()}


@pytest.fixture
def log_in(client, people):
    """Log one of the people in; return the client."""

    def log_in(name):
        client.force_login(people[name])
        return client

    return log_in
