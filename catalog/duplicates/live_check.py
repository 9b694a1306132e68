"""Fragments for the program form: the type of the selected supports, and likely duplicates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page
from catalog.duplicates.matching import Likeness, face_of, likely_duplicates
from catalog.models import DistinctPair
from catalog.programs.identity import faces
from catalog.schema.fields import ProgramRecord
from typology import Support, derive


def alike(record: ProgramRecord, before: ProgramRecord | None) -> list[Likeness]:
    """Return likely duplicates of a record, most likely first, without those marked as distinct.

    Returns none if `before`, the earlier record, has the same name, sponsor and website.
    """
    if before and face_of(before) == {**face_of(record), "slug": before.slug}:
        return []
    distinct = _distinct_from(record.slug) if before else frozenset()
    return [found for found in likely_duplicates(face_of(record), faces()) if found.slug not in distinct]


def _distinct_from(slug: str) -> frozenset[str]:
    """Return the slugs of programs marked as distinct from this one."""
    pairs = DistinctPair.objects.values_list("first__slug", "second__slug")
    return frozenset(other for pair in pairs if slug in pair for other in pair if other != slug)


@admin_page("catalog.change_program")
@require_safe
def derived(request: HttpRequest) -> HttpResponse:
    """`/admin/programs/derived/?prepare_present=on…`: the type of the selected supports, as a fragment."""
    ticked = [support.code for support in Support if request.GET.get(f"{support.code}_present")]
    kind = derive(Support.from_codes(ticked)) if ticked else None
    return render(request, "admin/catalog/program/_derived.html", {"derived": kind})


@admin_page("catalog.change_program")
@require_safe
def likely(request: HttpRequest) -> HttpResponse:
    """`/admin/programs/alike/?name=…&sponsor=…&website=…&slug=…`: likely duplicates, as a fragment."""
    typed = {name: request.GET.get(name, "")[:500] for name in ("name", "sponsor", "website", "slug")}
    found = likely_duplicates(typed, faces()) if typed["name"] or typed["website"] else []
    distinct = _distinct_from(typed["slug"])
    found = [likeness for likeness in found if likeness.slug not in distinct]
    return render(request, "admin/duplicates/_live_check.html", {"alike": found})
