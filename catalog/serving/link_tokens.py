"""Secret parts of links that only one person has, and that no log may hold."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"^(/(?:alerts|confirm)/)[^/?]{20,}/?")


def hide_tokens(path: str) -> str:
    """Return an address without the token of an alert or of a program's confirmation: ``/alerts/…/``."""
    return _TOKEN.sub(r"\1…/", path)
