"""Decorators of views that read the snapshot: one consistent read, ETags and caching.

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
from catalog.browse.live_snapshot import open_snapshot
from catalog.browse.query import last_of
from catalog.browse.snapshot import Snapshot
from catalog.programs.dates.currency import use_confirmations
from catalog.releases.selectors import release_words_of
from catalog.schema.vocabulary import Book, use_vocabulary
from catalog.serving.answer_cache import AnswerCache

# browsers revalidate each time; shared caches keep an answer for 60 seconds, and 30 more while they revalidate
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=60, stale-while-revalidate=30"
PRIVATE = "private, no-cache"
# statuses that depend on the address only; 412, for example, depends on a header that no cache compares
CACHEABLE = {200, 301, 302, 304, 400, 404, 410}
# the headers of fragments (see wants_fragment) and compression
VARY = ("HX-Request", "HX-History-Restore-Request", "Accept-Encoding")

answer_cache = AnswerCache(settings.ANSWER_CACHE_BYTES)


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether htmx requests the changing part of a page. Back and reload get the whole page."""
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.history_restore_request


def from_snapshot(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Pass the live snapshot to a public view as its second argument, in one consistent read. GET and HEAD only.

    The view must not read cookies or other data of the visitor: its answer goes to everyone who requests the address.
    Its 200 answers have an ETag of stamp, build, date, full address, and fragment or page. If the client has the same
    ETag (304), or this process has the answer in its cache, the view does not run.
    """

    @csrf_exempt  # POST gets 405, not an expired form
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answer(request, lambda snapshot: view(request, snapshot, *args, **kwargs))

    return safely


def from_edition(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Like from_snapshot(), for a view that reads the release in its address, in `release` or in its path.

    The codebook in use is that of the release (catalog.schema.vocabulary.use_vocabulary): labels, codes, order, facets, types.
    """

    @csrf_exempt  # POST gets 405, not an expired form
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answer_edition(request, lambda snapshot: view(request, snapshot, *args, **kwargs))

    return safely


def from_snapshot_privately(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """Like from_snapshot(), for a view that reads a cookie: only the visitor's browser may cache its answers."""

    @csrf_exempt  # POST gets 405, not an expired form
    @require_safe
    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with open_snapshot() as snapshot:
            response = view(request, snapshot, *args, **kwargs)
        response["Cache-Control"] = PRIVATE
        patch_vary_headers(response, ("Cookie",))
        return response

    return safely


def answer(request: HttpRequest, view: Callable[[Snapshot], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer of `view` to the live snapshot; see from_snapshot(). A streamed file must be complete by then."""
    with open_snapshot() as snapshot:
        etag = _etag(request, snapshot)
        response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
        if response is None:
            response = _find_in_cache(request, etag)
        if response is None:
            response = _cache(request, etag, view(snapshot))
    if response.status_code in (200, 304):
        response["ETag"] = etag
    response["Cache-Control"] = PUBLIC if response.status_code in CACHEABLE else "no-store"
    patch_vary_headers(response, VARY)
    if not is_for_crawlers(request):
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def answer_edition(request: HttpRequest, view: Callable[[Snapshot], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer of `view` in the codebook of the release in the address; see from_edition()."""

    def use_its_words(snapshot: Snapshot) -> HttpResponseBase:
        words = _release_words(request)
        # a release knows nothing of what programs confirmed (docs/decisions/0047)
        with use_vocabulary(words or snapshot.words), use_confirmations({} if words else snapshot.confirmed):
            return view(snapshot)

    return answer(request, use_its_words)


def _release_words(request: HttpRequest) -> Book | None:
    """Return the codebook of the release in the query or path of an address; None for the catalog now."""
    match = request.resolver_match
    version = last_of(request.GET, "release") or (match.kwargs.get("version", "") if match else "")
    return release_words_of(version) if version else None


def _find_in_cache(request: HttpRequest, etag: str) -> HttpResponse | None:
    cached = answer_cache.find(etag) if request.method in ("GET", "HEAD") else None
    return cached.response(request) if cached else None


def _cache(request: HttpRequest, etag: str, response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer. A whole page goes into the cache."""
    if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
        cached = answer_cache.keep(etag, response)
        if cached:
            return cached.response(request)
    return response


def _etag(request: HttpRequest, snapshot: Snapshot) -> str:
    """Return a weak ETag: the same page may be sent compressed or not."""
    parts = (
        snapshot.stamp,
        settings.BUILD,
        snapshot.today.isoformat(),
        request.build_absolute_uri(),
        "fragment" if wants_fragment(request) else "page",
    )
    return f'W/"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'
