"""The data: its releases, and one release."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition, from_snapshot
from catalog.browse.editions.edition import edition
from catalog.browse.query import of_other_editions
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.doi import doi_url
from catalog.common.urls import absolute
from catalog.programs.display import day
from catalog.programs.history.changes import Changes, changes
from catalog.releases.selectors import (
    ReleaseInfo,
    is_first_layout,
    release_files,
    release_records,
    release_words,
    releases,
    series_doi,
)
from catalog.schema.vocabulary import Term, types
from catalog.site.data.metadata import present_dataset, release_dataset, variables_of
from catalog.site.downloads import exports_of
from catalog.site.edition_notices import switches
from catalog.site.long_tables import long_tables_of
from catalog.site.program.presenters import type_words
from catalog.site.signposting import release_links, series_links, signpost
from catalog.site.structured_data import data_block, data_catalog

MOST_OPEN = 10  # programs of another type that are shown at once; a longer list is folded


@from_snapshot
def data(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/`: every release with what changed since the one before, the present data, how to cite."""
    known = releases()
    shown = [_release(one, before) for one, before in zip(known, [*known, None][1:], strict=True)]
    datasets = [*(release_dataset(request, one) for one in known), present_dataset(request, len(snapshot))]
    doi = series_doi()
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "Data",
        "page_description": "Releases of the catalog's data to download and cite, with codebook and data dictionary.",
        "releases": shown,
        "total": len(snapshot),
        "today": day(snapshot.today),
        "exports": exports_of(Selection()),
        "long_tables": long_tables_of(Selection()),
        "switches": switches(Selection(), Selection.address),
        "structured": data_block(data_catalog(absolute(request, reverse("data")), datasets, doi_url(doi))),
        "doi_url": doi_url(doi),
        "revision": {"number": snapshot.revision},
    }
    return signpost(render(request, "data/index.html", context), series_links(request, known, doi))


@from_edition
def release_page(request: HttpRequest, snapshot: Snapshot, version: str) -> HttpResponse:
    """`/data/<version>/`: one release; 404 for a version that is none."""
    known = releases()
    place = next((number for number, one in enumerate(known) if one.version == version), None)
    if place is None:
        raise Http404(f"There is no release “{version}”.")
    one, before = known[place], known[place + 1] if place + 1 < len(known) else None
    held = edition(snapshot, version)
    counts = held.snapshot.counts(Selection())["type"]
    whole, files = Selection(release=version), release_files(one)
    context = {
        "page_title": f"Release {version}",
        "page_description": f"The catalog's data as of {day(one.date)}: {programs(one.programs)}. It never changes.",
        "release": _release(one, before),
        "types": [
            {
                **type_words(kind),
                "count": counts[kind.code],
                "browse_url": whole.with_values("type", (kind.code,)).address(),
            }
            for kind in types()
        ],
        "browse_url": whole.address(),
        "explore_url": whole.address(reverse("explore")),
        "cite_url": whole.address(reverse("cite")),
        "exports": exports_of(whole),
        "has_metadata": "datacite.json" in files,
        "has_text_files": not is_first_layout(one),
        "files": [{"name": name, "url": reverse("release_file", args=[version, name])} for name in files],
        "today": len(snapshot),
        "newest": place == 0,
        "structured": data_block({**release_dataset(request, one), "variableMeasured": variables_of(one)}),
        "breadcrumbs": [{"label": "Data", "url": reverse("data")}],
        "revision": {"number": snapshot.revision},
    }
    return signpost(render(request, "data/release.html", context), release_links(request, one))


def _release(one: ReleaseInfo, before: ReleaseInfo | None) -> dict[str, Any]:
    return {
        "version": one.version,
        "date": day(one.date),
        "count": one.programs,
        "programs": programs(one.programs),
        "sha256": one.sha256,
        "url": reverse("release", args=[one.version]),
        "zip_url": reverse("release_zip", args=[one.version]),
        "doi_url": doi_url(one.doi),
        "before": before.version if before else "",
        "changes": _shown_changes(before, one) if before else None,
    }


def _shown_changes(before: ReleaseInfo, after: ReleaseInfo) -> dict[str, Any]:
    """What changed between two releases, each program's types by the names of the release that it had them in."""
    found, then, now = _changes(before, after), release_words(before), release_words(after)
    return {
        "added": found.added,
        "removed": found.removed,
        "edited": found.edited,
        "retyped": [
            {
                "slug": one.slug,
                "name": one.name,
                "types": [_type(then.type_of(one.before.supports), before), _type(now.type_of(one.after.supports), after)],
                "gained": [{"name": code, "evidence": evidence} for code, evidence in one.gained],
                "lost": [{"name": code, "evidence": evidence} for code, evidence in one.lost],
            }
            for one in found.retyped
        ],
        "open": len(found.retyped) <= MOST_OPEN,
    }


def _type(kind: Term, release: ReleaseInfo) -> dict[str, Any]:
    return {**type_words(kind), "url": Selection(release=release.version).address(reverse("type", args=[kind.code]))}


@lru_cache(maxsize=32)  # releases never change
def _changes(before: ReleaseInfo, after: ReleaseInfo) -> Changes:
    return changes(release_records(before.version), release_records(after.version))
