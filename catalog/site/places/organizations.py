"""All sponsors with their identifiers as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from catalog.browse.decorators import from_snapshot
from catalog.browse.snapshot import Snapshot
from catalog.organizations.table import csv_of, list_sponsors
from catalog.site.feeds import refused
from catalog.site.parameters import find_unknown


@from_snapshot
def organizations_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/organizations.csv`: the sponsors of published programs and what they are parts of; 400 on any parameter."""
    if ignored := find_unknown(request.GET, (), is_page=False):
        return refused(ignored)
    response = HttpResponse(b"".join(csv_of(list_sponsors())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="organizations-{snapshot.today}.csv"'
    return response
