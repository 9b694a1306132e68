"""The feed of new and changed programs, and helpers for feeds and calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.filterset import Ignored
from catalog.browse.query import ask_present
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import ENGLISH, use_language
from catalog.common.urls import absolute
from catalog.exports import atom
from catalog.programs.display import program_url
from catalog.programs.published_records import last_published, organization_names, published
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE


@from_snapshot
@limit_concurrency
def programs_atom(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/programs.atom`: the newest programs of any selection; 400 on an unknown parameter or value."""
    asked = ask_present(request.GET, snapshot)
    if asked.ignored:
        return refused(asked.ignored)
    selection = asked.selection.bare()
    link = feed_link(selection, organization_names(selection.sponsors))
    entries = published(asked.snapshot.first(replace(selection, sort="updated"), atom.MOST))
    content = atom.atom(
        entries,
        title=link["title"],
        note=FOOTNOTE,
        feed_address=absolute(request, link["url"]),
        page_address=absolute(request, selection.address(reverse("browse"))),
        updated=None if entries else last_published(),
        address=address_of(request),
    )
    return HttpResponse(content, content_type=atom.CONTENT_TYPE)


def feed_link(selection: Selection, sponsor_names: Mapping[str, str]) -> dict[str, str]:
    """Return the title and address of a selection's feed, which is in English."""
    with use_language(ENGLISH):
        title = f"New and changed: {describe_selection(selection, sponsor_names)}"
    return {"title": title, "url": selection.bare().address(reverse("programs_atom"))}


def refused(ignored: Iterable[Ignored]) -> HttpResponse:
    """Return a 400 answer that lists the errors, for addresses that software reads."""
    lines = ("Unknown parameter or value in the address.", "")
    content = "\n".join((*lines, *(entry.refusal for entry in ignored), ""))
    return HttpResponse(content, status=400, content_type="text/plain; charset=utf-8")


def address_of(request: HttpRequest) -> Callable[[str], str]:
    """Return a function from a slug to the absolute address of the program's page."""
    site = absolute(request, "/").rstrip("/")
    return lambda slug: site + program_url(slug)
