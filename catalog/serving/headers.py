"""The Permissions-Policy header of pages, and no body for HEAD."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


class CommonHeadersMiddleware:
    """Adds Permissions-Policy, except to static files, and removes the body of answers to HEAD: waitress sends it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response
        self.policy = ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY_OFF)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response["Permissions-Policy"] = self.policy
        if request.method == "HEAD":
            remove_body(response)
        return response


def remove_body(response: HttpResponseBase) -> None:
    """Empty the answer; Content-Length stays that of GET, if it is known."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
