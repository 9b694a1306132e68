"""Programs in the admin: the list, and what can be done to several at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from catalog.actions import programs as actions
from catalog.admin.desk import person
from catalog.admin.exporting import RecordExportMixin
from catalog.admin.importing import RecordImportMixin
from catalog.admin.program_form import program_form
from catalog.models import Program, Publication
from typology import ProgramType


@admin.register(Program)
class ProgramAdmin(RecordImportMixin, RecordExportMixin, admin.ModelAdmin):
    """The list of programs. Their form is catalog.admin.program_form: it edits records, not rows."""

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

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the actions that need the permission `publish` are offered."""
        return request.user.has_perm("catalog.publish_program")

    @admin.action(description="Retire the chosen programs", permissions=["publish"])
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Program]) -> None:
        retired = 0
        for program in queryset.filter(publication=Publication.PUBLISHED):
            actions.retire(program, person(request))
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
        return program_form(self, request, object_id)
