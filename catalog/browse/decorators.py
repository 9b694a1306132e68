"""Answering from the snapshot: one consistent read, and not at all where nothing has changed.

Public pages are the same for everybody, so any cache may keep them: see
docs/decisions/0035-public-pages-are-the-same-for-everybody.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from catalog.browse.crawlers import is_for_crawlers
from catalog.browse.live_snapshot import consistent_read, live_snapshot
from catalog.browse.query import last_of
from catalog.browse.snapshot import Snapshot
from catalog.releases.selectors import release_words_of
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import Book, using
from catalog.serving.answer_cache import AnswerCache

# browsers ask each time; a shared cache may answer for 60 seconds, and for 30 more while it asks again
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=60, stale-while-revalidate=30"
PRIVATE = "private, no-cache"
# what depends on the address alone; 412, for one, depends on a header that no cache compares
CACHEABLE = {200, 301, 302, 304, 400, 404, 410}
# the headers that make a fragment of a page (see wants_fragment), and compression
VARY = ("HX-Request", "HX-History-Restore-Request", "Accept-Encoding")

answer_cache = AnswerCache(settings.ANSWER_CACHE_BYTES)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the changing part of a page; Back and reload get the whole."""
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.history_restore_request


def from_snapshot(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Give a public view the live snapshot as second argument, all its reads at one moment. GET and HEAD only.

    The view must not read cookies or anything else of the visitor: its answer goes to everybody who asks the
    same address. Its 200 answers carry an ETag of stamp, build, date, full address, and fragment or page. A
    client that holds the same gets 304, and an answer that this process holds is sent again, both without
    running the view.
    """

    @csrf_exempt  # what is only read has no form: another method is 405, not a form that expired
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answer(request, lambda snapshot: view(request, snapshot, *args, **kwargs))

    return safely


def from_edition(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """As from_snapshot(), for a view that answers from the release which its address names, in `release` or in its path.

    Within, the book in use is that release's (catalog.schema.vocabulary.using): labels, codes, order, facets, types' names.
    """

    @csrf_exempt  # what is only read has no form: another method is 405, not a form that expired
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answer_edition(request, lambda snapshot: view(request, snapshot, *args, **kwargs))

    return safely


def from_snapshot_privately(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """As from_snapshot(), for a view that reads a cookie: no cache keeps its answers but the visitor's own browser."""

    @csrf_exempt  # what is only read has no form: another method is 405, not a form that expired
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with consistent_read():
            response = view(request, live_snapshot(), *args, **kwargs)
        response["Cache-Control"] = PRIVATE
        patch_vary_headers(response, ("Cookie",))
        return response

    return safely


def answer(request: HttpRequest, view: Callable[[Snapshot], HttpResponseBase]) -> HttpResponseBase:
    """What `view` answers from the live snapshot, as from_snapshot() says; a file answered must be whole by then."""
    with consistent_read():
        snapshot = live_snapshot()
        etag = _etag(request, snapshot)
        response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
        if response is None:
            response = _from_cache(request, etag) or _kept(request, etag, view(snapshot))
    if response.status_code in (200, 304):
        response["ETag"] = etag
    response["Cache-Control"] = PUBLIC if response.status_code in CACHEABLE else "no-store"
    patch_vary_headers(response, VARY)
    if not is_for_crawlers(request):
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def answer_edition(request: HttpRequest, view: Callable[[Snapshot], HttpResponseBase]) -> HttpResponseBase:
    """As answer(), in the words of the release that the address names, as from_edition() says."""

    def in_its_words(snapshot: Snapshot) -> HttpResponseBase:
        with using(_words(request)):
            return view(snapshot)

    return answer(request, in_its_words)


def _words(request: HttpRequest) -> Book:
    """The words of the release that an address names, in its query or its path; the catalog's own where it names none."""
    match = request.resolver_match
    version = last_of(request.GET, "release") or (match.kwargs.get("version", "") if match else "")
    return (release_words_of(version) if version else None) or own_book()


def _from_cache(request: HttpRequest, etag: str) -> HttpResponse | None:
    held = answer_cache.find(etag) if request.method in ("GET", "HEAD") else None
    return held.response(request) if held else None


def _kept(request: HttpRequest, etag: str, response: HttpResponseBase) -> HttpResponseBase:
    """The answer; a whole page is also kept in the cache."""
    if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
        held = answer_cache.keep(etag, response)
        if held:
            return held.response(request)
    return response


def _etag(request: HttpRequest, snapshot: Snapshot) -> str:
    """A weak ETag: the same page may be sent compressed or not."""
    parts = (
        snapshot.stamp,
        settings.BUILD,
        snapshot.today.isoformat(),
        request.build_absolute_uri(),
        "fragment" if wants_fragment(request) else "page",
    )
    return f'W/"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'
