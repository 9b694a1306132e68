"""Sessions of users end after SESSION_COOKIE_AGE without a request, and SESSION_LONGEST after the login."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

_BEGAN, _RENEWED = "session_began", "session_renewed"
_RENEW_AFTER = datetime.timedelta(minutes=10)  # not with every page


class SessionRenewalMiddleware:
    """Extends a session that is in use. Must be listed after SessionMiddleware, which saves the change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # an answer that did not access the session is the same for everybody, and must stay so
        # after an error the session or its cookie may be unreadable
        if (
            response.status_code < 500
            and response.status_code != 400
            and request.session.accessed
            and SESSION_KEY in request.session
        ):
            _renew(request)
        return response


def _renew(request: HttpRequest) -> None:
    session, now = request.session, timezone.now()
    renewed = datetime.datetime.fromisoformat(session.get(_RENEWED, "0001-01-01T00:00:00+00:00"))
    if now - renewed < _RENEW_AFTER:
        return
    began = datetime.datetime.fromisoformat(session.setdefault(_BEGAN, now.isoformat()))
    session[_RENEWED] = now.isoformat()
    idle = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    session.set_expiry(min(now + idle, began + settings.SESSION_LONGEST))
