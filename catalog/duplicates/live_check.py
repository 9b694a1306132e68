"""Fragments for the program form: the type of the selected supports, and likely duplicates."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page
from catalog.duplicates.matching import Likeness, face_of, likely_duplicates
from catalog.models import DistinctPair, FormerSlug
from catalog.programs.identity import faces
from catalog.schema.fields import ProgramRecord
from typology import Support, derive


def alike(record: ProgramRecord, before: ProgramRecord | None, program: int | None = None) -> list[Likeness]:
    """Return likely duplicates of a record, most likely first.

    Leaves out the program itself (its primary key; None for a new one), which may get another slug, those marked as
    distinct from it, and those merged into it. Returns none if `before`, the earlier record, has the same name, sponsor and
    website.
    """
    if before and face_of(before) == {**face_of(record), "slug": before.slug}:
        return []
    return likely_duplicates({**face_of(record), "slug": ""}, _others(program))


def check_duplicates(
    record: ProgramRecord, before: ProgramRecord | None, program: int | None, distinct: str
) -> tuple[list[Likeness], list[str]]:
    """Return the likely duplicates that an editor has yet to check, and the slugs of those they marked as different.

    `distinct` has the slugs that the form sent, separated by spaces; the rest is as for alike().
    """
    checked, found = distinct.split(), alike(record, before, program)
    return [other for other in found if other.slug not in checked], [other.slug for other in found if other.slug in checked]


def _others(program: int | None) -> list[dict[str, Any]]:
    """Return what is compared of the programs that can be duplicates of this one."""
    known = faces()
    if program is None:
        return known
    pairs = DistinctPair.objects.filter(Q(first=program) | Q(second=program)).values_list("first", "second")
    left_out = {program, *(key for pair in pairs for key in pair)}
    former = set(FormerSlug.objects.filter(program=program).values_list("slug", flat=True))
    return [face for face in known if face["key"] not in left_out and face["slug"] not in former]


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
    """`/admin/programs/alike/?name=…&sponsor=…&website=…&program=<pk>`: likely duplicates, as a fragment."""
    typed = {name: request.GET.get(name, "")[:500] for name in ("name", "sponsor", "website")}
    key = request.GET.get("program", "")
    program = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else None
    found = likely_duplicates(typed, _others(program)) if typed["name"] or typed["website"] else []
    return render(request, "admin/duplicates/_live_check.html", {"alike": found})
