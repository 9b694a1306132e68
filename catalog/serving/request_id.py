"""One id for each request: in every answer, log line and error page, so that a visitor's report leads to its log lines."""

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

    A well-formed id in the request's own header is kept only behind a trusted proxy: anybody else could forge one.
    """
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    identity = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    _current.set(identity)
    return identity


def current_request_id() -> str:
    """The id of the request that this thread answers, or answered last; empty before the first."""
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = getattr(record, "request_id", None) or current_request_id()
        return True
