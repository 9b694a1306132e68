"""One object for every admin address, and a client that comes as any role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from catalog.links import background
from catalog.models import CodingTask
from tests.accounts.test_permissions import world  # noqa: F401 (a fixture)
from tests.serving.roles import ANONYMOUS, SUPERUSER


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    """Start no background process."""
    monkeypatch.setattr(background, "start", lambda *_: None)


@pytest.fixture
def come_as(client) -> Callable[[str], Any]:
    """Log the client in with a role, unless it is ANONYMOUS."""

    def come(role: str) -> Any:
        client.logout()
        if role != ANONYMOUS:
            user, _ = User.objects.get_or_create(username=role, is_staff=True, is_superuser=role == SUPERUSER)
            user.groups.set(Group.objects.filter(name=role))
            CodingTask.objects.update(user=user)  # only the task's coder may open it
            client.force_login(user)
        return client

    return come
