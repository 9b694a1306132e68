"""Addresses for machines: health, readiness, robots, sitemap."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.asking.addresses import absolute
from catalog.asking.reading import from_snapshot
from catalog.facets.live import consistent_read, live_snapshot
from catalog.facets.snapshot import Snapshot
from catalog.records.releases import releases
from catalog.views.words import program_url
from typology import ProgramType

PAGES = """
    home browse find deadlines compare shortlist suggest types explore whatif data dictionary changes api_docs methods about
""".split()


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`/healthz`: the process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """`/readyz`: the catalog can be answered from; 503 where the database can't be read or is not set up."""
    try:
        with consistent_read():
            snapshot = live_snapshot()
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True, "revision": snapshot.revision, "programs": len(snapshot)})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """`/favicon.ico`, which browsers and robots ask for without reading a page: leads to the icon that pages name."""
    return HttpResponseRedirect(static("favicon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: everything but the editors' pages may be read."""
    lines = ("User-agent: *", "Disallow: /admin/", f"Sitemap: {absolute(request, reverse('sitemap'))}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain")


@from_snapshot
def sitemap(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/sitemap.xml`: every public page."""
    paths = [reverse(name) for name in PAGES]
    paths += [reverse("type", args=[program_type.value]) for program_type in ProgramType]
    paths += [reverse("release", args=[release.version]) for release in releases()]
    paths += [program_url(slug) for slug in snapshot.slugs]
    addresses = [absolute(request, path) for path in paths]
    return render(request, "sitemap.xml", {"addresses": addresses}, content_type="application/xml")
