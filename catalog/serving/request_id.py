"""An id for each request, in its answer, log lines and error page, so that a visitor's report leads to the log."""

from __future__ import annotations

import logging
import re
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def assign_request_id(request: HttpRequest) -> str:
    """Give the request its id and return it.

    A well-formed id in the request's header is used only behind a trusted proxy: anybody else could forge one.
    """
    sent = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    identity = sent if _WELL_FORMED.fullmatch(sent) else uuid.uuid4().hex
    _current.set(identity)
    return identity


def current_request_id() -> str:
    """Return the id of the present or last request of this thread, or "" before the first."""
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = getattr(record, "request_id", None) or current_request_id()
        return True
