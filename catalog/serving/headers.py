"""Headers of answers: Permissions-Policy, and which answers scripts on pages of any site may read (CORS); no body for HEAD."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern

METHODS = "GET, HEAD, OPTIONS"
_HEADERS = {
    # these answers are the same for everybody, so the origin is not compared and Vary does not name it
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, Accept",
    "Access-Control-Max-Age": "86400",
}
View = TypeVar("View", bound=Callable[..., object])


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


def open_to_all_sites(view: View) -> View:
    """Mark a view whose answers, also errors, scripts of any site may read. It must not read cookies."""
    view.is_open_to_all_sites = True  # type: ignore[attr-defined]
    return view


def open_addresses(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """Mark the views of these addresses, and return the addresses."""
    opened = list(patterns)
    for pattern in opened:
        open_to_all_sites(pattern.callback)
    return opened


class CrossOriginMiddleware:
    """Adds the headers to the answers of marked views, and answers the preflight requests of browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match and _is_open(match.func):
            for name, value in (_HEADERS | _PREFLIGHT if request.method == "OPTIONS" else _HEADERS).items():
                response[name] = value
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer OPTIONS for a marked view, without its work."""
        if request.method == "OPTIONS" and _is_open(view):
            return HttpResponse(status=204, headers={"Allow": METHODS})
        return None


def _is_open(view: Callable[..., object]) -> bool:
    return getattr(view, "is_open_to_all_sites", False)
