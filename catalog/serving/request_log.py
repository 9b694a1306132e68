"""The access log, one line for each request, and the metrics of requests.

Successful requests for static files, /healthz and /readyz are not logged.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPMethod

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from catalog.serving import metrics
from catalog.serving.client_address import network_address
from catalog.serving.link_tokens import hide_tokens
from catalog.serving.log_format import ACCESS
from catalog.serving.request_id import HEADER, assign_request_id

LONGEST = 1000  # characters of an address or a reason
_PROBES = ("/healthz", "/readyz")
_METHODS = frozenset(method.value for method in HTTPMethod)
_log = logging.getLogger(ACCESS)


def note_refusal(request: HttpRequest, reason: object) -> None:
    """Save why a request is refused, for its line in the access log."""
    request.META["catalog.refusal"] = str(reason)[:LONGEST]


class RequestLogMiddleware:
    """Gives each request its id, then logs and counts its answer. Must be listed first, to see every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        identity = assign_request_id(request)
        response = self.get_response(request)
        response[HEADER] = identity

        def finish(size: int) -> None:
            seconds = time.perf_counter() - started
            _count(request, response, seconds)
            if response.status_code >= 400 or not _is_routine(request):
                _write_line(request, response, identity, seconds, size)

        if isinstance(response, StreamingHttpResponse) and not _is_static(request):
            response.streaming_content = _MeasuredStream(response.streaming_content, finish)  # type: ignore[arg-type]
        else:
            finish(0 if response.streaming else len(response.content))  # type: ignore[attr-defined]
        return response


class _MeasuredStream:
    """The parts of a streamed answer. Calls `finish` with their size when the answer is closed."""

    def __init__(self, parts: Iterable[bytes], finish: Callable[[int], None]):
        self._parts, self._finish, self._size = parts, finish, 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._size += len(part)
            yield part

    def close(self) -> None:
        """Called by Django after the answer was sent or the client disconnected."""
        self._finish(self._size)


def _is_static(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.STATIC_URL)


def _is_routine(request: HttpRequest) -> bool:
    return request.path_info in _PROBES or _is_static(request)


def _view_of(request: HttpRequest) -> str:
    """Return the URL name, "static" or "none": a limited set."""
    if _is_static(request):
        return "static"
    return (request.resolver_match and request.resolver_match.view_name) or "none"


def _count(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    view = _view_of(request)
    method = request.method if request.method in _METHODS else "other"
    metrics.requests.labels(method, view, response.status_code).inc()
    metrics.request_seconds.labels(view).observe(seconds)


def _write_line(request: HttpRequest, response: HttpResponseBase, identity: str, seconds: float, size: int) -> None:
    path = hide_tokens(request.get_full_path())[:LONGEST]
    # only if the view loaded the user: the log makes no database queries
    user = getattr(request, "_cached_user", None)
    fields = {
        "request_id": identity,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "bytes": size,
        "address": network_address(request),
        "user": user.get_username() if user and user.is_authenticated else None,
        "method": request.method,
        "path": path,
        "view": _view_of(request),
    }
    if reason := request.META.get("catalog.refusal"):
        fields["reason"] = reason
    _log.info("%s %s %s, %.0f ms", response.status_code, request.method, path, seconds * 1000, extra=fields)
