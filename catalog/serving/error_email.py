"""E-mail about errors to ERROR_EMAIL: what failed and where, without any submitted data."""

from __future__ import annotations

import copy
import logging
import traceback
from threading import Lock
from types import TracebackType
from typing import Any

from cachetools import TTLCache
from django.http import HttpRequest
from django.utils.log import AdminEmailHandler

from catalog.serving.link_tokens import hide_tokens
from catalog.serving.request_id import current_request_id

SECONDS = 600  # the same error is sent once in this time
_MOST = 256  # errors remembered


class ErrorEmailHandler(AdminEmailHandler):
    """Django's handler, but each process sends the same error at most once in ten minutes."""

    def __init__(self) -> None:
        super().__init__(reporter_class="catalog.serving.error_email.ErrorReport")
        self._sent: TTLCache[tuple[object, ...], bool] = TTLCache(_MOST, SECONDS)
        self._sent_lock = Lock()

    def forget(self) -> None:
        """Forget which errors were sent."""
        with self._sent_lock:
            self._sent.clear()

    def emit(self, record: logging.LogRecord) -> None:
        key = _kind_of(record)
        with self._sent_lock:
            if key in self._sent:
                return
            self._sent[key] = True
        super().emit(_without_values(record))


class ErrorReport:
    """The body of the e-mail: the request's id and the traceback.

    Exception messages, forms, cookies and settings are left out, because they may contain personal data or secrets.
    The log has all of it under the same id.
    """

    def __init__(
        self,
        request: HttpRequest | None,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | str | None,
        tb: TracebackType | None,
        is_email: bool = False,
    ):
        self._request, self._type, self._traceback = request, exc_type, tb

    def get_traceback_text(self) -> str:
        """The report as text."""
        lines = [f"Request {current_request_id()}"]
        if self._request is not None:
            lines.append(f"{self._request.method} {hide_tokens(self._request.path)}")
        if self._type is not None:
            lines += ["", *traceback.format_tb(self._traceback), f"{self._type.__module__}.{self._type.__qualname__}"]
        return "\n".join([*lines, "", "The log has the whole error under the id of this request."])


def _without_values(record: logging.LogRecord) -> logging.LogRecord:
    """Return the record without its values, except in Django's own line, which only names the address."""
    if record.exc_info and record.name == "django.request":
        return record
    mailed = copy.copy(record)
    mailed.msg, mailed.args = f"{record.name}, {record.module} line {record.lineno}: {record.msg}", None
    return mailed


def _kind_of(record: logging.LogRecord) -> tuple[Any, ...]:
    """Return the key of equal errors: the exception's class and the line that raised it, or the line that logged."""
    if not record.exc_info or record.exc_info[2] is None:
        return record.pathname, record.lineno
    frame = traceback.extract_tb(record.exc_info[2], limit=-1)[0]
    return record.exc_info[0], frame.filename, frame.lineno
