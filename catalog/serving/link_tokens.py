"""Secret parts of links that only one person has, and that no log may hold."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"^((?:/es)?/(?:alerts|confirm)/)[^/?]{20,}/?")


def hide_tokens(path: str) -> str:
    """Return an address without the token of an alert or of a program's confirmation: ``/alerts/…/``."""
    return _TOKEN.sub(r"\1…/", path)


class TokenFilter(logging.Filter):
    """Shortens the addresses in Django's own lines about requests, which name the path of a request that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hide_tokens(value) if isinstance(value, str) else value for value in record.args)
        return True
