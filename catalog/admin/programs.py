"""Programs in the admin: entering, editing, publishing and retiring, through records and actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from catalog.actions import programs as actions
from catalog.admin.record_form import RecordForm, SourceFormSet, gather, initial, show_faults
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.records import Record, RecordFaults, canonical
from catalog.records.ruled import supports_of
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


@admin.register(Program)
class ProgramAdmin(admin.ModelAdmin):
    """Every save goes through the record: validated by catalog.records, written by catalog.actions."""

    list_display = ("name", "type_with_supports", "sponsor", "publication", "status", "updated")
    list_filter = ("publication", "program_type", "status", "sponsor_type")
    list_select_related = ("sponsor",)
    search_fields = ("name", "slug", "sponsor__name")
    actions = ("retire_selected",)

    @admin.display(description="Program type", ordering="program_type")
    def type_with_supports(self, program: Program) -> str:
        return f"{ProgramType(program.program_type).label} ({program.supports.combination})"

    def has_delete_permission(self, request: HttpRequest, obj: Program | None = None) -> bool:
        return False  # a program is retired, never deleted: its address keeps a tombstone

    @admin.action(description="Retire the chosen programs", permissions=["change"])
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Program]) -> None:
        retired = 0
        for program in queryset.filter(publication=Publication.PUBLISHED):
            actions.retire(program, _editor(request))
            self.log_change(request, program, "Retired.")
            retired += 1
        self.message_user(request, f"{retired} retired. Their addresses say so.", messages.SUCCESS)

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        program = self._program(request, object_id)
        version = program.versions.first() if program else None
        base = version.number if version else 0
        if request.method != "POST":
            values, sources = initial(canonical(version.record)) if version else ({}, [])
            form = RecordForm(initial={**values, "base": base})
            return self._page(request, program, version, form, SourceFormSet(initial=sources, prefix="sources"))
        form, formset = RecordForm(request.POST), SourceFormSet(request.POST, prefix="sources")
        if all([form.is_valid(), formset.is_valid()]):
            try:
                record = gather(form, formset)
                return self._write(request, program, record, form.cleaned_data)
            except actions.NewerVersion as error:
                form.add_error(None, self._newer(error.version))
            except RecordFaults as error:
                show_faults(form, formset, error)
        return self._page(request, program, version, form, formset)

    def _program(self, request: HttpRequest, object_id: str | None) -> Program | None:
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        program = self.get_object(request, object_id)
        if program is None:
            raise Http404("There is no such program.")
        if not self.has_change_permission(request, program):
            raise PermissionDenied
        return program

    @staticmethod
    def _newer(version: ProgramVersion) -> str:
        who = f" by {version.user}" if version.user else ""
        return (
            f"This program was changed{who} while you were editing; nothing was saved. "
            "Open it in a second tab to see the change, then make yours again there."
        )

    def _write(self, request: HttpRequest, program: Program | None, record: Record, typed: dict[str, Any]) -> HttpResponse:
        publishing = "_publish" in request.POST
        added = program is None
        act = actions.publish if publishing else actions.save
        program = act(program, record, _editor(request), typed["reason"], base=typed["base"] or 0)
        derived = derive(supports_of(record))
        said = f"{'published' if publishing else 'saved'} as {derived.label} ({derived.supports.combination})"
        if not publishing and program.publication == Publication.PUBLISHED:
            said += "; the public goes on seeing the published version until you publish this one"
        (self.log_addition if added else self.log_change)(request, program, f"{said[:1].upper()}{said[1:]}. {typed['reason']}")
        self.message_user(request, f"“{record['name']}” was {said}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[program.pk]))

    def _page(
        self,
        request: HttpRequest,
        program: Program | None,
        version: ProgramVersion | None,
        form: RecordForm,
        formset: Any,
    ) -> HttpResponse:
        fieldsets: Any = [(title, {"fields": names}) for title, names in FIELDSETS]
        fields: Any = form  # AdminForm prints any form, though it says ModelForm
        context = {
            **self.admin_site.each_context(request),
            "title": f"Change {program}" if program else "Add program",
            "opts": self.opts,
            "original": program,
            "version": version,
            "pending": bool(program and version and version.state == VersionState.PENDING and program.publication != "draft"),
            "derived": _derived(form),
            "adminform": helpers.AdminForm(fields, fieldsets, {}, model_admin=self),
            "sources": formset,
            "errors": form.errors or any(formset.errors) or formset.non_form_errors(),
            "view_url": reverse("program", args=[program.slug]) if program and program.publication == "published" else "",
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/catalog/program/record_form.html", context)


def _editor(request: HttpRequest) -> User:
    """Who is logged in; the admin lets nobody else come this far."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _derived(form: RecordForm) -> ProgramType | None:
    """The type that the ticked supports make; None while none is ticked."""
    ticked = [support for support in Support if form[f"{support.code}_present"].value()]
    return derive(Support.from_codes(support.code for support in ticked)) if ticked else None
