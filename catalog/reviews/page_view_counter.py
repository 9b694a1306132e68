"""Counting how often a program's page is opened, without making anybody wait and without knowing who opened it.

Counts are held in this process and written by catalog.reviews.page_views once a minute, or when there are many, after an
answer has gone out. Counts that cannot be written now are kept for the next minute. What a process holds when it ends is lost.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from catalog.common.clock import today
from catalog.reviews.page_views import add_openings
from catalog.serving.database import is_trouble, without_waiting

SECONDS, MANY = 60, 50  # held at most so long, so many
_ROBOT = re.compile(r"bot|crawl|spider", re.IGNORECASE)
_log = logging.getLogger(__name__)


class Openings:
    """The counts that this process holds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._since = 0.0
        self._not_before = 0.0  # after a failure they are due a minute later, even if there are many

    def add(self, slug: str) -> None:
        """Count one opening of a program's page."""
        with self._lock:
            if not self._counts:
                self._since = time.monotonic()
            self._counts[slug] += 1

    def take(self, *, due: bool = False) -> Counter[str]:
        """The counts, which are held no more; with `due` only if it is time to write them, else none."""
        with self._lock:
            held, now = self._counts, time.monotonic()
            early = held.total() < MANY and (not held or now - self._since < SECONDS)
            if due and (early or now < self._not_before):
                return Counter()
            self._counts, self._not_before = Counter(), 0.0
            return held

    def put_back(self, counts: Counter[str]) -> None:
        """Hold counts that could not be written for another minute."""
        with self._lock:
            self._counts.update(counts)
            self._since = time.monotonic()
            self._not_before = self._since + SECONDS


openings = Openings()


def counted(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view of a program's page (argument `slug`), whose openings are counted: those by people, of the present record."""

    @wraps(view)
    def counting(request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, slug=slug, **kwargs)
        if response.status_code in (200, 304) and _by_a_person(request) and not request.GET.keys() & {"release", "rule"}:
            openings.add(slug)
        return response

    return counting


def write_openings(**_signal: Any) -> None:
    """Write the counts that are due, after a request. Never waits for another writer; whatever goes wrong, no page fails."""
    counts = openings.take(due=True)
    if not counts:
        return
    try:
        with without_waiting():
            add_openings(counts, today())
    except Exception as error:
        openings.put_back(counts)
        unforeseen = not is_trouble(error)
        _log.warning("The openings of %d programs could not be written: %s", len(counts), error, exc_info=unforeseen)


def _by_a_person(request: HttpRequest) -> bool:
    """Whether a visitor opens the page: not an editor (only they have sessions), a robot that says so, or a prefetch."""
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not _ROBOT.search(request.headers.get("User-Agent", ""))
        and "prefetch" not in request.headers.get("Sec-Purpose", "")
    )


request_finished.connect(write_openings, dispatch_uid="catalog.openings")
