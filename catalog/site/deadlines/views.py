"""The deadlines of a selection: as a page by month, and as a calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import ask_present
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.text import pluralize
from catalog.common.urls import absolute
from catalog.exports import ical
from catalog.programs.published_records import organization_names, published, published_versions
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
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
    coming, usual = shown.count_of("coming"), shown.count_of("usual")
    context = {
        "page_title": f"Deadlines: {in_words}",
        "page_description": f"When to apply or nominate, month by month: {in_words}.",
        "schedule": shown,
        "ignored": [str(entry) for entry in asked.ignored],
        "feed": feed_link(selection, names),
        "calendars": [
            {
                "title": title,
                "url": url,
                "address": absolute(request, url),
                "events": pluralize(events, "event"),
            }
            for title, url, events in (
                ("Coming dates", build_calendar_url(selection), coming),
                ("Coming dates and usual months", build_calendar_url(selection, usual=True), coming + usual),
            )
        ],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "deadlines/deadlines.html", context)


@from_snapshot
@limit_concurrency
def deadlines_ics(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/deadlines.ics`: a calendar of any selection; `usual=1` adds usual months. 400 for unknown parameters."""
    usual, others, ignored = take_usual(request.GET)
    asked = ask_present(others, snapshot)
    if ignored or asked.ignored:
        return refused([*asked.ignored, *ignored])
    selection = asked.selection.bare()
    title = "Deadlines and usual months" if usual else "Deadlines"
    content = ical.calendar(
        published(asked.snapshot.select(selection)),
        name=f"{title}: {describe_selection(selection, organization_names(selection.sponsors))}",
        note=FOOTNOTE,
        today=snapshot.today,
        usual=usual,
        address=address_of(request),
    )
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


def build_calendar_url(selection: Selection, *, usual: bool = False) -> str:
    """Return the address of a selection's calendar, with or without usual months."""
    address = selection.bare().address(reverse("deadlines_ics"))
    return f"{address}{'&' if '?' in address else '?'}usual=1" if usual else address


def take_usual(query: QueryDict) -> tuple[bool, QueryDict, list[Ignored]]:
    """Return whether the query asks for usual months, the query without that, and invalid values."""
    others = query.copy()
    values = {value.strip() for value in query.getlist("usual")} - {""}
    others.pop("usual", None)
    ignored = [Ignored("usual", value, f"“usual” takes 1, not “{shortened(value)}”") for value in sorted(values - {"1"})]
    return "1" in values, others, ignored
