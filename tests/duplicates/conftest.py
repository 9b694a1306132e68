"""The people and the two records that the tests of merging share."""

import pytest

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.duplicates.merge.fields import Side, differing_fields
from catalog.duplicates.merge.services import MergePlan, merge
from catalog.models import Program
from catalog.programs.history.versions import working_version


@pytest.fixture
def people(make_user, settings):
    """An editor and two reviewers. Nobody publishes their own work."""
    settings.OFFICE_OF_ONE = False
    roles = {"maria": EDITOR, "paul": EDITOR, "judith": REVIEWER, "sam": REVIEWER}
    return {name: make_user(name, role) for name, role in roles.items()}


@pytest.fixture
def log_in(client, people):
    """Log one of the people in; return the client."""

    def log_in(name):
        client.force_login(people[name])
        return client

    return log_in


@pytest.fixture
def leaders(db):
    """A published program that survives its merges."""
    return Program.objects.get(slug="la-teacher-leaders")


@pytest.fixture
def advisors(db):
    """A published program of the same sponsor with the same website."""
    return Program.objects.get(slug="la-teacher-leader-advisors")


@pytest.fixture
def plan():
    """Plan the merge of the second program into the first, with the sides that the page proposes and these others."""

    def plan(program, other, **sides):
        left, right = working_version(program), working_version(other)
        choices = {part.path: part.preferred for part in differing_fields(left.record, right.record)}
        return MergePlan(left, right, Side.LEFT, choices | {path: Side(side) for path, side in sides.items()})

    return plan


@pytest.fixture
def propose(plan, people):
    """Propose to merge the second program into the first."""

    def propose(program, other, user="maria", **sides):
        return merge(plan(program, other, **sides), people[user], "The same people run both.")

    return propose
