"""The deadlines of a selection: as a page by month, and as a calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.browse.decorators import from_snapshot
from catalog.browse.query import ask_present
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.common.urls import absolute
from catalog.exports import ical
from catalog.programs.published_records import organization_names, published, published_versions
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.deadlines.calendar_links import build_calendar_url, take_program, take_usual
from catalog.site.deadlines.presenters import build_schedule
from catalog.site.feeds import address_of, feed_link, refused


@from_snapshot
@limit_concurrency
def deadlines(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/deadlines/`: the deadlines of any selection, all at once."""
    asked = ask_present(request.GET, snapshot)
    selection = asked.selection.bare()
    names = organization_names(selection.sponsors)
    records = [version.record for version in published_versions(asked.snapshot.select(selection))]
    shown, in_words = build_schedule(selection, records, snapshot.today, names), describe_selection(selection, names)
    address = build_calendar_url(selection, usual=True)
    context = {
        "page_title": gettext("Deadlines: %(programs)s") % {"programs": in_words},
        "page_description": gettext("When to apply or nominate, month by month: %(programs)s.") % {"programs": in_words},
        "schedule": shown,
        "ignored": [str(entry) for entry in asked.ignored],
        "feed": feed_link(selection, names),
        "calendar": {
            "title": "Dates and usual months",
            "url": address,
            "address": absolute(request, address),
            "events": shown.events,
        },
        "revision": {"number": snapshot.revision},
    }
    return render(request, "deadlines/deadlines.html", context)


@from_snapshot
@limit_concurrency
def deadlines_ics(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/deadlines.ics`: a calendar of any selection, or of one `program`; `usual=1` adds usual months.

    It answers 400 to unknown parameters and values.
    """
    usual, others, ignored = take_usual(request.GET)
    programs, others, unknown = take_program(others, snapshot.slugs)
    asked = ask_present(others, snapshot)
    if ignored or unknown or asked.ignored:
        return refused([*asked.ignored, *ignored, *unknown])
    selection = asked.selection.bare()
    slugs = [slug for slug in asked.snapshot.select(selection) if not programs or slug in programs]
    title = "Deadlines and usual months" if usual else "Deadlines"
    content = ical.calendar(
        published(slugs),
        name=f"{title}: {describe_selection(selection, organization_names(selection.sponsors))}",
        note=FOOTNOTE,
        today=snapshot.today,
        usual=usual,
        address=address_of(request),
    )
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response
