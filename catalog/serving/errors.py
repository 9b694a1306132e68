"""Error pages of the site and of the admin, and problem details (RFC 9457) in the API.

Unlike Django's own handlers, none reads the body of the request, which may be malformed (docs/decisions/0027).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.contrib.admin import site
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from catalog.serving.request_id import current_request_id
from catalog.serving.request_log import note_refusal

PROBLEM = "application/problem+json"
API = "/api/"
# title and advice by status
WORDS = {
    400: (
        _("This request could not be read"),
        _(
            "The address or the data sent with it is damaged. Nothing was changed. "
            "Check the address, or go back and send the form again."
        ),
    ),
    403: (
        _("You may not see this"),
        _("This page is for the catalog’s editors, or your form has expired. Go back, reload the page and try again."),
    ),
    404: (
        _("There is no page here"),
        _(
            "The address may be mistyped, or the page was never part of this catalog. "
            "A program that left the catalog keeps a page at its address, so this is not one of those."
        ),
    ),
    405: (
        _("This address does not accept this kind of request"),
        _("Nothing was changed. Open the page in a browser and use its links and forms."),
    ),
    411: (
        _("The length of the data is missing"),
        _("Nothing was changed. Send the data again with a Content-Length header."),
    ),
    413: (
        _("Too much data was sent"),
        _("Nothing was changed. Go back, shorten what you send, and try again."),
    ),
    500: (
        _("Something went wrong"),
        _("The error is ours, not yours. Try again in a moment."),
    ),
}


class Closest(tuple[tuple[str, str], ...]):
    """The name and the address of each page that a mistyped address may mean: the second argument of an Http404."""


def answer_error(request: HttpRequest, status: int, reason: object = "", closest: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Answer with an error of WORDS, as a page or problem details by the requested address.

    `reason` goes to the access log. `closest` are the name and the address of pages that may be meant.
    """
    title, advice = map(gettext, WORDS[status])
    if status == 413 and reason:
        advice = f"{reason} {advice}"
    if reason:
        note_refusal(request, reason)
    if request.path_info.startswith(API):
        return answer_problem(status, f"{title}. {advice}")
    context = {"status": status, "title": title, "advice": advice, "closest": closest}
    page = _render_for_admin(request, context) if is_in_admin(request) else ""
    return HttpResponse(page or render_to_string("error.html", context, request), status=status)


def is_in_admin(request: HttpRequest) -> bool:
    """Whether the address is in the admin."""
    return request.path.startswith(reverse("admin:index"))


def describe_problem(status: int, detail: str) -> dict[str, Any]:
    """Return problem details (RFC 9457)."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def answer_problem(status: int, detail: str) -> HttpResponse:
    """Answer with problem details that pages of any site may read (CORS), like all answers of the API."""
    response = JsonResponse(describe_problem(status, detail), status=status, content_type=PROBLEM)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. Answers 413 if too much data was sent."""
    reason = str(exception) or type(exception).__name__
    if isinstance(exception, RequestDataTooBig):
        note_refusal(request, reason)
        return answer_error(request, 413)
    return answer_error(request, 400, reason)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    closest = exception.args[1] if len(exception.args) > 1 and isinstance(exception.args[1], Closest) else ()
    return answer_error(request, 404, reason, closest)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. The page uses no database, which may be the cause, and shows the request's id."""
    title, advice = map(gettext, WORDS[500])
    if request.path_info.startswith(API):
        return answer_problem(500, f"{title}. {advice}")
    context = {"status": 500, "title": title, "advice": advice, "request_id": current_request_id()}
    return HttpResponse(render_to_string("error.html", context), status=500)


def _render_for_admin(request: HttpRequest, context: dict[str, Any]) -> str:
    """Render the admin's error page; "" if the user is unknown or the session cannot be read."""
    if not hasattr(request, "user"):
        return ""
    try:
        return render_to_string("admin/error.html", {**site.each_context(request), **context}, request)
    except (DatabaseError, ValueError):  # a damaged session cookie, or no database
        return ""


class EmptyErrorMiddleware:
    """Adds the page to an error without a body, such as Django's 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.status_code in WORDS and not response.content:
            page = answer_error(request, response.status_code)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
        return response
