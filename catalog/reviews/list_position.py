"""Where a program stands in the admin's list, as that is filtered and sorted: its address, and the program that follows."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.models import Program, Publication

FILTERS = "_changelist_filters"  # the parameter in which Django's admin keeps the filters of a list


@dataclass(frozen=True)
class ListPosition:
    """A program's place in the list: `number` of `total`, 0 if the list does not have it; `following` is the next program.

    `filters` is the query of the list. The following program is never a retired one.
    """

    filters: str
    number: int
    total: int
    following: Program | None

    @property
    def list_address(self) -> str:
        """The address of the list, filtered and sorted as it was."""
        address = reverse("admin:catalog_program_changelist")
        return f"{address}?{self.filters}" if self.filters else address

    def quick_edit_address(self, program: Program) -> str:
        """Return the address of a program's quick edit that leads back to this list."""
        address = reverse("admin_quick_edit", args=[program.pk])
        return f"{address}?{urlencode({FILTERS: self.filters})}" if self.filters else address


def find_position(request: HttpRequest, program: Program) -> ListPosition:
    """Return a program's place in the list whose filters the request carries. Invalid filters give the whole list."""
    filters = QueryDict(request.GET.get(FILTERS, ""), mutable=True)
    filters.pop("p", None)  # the order counts across the pages
    keys = _list_keys(request, filters)
    place = keys.index(program.pk) if program.pk in keys else None
    following = None
    if place is not None:
        later = Program.objects.exclude(publication=Publication.RETIRED).in_bulk(keys[place + 1 :])
        following = next((later[key] for key in keys[place + 1 :] if key in later), None)
    return ListPosition(request.GET.get(FILTERS, ""), 0 if place is None else place + 1, len(keys), following)


def _list_keys(request: HttpRequest, filters: QueryDict) -> list[int]:
    listing = copy.copy(request)
    listing.method, listing.GET = "GET", filters  # type: ignore[assignment]
    try:
        changelist = admin.site.get_model_admin(Program).get_changelist_instance(listing)
    except IncorrectLookupParameters:
        if not filters:
            raise
        return _list_keys(request, QueryDict(mutable=True))
    return list(changelist.queryset.values_list("pk", flat=True))
