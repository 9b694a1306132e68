"""Messages about parameters that a page does not know."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from catalog.browse.filterset import TRACKING, Ignored, shortened
from catalog.common.language import gettext


def find_unknown(query: QueryDict, known: Iterable[str], *, is_page: bool = True) -> list[Ignored]:
    """Return the parameters of a query that are not in `known`. Tracking parameters are dropped without a message."""
    problem = (
        gettext("“%(name)s” is not a parameter of this page")
        if is_page
        else gettext("“%(name)s” is not a parameter of this address")
    )
    return [
        Ignored(name, "", problem % {"name": shortened(name)})
        for name in query
        if name not in set(known) and not TRACKING.fullmatch(name)
    ]
