"""One object for every admin address, and a client that comes as any role."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
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
    """Log the client in with a role, unless it is ANONYMOUS; the second time with the session of the first."""
    users, cookies = {}, {ANONYMOUS: SimpleCookie()}

    def come(role: str) -> Any:
        if role not in cookies:
            users[role] = User.objects.create(username=role, is_staff=True, is_superuser=role == SUPERUSER)
            users[role].groups.set(Group.objects.filter(name=role))
            client.cookies = SimpleCookie()
            client.force_login(users[role])
            cookies[role] = client.cookies
        if role != ANONYMOUS:
            CodingTask.objects.update(user=users[role])  # only the task's coder may open it
        client.cookies = SimpleCookie(cookies[role].output(header="", sep=";"))
        return client

    return come
