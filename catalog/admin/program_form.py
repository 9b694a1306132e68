"""One program's form on the desk: a record is gathered, judged by catalog.records, written by catalog.actions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.actions import programs as actions
from catalog.admin.desk import person
from catalog.admin.record_form import RecordForm, SourceFormSet, gather, initial, show_faults
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.records import Record, RecordFaults, canonical
from catalog.records.ruled import supports_of
from catalog.records.versions import latest_number, working_version
from typology import ProgramType, Support, derive

FIELDSETS = (
    ("What it is", ("name", "slug", "sponsor", "sponsor_type", "partners", "summary", "website", "form", "form_basis")),
    ("Where", ("scope", "locality", "home_state", "serves_states")),
    ("Prepare", ("prepare_present", "prepare_evidence", "prepare_source")),
    ("Place", ("place_present", "place_evidence", "place_source")),
    ("Recognize", ("recognize_present", "recognize_basis", "recognize_evidence", "recognize_source")),
    ("How it prepares", ("models", "practice", "credentials", "frameworks", "focus", "delivery")),
    ("Length, pay and benefits", ("duration_shortest", "duration_longest", "pays", "receives", "money_note")),
    ("Who may enter", ("entry", "eligibility", "audience", "grade_bands", "min_years_experience")),
    ("Deadline", ("deadline_month", "deadline_date", "deadline_rolling", "deadline_note")),
    ("State of the record", ("status", "evidence_year", "founded", "confidence", "note")),
    ("This change", ("reason", "base")),
)


def program_form(desk: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> HttpResponse:
    """The form of one program (`object_id` its key, None for a new one): shown, or written where it was sent."""
    program = _program(desk, request, object_id)
    version = working_version(program) if program else None
    if request.method != "POST":
        values, sources = initial(canonical(version.record)) if version else ({}, [])
        form = RecordForm(initial={**values, "base": latest_number(program) if program else 0})
        return _page(desk, request, program, version, form, SourceFormSet(initial=sources, prefix="sources"))
    form, formset = RecordForm(request.POST), SourceFormSet(request.POST, prefix="sources")
    if all([form.is_valid(), formset.is_valid()]):
        try:
            record = gather(form, formset)
            return _write(desk, request, program, record, form.cleaned_data)
        except actions.NewerVersion as error:
            form.add_error(None, _newer(error.version))
        except RecordFaults as error:
            show_faults(form, formset, error)
    return _page(desk, request, program, version, form, formset)


def _program(desk: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> Program | None:
    if object_id is None:
        if not desk.has_add_permission(request):
            raise PermissionDenied
        return None
    program = desk.get_object(request, object_id)
    if program is None:
        raise Http404("There is no such program.")
    if not desk.has_change_permission(request, program):
        raise PermissionDenied
    return program


def _newer(version: ProgramVersion) -> str:
    who = f" by {version.user}" if version.user else ""
    return (
        f"This program was changed{who} while you were editing; nothing was saved. "
        "Open it in a second tab to see the change, then make yours again there."
    )


def _write(
    desk: ModelAdmin[Program], request: HttpRequest, program: Program | None, record: Record, typed: dict[str, Any]
) -> HttpResponse:
    publishing = "_publish" in request.POST
    user = person(request)
    if publishing and not actions.may_publish(user, user):
        raise PermissionDenied
    added = program is None
    act = actions.publish if publishing else actions.save
    program = act(program, record, user, typed["reason"], base=typed["base"] or 0)
    derived = derive(supports_of(record))
    said = f"{'published' if publishing else 'saved'} as {derived.label} ({derived.supports.combination})"
    if not publishing and program.publication == Publication.PUBLISHED:
        said += "; the public goes on seeing the published version until this one is published"
    (desk.log_addition if added else desk.log_change)(request, program, f"{said[:1].upper()}{said[1:]}. {typed['reason']}")
    desk.message_user(request, f"“{record['name']}” was {said}.", messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[program.pk]))


def _page(
    desk: ModelAdmin[Program],
    request: HttpRequest,
    program: Program | None,
    version: ProgramVersion | None,
    form: RecordForm,
    formset: Any,
) -> HttpResponse:
    fieldsets: Any = [(title, {"fields": names}) for title, names in FIELDSETS]
    fields: Any = form  # AdminForm prints any form, though it says ModelForm
    user = person(request)
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Change {program}" if program else "Add program",
        "opts": desk.opts,
        "original": program,
        "version": version,
        "pending": bool(program and version and version.state == VersionState.PENDING and program.publication != "draft"),
        "may_publish": actions.may_publish(user, user),
        "derived": _derived(form),
        "adminform": helpers.AdminForm(fields, fieldsets, {}, model_admin=desk),
        "sources": formset,
        "errors": form.errors or any(formset.errors) or formset.non_form_errors(),
        "view_url": reverse("program", args=[program.slug]) if program and program.publication == "published" else "",
        "media": desk.media + form.media,
    }
    return TemplateResponse(request, "admin/catalog/program/record_form.html", context)


def _derived(form: RecordForm) -> ProgramType | None:
    """The type that the ticked supports make; None while none is ticked."""
    ticked = [support for support in Support if form[f"{support.code}_present"].value()]
    return derive(Support.from_codes(support.code for support in ticked)) if ticked else None
