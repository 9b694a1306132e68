"""What every page carries: navigation, canonical address, the standing note about the figures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

NAVIGATION = (("browse", "Browse"), ("types", "Types"), ("methods", "Methods"), ("about", "About"))
FOOTNOTE = "Describes this catalog, not all programs."


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: nav, canonical, footnote."""
    return {
        "nav": [
            {"label": label, "url": reverse(name), "current": request.path.startswith(reverse(name))}
            for name, label in NAVIGATION
        ],
        "canonical": absolute(request, request.path),
        "footnote": FOOTNOTE,
    }


def absolute(request: HttpRequest, path: str) -> str:
    """The public address of a path: under PUBLIC_URL where it is set, else under the host asked."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
