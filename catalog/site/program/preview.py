"""A program's public page before it is published: from the form as it is typed, or from the pending version."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page, lead_to_form, page
from catalog.browse.eligibility.teacher import Teacher
from catalog.browse.live_snapshot import open_snapshot
from catalog.browse.query import ask
from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.published_records import Published
from catalog.programs.slugs import free_slug
from catalog.record_form.conversion import add_record_errors, collect_record, list_errors
from catalog.record_form.forms import RecordForm
from catalog.record_form.replacements import apply_replacements
from catalog.record_form.sections import in_page_order
from catalog.record_form.sources import SourceFormSet
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical
from catalog.site.program.page_context import build_context

_NOTHING_OPENED = "Open the preview with the button of the form. Nothing was saved."


@admin_page("catalog.add_program")
def preview(request: HttpRequest) -> HttpResponseBase:
    """`/admin/programs/preview/`: the public page of the program form's input, or what it lacks. Writes nothing."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin:catalog_program_add"), _NOTHING_OPENED)
    posted = apply_replacements(request.POST)
    form, sources = RecordForm(posted), SourceFormSet(posted, prefix="sources")
    record: Record | None = None
    others: list[tuple[str, str]] = []
    if all([form.is_valid(), sources.is_valid()]):
        form.cleaned_data["slug"] = form.cleaned_data["slug"] or free_slug(form.cleaned_data["name"])
        try:
            record = collect_record(form, sources)
        except InvalidRecord as error:
            others = add_record_errors(form, sources, error)
    if record is None:
        rest = [{"id": f"{path}-heading", "text": f"{path[:1].upper()}{path[1:]}: {text}"} for path, text in others]
        found = in_page_order([*list_errors(form, sources), *rest])
        return _show_problems(request, [error["text"] for error in found])
    return _show(request, record)


@admin_page("catalog.view_program")
@require_safe
def preview_pending(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/admin/pending/<pk>/preview/`: the public page of a program's pending version."""
    program = get_object_or_404(Program, pk=pk)
    version = get_object_or_404(ProgramVersion, program=program, state=VersionState.PENDING)
    return _show(request, canonical(version.record))


def _show(request: HttpRequest, record: Record) -> HttpResponse:
    with open_snapshot() as snapshot:
        entry = Published(record, 0, timezone.now())
        context = build_context(request, snapshot, ask(QueryDict(), snapshot), entry, Teacher(), is_published=False)
        return _keep_private(render(request, "program/program.html", context))


def _show_problems(request: HttpRequest, problems: Sequence[str]) -> HttpResponse:
    response = page(request, "admin/catalog/program/no_preview.html", "Preview", status=422, problems=problems)
    return _keep_private(response)


def _keep_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
