"""The browse page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition, wants_fragment
from catalog.browse.filters import LONGEST_SEARCH
from catalog.browse.interpretation import interpret_search, resume_reading
from catalog.browse.query import ask, last_of
from catalog.browse.selection import is_tidy
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.common.urls import absolute
from catalog.site.browse.presenters import build_browse
from catalog.site.embed import write_frame
from catalog.site.feeds import feed_link


@from_edition
def browse(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/programs/`: any selection, as a list, table or map; for htmx only the part that changes."""
    given = request.GET.copy()
    before = last_of(given, "before")
    rest = last_of(given, "rest")
    given.pop("before", None)
    given.pop("rest", None)
    asked = ask(given, snapshot)
    if before:  # from a page that read a search: see resume_reading()
        return HttpResponseRedirect(resume_reading(asked, before[:LONGEST_SEARCH], rest[:LONGEST_SEARCH]).address())
    if not wants_fragment(request) and not asked.ignored and not is_tidy(request.GET):
        # a form also sends its empty fields; without script this redirect removes them from the address
        return HttpResponseRedirect(asked.selection.address())
    reading = interpret_search(asked) if not asked.ignored else None
    if reading is not None:  # an address has one meaning, so the filters are in it
        return HttpResponseRedirect(reading.address())
    answer = asked.snapshot.answer(asked.selection)
    records = {entry.record.slug: entry.record for entry in asked.edition.published(answer.slugs)}
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    shown = build_browse(asked, answer, records, names, snapshot)
    sentence = "".join(part.text for part in shown.sentence)
    context = {
        "page_title": sentence,
        "page_description": gettext("%(sentence)s. Filter by state, kind of program, sponsor and more.") % {"sentence": sentence},
        "browse": shown,
        "feed": feed_link(asked.selection.present(), names),
        "frame": write_frame(absolute(request, asked.selection.present().bare().address(reverse("embed")))),
        "htmx_fragment": wants_fragment(request),
        "revision": {"number": snapshot.revision},
    }
    if not context["htmx_fragment"]:
        return render(request, "browse/browse.html", context)
    response = render(request, "browse/_browse.html", context)
    # a form also sends its empty fields; the address bar shows the address without them
    response["HX-Push-Url"] = asked.selection.address()
    return response
