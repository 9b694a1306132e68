"""The activity page, for Reviewers and Admins, and its list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.activity.forms import ActivityForm
from catalog.activity.presenters import ActivityEntry, present_activity
from catalog.activity.selectors import list_activity
from catalog.admin_common.pages import admin_page, page
from catalog.common.clock import today
from catalog.exports.csv_table import write_cells

PER_PAGE = 50
MOST_IN_FILE = 20_000
_AT_ONCE = 500
_HEADER = ("time", "person", "what", "about", "detail", "page")


@admin_page("catalog.publish_program")
@require_safe
def activity(request: HttpRequest) -> HttpResponseBase:
    """`/admin/activity/?person=…&kind=…&since=…&until=…`: what people did, newest first."""
    form = _form(request)
    pages = Paginator(list_activity(form.wanted), PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    chosen = request.GET.copy()
    chosen.pop("page", None)
    return page(
        request,
        "admin/activity/activity.html",
        "Activity",
        form=form,
        shown=shown,
        days=_by_day(present_activity(shown.object_list)),
        query=chosen.urlencode(),
        is_filtered=any(chosen.values()),
        is_nav_sidebar_enabled=False,
    )


@admin_page("catalog.publish_program")
@require_safe
def activity_csv(request: HttpRequest) -> HttpResponseBase:
    """`/admin/activity.csv`: the same list as a file, with the same filters, at most MOST_IN_FILE rows."""
    form = _form(request)
    if not form.is_valid():
        return HttpResponse(
            "Unknown filter. Choose it on the activity page.\n", status=400, content_type="text/plain; charset=utf-8"
        )
    rows = (_cells(request, entry) for entry in _all_entries(form))
    body = b"".join(write_cells(_HEADER, rows))
    name = f"activity-{today().isoformat()}.csv"
    return HttpResponse(body, "text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _form(request: HttpRequest) -> ActivityForm:
    return ActivityForm(request.GET, for_admin=bool(getattr(request.user, "is_superuser", False)))


def _all_entries(form: ActivityForm) -> Iterator[ActivityEntry]:
    rows = iter(list_activity(form.wanted)[:MOST_IN_FILE])
    while chunk := list(islice(rows, _AT_ONCE)):
        yield from present_activity(chunk)


def _cells(request: HttpRequest, entry: ActivityEntry) -> list[str]:
    time = timezone.localtime(entry.time).isoformat(timespec="seconds")
    url = request.build_absolute_uri(entry.subject.url) if entry.subject.url else ""
    return [time, entry.person, entry.label, entry.subject.name, entry.subject.detail, url]


def _by_day(entries: list[ActivityEntry]) -> list[dict[str, Any]]:
    return [
        {"day": day, "entries": list(of_day)} for day, of_day in groupby(entries, lambda entry: timezone.localdate(entry.time))
    ]
