"""Asking for an address, and whether that was refused or wrote to the database."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.serving.roles import EVERYBODY

_WRITES = re.compile(r"INSERT|UPDATE|DELETE|REPLACE")


def ask(client: Any, method: str, address: str, data: dict[str, Any]) -> tuple[Any, list[str]]:
    """The response and the SQL that wrote to the database, rolled back afterwards."""
    connection.queries_log.clear()  # it holds 9,000 at most, and would then capture nothing
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    wrote = [sql for query in queries if _WRITES.match(sql := query["sql"]) and "django_session" not in sql]
    return response, wrote


def refused(response: Any) -> bool:
    """Whether the response is a refusal or redirects to the login."""
    return response.status_code in (403, 404, 405) or "/admin/login/" in response.get("Location", "")


def roles_to_try(allowed: tuple[str, ...]) -> list[str]:
    """All roles that must be refused; of the allowed ones the lowest and the highest, since each includes the one before."""
    return [role for role in EVERYBODY if role not in allowed[1:-1]]
