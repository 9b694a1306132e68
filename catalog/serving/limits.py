"""At most half of the threads compute expensive answers, so that the others keep answering pages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop

from catalog.serving.metrics import limit_in_use, limit_refused
from catalog.serving.unavailable import answer_unavailable

BUSY = gettext_noop("Too many people are asking for tables and files right now. Wait a few seconds, then try again.")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class LimitReached(Exception):
    """Raised when the limit's threads are all in use."""


class ConcurrencyLimit:
    """A context manager for half of this process's threads. Entering it raises LimitReached instead of waiting."""

    def __init__(self, name: str):
        self.name = name
        self._free = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))

    def __enter__(self) -> None:
        if not self._free.acquire(blocking=False):
            limit_refused.labels(self.name).inc()
            raise LimitReached(self.name)
        limit_in_use.labels(self.name).inc()

    def __exit__(self, *_error: object) -> None:
        limit_in_use.labels(self.name).dec()
        self._free.release()


expensive = ConcurrencyLimit("expensive")


def limit_concurrency(view: View) -> View:
    """Decorate a view that computes cross-tables, figures or exports: 503 when too many run at once.

    Place it under @from_snapshot, so that a 304 or a cached answer does not count.
    """

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with expensive:
                return view(request, *args, **kwargs)
        except LimitReached:
            return answer_unavailable(request, BUSY, title=gettext_noop("The catalog is busy"))

    return limited  # type: ignore[return-value]
