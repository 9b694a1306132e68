"""What the address of a program answers that is not published there: another address, a notice, or the closest programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.browse.editions.edition import Edition
from catalog.browse.filterset import shortened
from catalog.common.language import gettext
from catalog.models import FormerSlug, Program, Publication
from catalog.programs import display
from catalog.programs.published_records import Published
from catalog.serving.errors import Closest
from catalog.site.program.near_addresses import find_closest, find_meant


def find_entries(slug: str, edition: Edition) -> list[Published]:
    """Return the record at an address in an edition, or nothing. Raises Http404 for what no database can look for."""
    if "\0" in slug:  # PostgreSQL cannot
        raise Http404(gettext("There is no program at this address."))
    return edition.published([slug])


def answer_absent(request: HttpRequest, slug: str, edition: Edition, route: str) -> HttpResponse:
    """Answer an address without a record: a redirect to the program that it means, 410 for a retired one; or raise Http404.

    `route` names the page of the program that was asked for. A redirect keeps everything that is in the address.
    """
    if edition.rules and edition.as_coded().published([slug]):
        raise Http404(f"Coded {edition.rules.label}, the program at “{slug}” is not in the catalog.")
    if edition.release:
        raise Http404(f"There is no program at “{slug}” in release {edition.release.version}.")
    former = FormerSlug.objects.filter(slug=slug).select_related("program").first()
    if former:
        return _redirect(request, route, former.program.slug)
    retired = Program.objects.filter(slug=slug, publication=Publication.RETIRED).select_related("sponsor", "current").first()
    if retired:
        return _show_notice(request, retired)
    slugs = edition.snapshot.slugs
    meant = find_meant(slug, slugs)
    if meant:
        return _redirect(request, route, meant)
    closest = edition.published(find_closest(slug, slugs))
    pages = [(one.record.name, display.program_url(one.record.slug)) for one in closest]
    raise Http404(gettext("There is no program at “%(address)s”.") % {"address": shortened(slug)}, Closest(pages))


def _redirect(request: HttpRequest, route: str, slug: str) -> HttpResponse:
    query, path = request.GET.urlencode(), reverse(route, args=[slug])
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def _show_notice(request: HttpRequest, retired: Program) -> HttpResponse:
    record = retired.record
    context = {
        "page_title": gettext("%(name)s is no longer in the catalog") % {"name": retired.name},
        "program": {
            "name": retired.name,
            "sponsor": retired.sponsor.name,
            "similar_url": f"{reverse('browse')}?sponsor_type={record.sponsor_type}&type={record.program_type.value}",
            "date": display.day(timezone.localdate(retired.updated)),
        },
        "breadcrumbs": [{"label": gettext("Programs"), "url": reverse("browse")}],
    }
    return render(request, "program/retired.html", context, status=410)
