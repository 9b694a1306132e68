"""Addresses for machines: health, readiness, robots, sitemap."""

from __future__ import annotations

import datetime

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from catalog.browse.crawlers import robots_rules
from catalog.browse.decorators import from_snapshot
from catalog.browse.facets import NONE, UNSTATED
from catalog.browse.live_snapshot import consistent_read, live_snapshot
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import ENGLISH, OTHERS
from catalog.common.urls import absolute
from catalog.programs.display import program_url
from catalog.programs.published_records import publication_dates
from catalog.releases.selectors import releases
from catalog.schema.vocabulary import types
from catalog.serving.unavailable import RETRY_AFTER
from catalog.site.language import list_alternates
from catalog.site.places.states import list_states

PAGES = """
    home browse find states deadlines compare shortlist alerts suggest types preparation explore whatif teachers data dictionary
    missing reliability changes api_docs methods replicate about privacy accessibility
""".split()


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`/healthz`: the process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """`/readyz`: the catalog can be answered from; 503 where the database can't be read or is not set up."""
    try:
        with consistent_read():
            snapshot = live_snapshot()
    except Error:
        return JsonResponse({"ready": False}, status=503, headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"})
    return JsonResponse({"ready": True, "revision": snapshot.revision, "programs": len(snapshot)})


@csrf_exempt
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """`/favicon.ico`, which browsers and robots ask for without reading a page: leads to the icon that pages name."""
    return HttpResponseRedirect(static("public/favicon.svg"))


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: what crawlers may fetch, by catalog.browse.crawlers."""
    lines = ("User-agent: *", *robots_rules(), f"Sitemap: {absolute(request, reverse('sitemap'))}", "")
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response


@from_snapshot
def sitemap(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/sitemap.xml`: every page that matters, programs and releases with the day on which they last changed."""
    dates = publication_dates()
    changed: dict[str, datetime.date | None] = dict.fromkeys(reverse(name) for name in PAGES)
    changed |= dict.fromkeys(reverse("type", args=[program_type.code]) for program_type in types())
    for name in ("state", "form"):
        counts = snapshot.counts(Selection())[name]
        codes = [code for code, count in counts.items() if count and code not in (NONE, UNSTATED)]
        changed |= dict.fromkeys(Selection().with_values(name, (code,)).address() for code in codes)
    changed |= dict.fromkeys(entry.url for entry in list_states(snapshot))
    changed |= dict.fromkeys(reverse("sponsor", args=[slug]) for slug in snapshot.sponsors)
    changed |= {reverse("release", args=[release.version]): release.date for release in releases()}
    changed |= {program_url(slug): dates.get(slug) for slug in snapshot.slugs}
    pages = []
    for path, date in changed.items():
        alternates = list_alternates(request, path)
        for code in (ENGLISH, *OTHERS) if alternates else ():
            pages.append({"address": alternates[code], "date": date, "alternates": alternates})
        if not alternates:
            pages.append({"address": absolute(request, path), "date": date, "alternates": {}})
    return render(request, "sitemap.xml", {"pages": pages}, content_type="application/xml")
