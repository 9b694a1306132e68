"""Answering from the snapshot: one consistent read, and not at all where nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from catalog.facets.live import consistent_read, live_snapshot
from catalog.facets.snapshot import Snapshot


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the changing part of a page; Back and reload get the whole."""
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.history_restore_request


def from_snapshot(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Give a public view the live snapshot as second argument, all its reads at one moment.

    Its 200 answers carry an ETag of stamp, build, date, full address, fragment or page, and
    shortlist; a browser that holds the same gets 304 without the view being run. GET and HEAD only.
    """

    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answer(request, lambda snapshot: view(request, snapshot, *args, **kwargs))

    return safely


def answer(request: HttpRequest, view: Callable[[Snapshot], HttpResponseBase]) -> HttpResponseBase:
    """What `view` answers from the live snapshot, as from_snapshot() says; a file answered must be whole by then."""
    with consistent_read():
        snapshot = live_snapshot()
        etag = _etag(request, snapshot)
        response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
        if response is None:
            response = view(snapshot)
    if response.status_code in (200, 304):
        response["ETag"] = etag
    if request.method == "HEAD" and isinstance(response, HttpResponse):  # the headers of the page without the page
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    elif request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("HX-Request", "Cookie"))
    return response


def _etag(request: HttpRequest, snapshot: Snapshot) -> str:
    parts = (
        snapshot.stamp,
        settings.BUILD,
        snapshot.today.isoformat(),
        request.build_absolute_uri(),
        "fragment" if wants_fragment(request) else "page",
        request.COOKIES.get("shortlist", ""),
    )
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])
