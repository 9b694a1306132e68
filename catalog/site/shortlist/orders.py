"""What the address of a list says besides its programs: their order, and the place of a program that was removed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_noop

from catalog.browse.filterset import Ignored, shortened
from catalog.browse.orders import by_name, sort_keys
from catalog.common.language import gettext
from catalog.schema.fields import ProgramRecord
from catalog.site.parameters import find_unknown

ORDERS = ("saved", "deadline", "name")  # the first one is the default
_LABELS = {"saved": gettext_noop("Order saved"), "deadline": gettext_noop("Deadline"), "name": gettext_noop("Name")}
_PLACE = re.compile(r"[0-9]{1,2}")


def read_sort(query: QueryDict) -> str:
    """Return the order that a query or a form asks for; the order saved if it names none that is known."""
    sort = query.get("sort", "")
    return sort if sort in ORDERS else ORDERS[0]


def read_place(query: QueryDict) -> int | None:
    """Return the place in the list, counted from 0, that a query or a form names; None without one."""
    place = query.get("at", "")
    return int(place) if _PLACE.fullmatch(place) else None


def sort_saved(records: Sequence[ProgramRecord], sort: str, today: datetime.date) -> list[ProgramRecord]:
    """Return the records in an order: coming deadlines first, by name, or as they are."""
    if sort == ORDERS[0]:
        return list(records)
    by = {record.slug: by_name(record) for record in records}
    if sort == "deadline":
        return sorted(records, key=lambda record: (sort_keys(record, None, today)["deadline"], by[record.slug]))
    return sorted(records, key=lambda record: by[record.slug])


def build_order_links(query: QueryDict) -> list[dict[str, str | bool]]:
    """Return a link for each order of the list, with its programs if the address names them."""
    links: list[dict[str, str | bool]] = []
    for sort in ORDERS:
        asked = QueryDict(mutable=True)
        asked.setlist("p", query.getlist("p"))
        if sort != ORDERS[0]:
            asked["sort"] = sort
        address = asked.urlencode()
        url = reverse("shortlist") + (f"?{address}" if address else "")
        links.append({"name": sort, "label": gettext(_LABELS[sort]), "url": url, "current": sort == read_sort(query)})
    return links


def find_ignored(query: QueryDict, *, shared: bool) -> list[Ignored]:
    """Return the parts of the address of a list that are not known."""
    known = ("p", "sort") if shared else ("sort", "added", "back", "removed", "at")
    ignored = find_unknown(query, known)
    unsorted = [value for value in dict.fromkeys(query.getlist("sort")) if value and value not in ORDERS]
    problem = gettext("“%(value)s” is not an order of this list: use %(orders)s")
    return ignored + [
        Ignored("sort", value, problem % {"value": shortened(value), "orders": ", ".join(ORDERS)}) for value in unsorted
    ]
