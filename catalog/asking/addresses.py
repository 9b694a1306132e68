"""The public addresses of the catalog."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def absolute(request: Any, path: str) -> str:
    """The public address of a path: under PUBLIC_URL where it is set, else under the host that a request asked."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
