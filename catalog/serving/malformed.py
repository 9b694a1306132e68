"""Malformed requests get a 400 at every address, before or after the view."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DataError
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

# values that some column cannot store: the NUL character, a long number, a number that is not finite
_UNSTORABLE = re.compile(r"\0|\d{5}|^\s*[+-]?(nan|inf(inity)?)\s*$", re.IGNORECASE)


class CatalogRequest(WSGIRequest):
    """A request that accepts any Content-Type: Django raises for a malformed one before a middleware can answer."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except Exception:  # the parser raises many kinds of exceptions
            self.content_type, self.content_params = "", {"charset": "unreadable"}


class CatalogHandler(WSGIHandler):
    """Django's WSGI application with CatalogRequest."""

    request_class = CatalogRequest


class MalformedRequestMiddleware:
    """Refuses charsets other than UTF-8, and values that a view cannot read or its database cannot compare or store.

    Must be listed after the session, so that editors see the admin's error page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset")
        if charset is not None and not _names_utf8(charset):
            raise BadRequest("The charset is not UTF-8")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Turn an exception into a 400 if the request caused it."""
        if isinstance(exception, UnreadablePostError):
            raise BadRequest("The data ended too early") from exception
        if isinstance(exception, (OverflowError, DataError)) and _holds_unstorable(request):
            raise BadRequest(f"A value is out of range: {exception}") from exception


def _names_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _holds_unstorable(request: HttpRequest) -> bool:
    return any(_UNSTORABLE.search(value) for value in _values(request))


def _values(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for data in (request.GET, request.POST):
        for _, values in data.lists():
            yield from map(str, values)
