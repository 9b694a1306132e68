"""Limits the size of request bodies by Content-Length, before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from catalog.serving.errors import answer_error

_MOST_DIGITS = 18  # of a Content-Length


class BodyLimitMiddleware:
    """Answers 413 to a body above its limit, 411 to one of unknown length. Must be listed after the session.

    Settings: BODY_LIMIT for anonymous visitors, BODY_LIMIT_SIGNED_IN for staff, and BODY_LIMITS_BY_VIEW for staff at
    certain addresses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        text = request.META.get("CONTENT_LENGTH") or ""
        if not text:
            if "HTTP_TRANSFER_ENCODING" in request.META:
                return answer_error(request, 411)
        elif not (text.isascii() and text.isdigit()):
            raise BadRequest("Content-Length is not a number")
        elif len(text) > _MOST_DIGITS or int(text) > settings.BODY_LIMIT:
            limit = _limit_of(request)
            if len(text) > _MOST_DIGITS or int(text) > limit:
                return answer_error(request, 413, f"This address accepts at most {limit // 1024:,} KB.")
        return self.get_response(request)


def _limit_of(request: HttpRequest) -> int:
    """Return the limit in bytes for this user and address."""
    if not (request.user.is_active and request.user.is_staff):
        return int(settings.BODY_LIMIT)
    try:
        view = resolve(request.path_info).view_name
    except Resolver404:
        view = ""
    return int(settings.BODY_LIMITS_BY_VIEW.get(view, settings.BODY_LIMIT_SIGNED_IN))
