"""The error pages: in the look of the site, of the admin below its address, and as problem details (RFC 9457) in the API.

None of them reads the body of the request: where that is malformed, reading it again would fail again. Django's own
handlers do (see docs/decisions/0027-errors-and-logs.md).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.admin import site
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from catalog.serving.request_id import current_request_id
from catalog.serving.request_log import note_refusal

PROBLEM = "application/problem+json"
API = "/api/"
# what is wrong, and what to do
WORDS = {
    400: (
        "This request could not be read",
        "The address or the data sent with it is damaged. Nothing was changed. "
        "Check the address, or go back and send the form again.",
    ),
    403: (
        "You may not see this",
        "This page is for the catalog’s editors, or your form has expired. Go back, reload the page and try again.",
    ),
    404: (
        "There is no page here",
        "The address may be mistyped, or the page was never part of this catalog. "
        "A program that left the catalog keeps a page at its address, so this is not one of those.",
    ),
    405: (
        "This address does not accept this kind of request",
        "Nothing was changed. Open the page in a browser and use its links and forms.",
    ),
    411: (
        "The length of the data is missing",
        "Nothing was changed. Send the data again with a Content-Length header.",
    ),
    413: (
        "Too much data was sent",
        "Nothing was changed. Go back, shorten what you send, and try again.",
    ),
    500: (
        "Something went wrong",
        "The error is ours, not yours. Try again in a moment.",
    ),
}


def answer_error(request: HttpRequest, status: int, reason: object = "") -> HttpResponse:
    """The answer of an error status of WORDS, as the address asked for looks. `reason` goes to the access log."""
    title, advice = WORDS[status]
    if status == 413 and reason:
        advice = f"{reason} {advice}"
    if reason:
        note_refusal(request, reason)
    if request.path_info.startswith(API):
        return answer_problem(status, f"{title}. {advice}")
    context = {"status": status, "title": title, "advice": advice}
    page = _render_for_admin(request, context) if is_in_admin(request) else ""
    return HttpResponse(page or render_to_string("error.html", context, request), status=status)


def is_in_admin(request: HttpRequest) -> bool:
    """Whether the address is one of the editors' pages."""
    return request.path.startswith(reverse("admin:index"))


def describe_problem(status: int, detail: str) -> dict[str, Any]:
    """Problem details (RFC 9457) of an error status."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def answer_problem(status: int, detail: str) -> HttpResponse:
    """Problem details as an answer that pages of any site may read (CORS), as all answers of the API."""
    response = JsonResponse(describe_problem(status, detail), status=status, content_type=PROBLEM)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what was sent could not be read; 413 where it was too much."""
    reason = str(exception) or type(exception).__name__
    if isinstance(exception, RequestDataTooBig):
        note_refusal(request, reason)
        return answer_error(request, 413)
    return answer_error(request, 400, reason)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return answer_error(request, 404, reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: an error of ours. The page asks nothing of the database, which may be the cause, and shows the request's id."""
    title, advice = WORDS[500]
    if request.path_info.startswith(API):
        return answer_problem(500, f"{title}. {advice}")
    context = {"status": 500, "title": title, "advice": advice, "request_id": current_request_id()}
    return HttpResponse(render_to_string("error.html", context), status=500)


def _render_for_admin(request: HttpRequest, context: dict[str, Any]) -> str:
    """The page in the admin's look; empty where nobody knows yet who asks, or where that cannot be found out."""
    if not hasattr(request, "user"):
        return ""
    try:
        return render_to_string("admin/error.html", {**site.each_context(request), **context}, request)
    except (DatabaseError, ValueError):  # the session cannot be read: its cookie is damaged, or the database is away
        return ""


class EmptyErrorMiddleware:
    """Gives an error without a body its page: Django refuses a method with an empty 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.status_code in WORDS and not response.content:
            page = answer_error(request, response.status_code)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
        return response
