"""Messages about parameters that a page does not know."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from catalog.browse.filterset import TRACKING, Ignored, shortened


def find_unknown(query: QueryDict, known: Iterable[str], place: str = "page") -> list[Ignored]:
    """Return the parameters of a query that are not in `known`. Tracking parameters are dropped without a message."""
    return [
        Ignored(name, "", f"“{shortened(name)}” is not a parameter of this {place}")
        for name in query
        if name not in set(known) and not TRACKING.fullmatch(name)
    ]
