"""The public addresses of the catalog."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.common.language import language

# all links of one kind on a page together; otherwise a page grows with the square of its address
MOST_LINK_BYTES = 600_000


def can_link(address: str, count: int) -> bool:
    """Return whether a page has room for `count` links that are about as long as `address`."""
    return len(address) * count <= MOST_LINK_BYTES


def absolute(request: Any, path: str) -> str:
    """Return the public address of a path: under PUBLIC_URL, or under the host of the request if it is empty."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def page_address(name: str, *arguments: str) -> str:
    """Return the address of a page in the language in use, without the cost of reverse() for each of many links."""
    return _reverse(name, arguments, language())


@lru_cache(maxsize=256)
def _reverse(name: str, arguments: tuple[str, ...], _language: str) -> str:
    return reverse(name, args=arguments)
