"""The 503 answer while the database is unavailable or the catalog is busy, for pages, files and the API.

It uses no database, and returns the fields of a form that was sent.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.admin import site as admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from catalog.serving import errors
from catalog.serving.database import is_trouble
from catalog.serving.request_id import current_request_id

RETRY_AFTER = 10  # seconds
TITLE = gettext_noop("The catalog is out of reach for a moment")
NOT_ANSWERED = gettext_noop("The catalog cannot reach its data right now. Wait a minute, then try again.")
NOT_SAVED = gettext_noop("The catalog cannot save anything right now, so nothing was changed.")
# never returned: passwords and one-time codes
_SECRET = re.compile("password|otp|secret|^code$", re.IGNORECASE)
_log = logging.getLogger(__name__)


class TroubleMiddleware:
    """Answers 503 if a view cannot reach the database, waits too long for it, or finds the disk full."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_trouble(request, exception)


def answer_trouble(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Answer 503 to an error of is_trouble(), and log it in one line. Returns None for any other error."""
    if not is_trouble(error):
        return None
    _log.warning("503 at %s: %s", request.path, " ".join(str(error).split()))
    response = answer_unavailable(request, NOT_ANSWERED)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log a traceback
    return response


def answer_unavailable(request: HttpRequest, advice: str, title: str = TITLE) -> HttpResponse:
    """Answer 503 with Retry-After, not to be cached. `advice` says what the visitor can do.

    In the API the body is problem details (RFC 9457), for files one line, otherwise a page. After a POST, the page has a
    form with the fields that were sent, so that one press sends them again.
    """
    path = request.path_info
    response: HttpResponse
    if path.startswith("/api/"):
        response = errors.answer_problem(503, advice)
    elif "." in path.rsplit("/", 1)[-1]:
        response = HttpResponse(f"{advice}\n", status=503, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(_page(request, title, advice), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponseBase:
    """handler500: also answers 503 if a middleware had the trouble, such as a session that cannot be read."""
    return answer_trouble(request, sys.exc_info()[1]) or errors.server_error(request)


def _page(request: HttpRequest, title: str, advice: str) -> str:
    context: dict[str, Any] = {
        "title": gettext(title),
        "advice": gettext(NOT_SAVED) if request.method == "POST" else gettext(advice),
        "posted": request.method == "POST",
        "action": request.get_full_path(),
        "fields": list_fields(request),
        "retry_after": RETRY_AFTER,
        "request_id": current_request_id(),
    }
    if errors.is_in_admin(request):
        # without the request: its user is in the database
        heads = {"site_title": admin.site_title, "site_header": admin.site_header}
        return render_to_string("admin/503.html", {**heads, **context})
    return render_to_string("503.html", context, request)


def list_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form that was sent; none if it had a secret or a file, which cannot be sent again."""
    if request.method != "POST":
        return []
    try:
        pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except Exception:  # the body cannot be read, which did not cause the trouble
        return []
    return [] if files or any(_SECRET.search(name) for name, _ in pairs) else pairs
