"""The list of programs in the admin."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import csrf_protect

from catalog.admin.export import export_chosen, export_programs
from catalog.admin.history import history
from catalog.admin.program_actions import ACTIONS
from catalog.admin.program_filters import FILTERS
from catalog.admin.program_form import program_form
from catalog.admin_common.lists import ChosenMixin
from catalog.admin_common.pages import admin_page
from catalog.common.glyph import glyph
from catalog.imports.admin import choose_file, confirm_import
from catalog.models import Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.models.record_value import RecordTexts
from catalog.schema.vocabulary import vocabulary
from typology import ProgramType

_SELECT_ALL = mark_safe('<input type="checkbox" id="action-toggle" aria-label="Select all programs on this page">')
_MOST_FOUND = 1000  # programs that a search remembers for the counts of the filters


@admin.register(Program)
class ProgramAdmin(ChosenMixin, admin.ModelAdmin):
    """The list of programs. Their form is catalog.admin.program_form: it edits records, not rows."""

    list_display = ("name_column", "sponsor", "supports_column", "public", "status", "seen", "deadline", "reviewed")
    list_filter = FILTERS
    list_select_related = ("sponsor", "current")
    list_per_page = 50
    ordering = (Lower("current__name"),)
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("current__name", "slug", "sponsor__name", "partners", "current__record__summary")
    search_help_text = "Searches name, address, sponsor, partners and summary."
    actions = (*ACTIONS, export_chosen)

    class Media:
        css = {"all": ("admin/base.css", "admin/list.css")}

    def get_urls(self) -> list[URLPattern]:
        export = admin_page("catalog.export_program")(export_programs)
        return [
            path("import/", choose_file, name="catalog_program_import"),
            path("process_import/", confirm_import, name="catalog_program_process_import"),
            path("export/", export, {"model_admin": self}, name="catalog_program_export"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        """Add what the columns show from other tables. They show no field that only the record holds."""
        latest = Review.objects.filter(program=OuterRef("pk")).order_by("-time", "-pk")
        return (
            super()
            .get_queryset(request)
            .defer("current__record")
            .alias(partners=RecordTexts("partners", "current__record"))  # for the search
            .annotate(
                has_pending=Exists(ProgramVersion.objects.filter(program=OuterRef("pk"), state=VersionState.PENDING)),
                last_review=Subquery(latest.values("time")[:1]),
                last_verdict=Subquery(latest.values("verdict")[:1]),
            )
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Add the link to the quick edit to the year last seen; it leads back to the list, filtered and sorted as it is."""
        if not request.user.has_perm("catalog.change_program"):
            return list(self.list_display)
        filters = self.get_preserved_filters(request)

        @admin.display(description="Last seen", ordering=F("current__evidence_year").desc(nulls_last=True))
        def seen(program: Program) -> str | SafeString:
            if program.publication == Publication.RETIRED:
                return self.seen(program)
            address = reverse("admin_quick_edit", args=[program.pk])
            link = '{}<br><a class="quick-edit" href="{}" aria-label="Quick edit: {}">Quick edit</a>'
            return format_html(link, self.seen(program), f"{address}?{filters}" if filters else address, program.name)

        return [seen if column == "seen" else column for column in self.list_display]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Program], search_term: str
    ) -> tuple[QuerySet[Program], bool]:
        """Search once for a page: each filter's counts search the same texts again, which are slow to read."""
        if not search_term:
            return queryset, False
        found: dict[str, list[int]] = request.__dict__.setdefault("_found_programs", {})
        if search_term not in found:
            matching, _ = super().get_search_results(request, self.get_queryset(request).order_by(), search_term)
            found[search_term] = list(matching.values_list("pk", flat=True)[: _MOST_FOUND + 1])
        if len(found[search_term]) > _MOST_FOUND:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk__in=found[search_term]), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # the list is wide, so it has no sidebar; the start page has the same links
        return super().changelist_view(request, {"title": "Programs", **(extra_context or {})})

    @admin.display(
        description=mark_safe('<input type="checkbox" id="action-toggle" aria-label="Select all programs on this page">')
    )
    def action_checkbox(self, obj: Program) -> SafeString:
        # as Django's, without rendering a form's widget for each row
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="Select {}">'
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, obj.name)

    @admin.display(description="Name", ordering=Lower("current__name"))
    def name_column(self, program: Program) -> str:
        return program.name

    @admin.display(description="Program type", ordering="current__program_type")
    def supports_column(self, program: Any) -> SafeString:
        kind = ProgramType(program.current.program_type)
        supports = kind.supports
        return format_html('{} {}<br><span class="quiet">{}</span>', glyph(supports.codes), supports.combination, kind.label)

    @admin.display(description="Publication", ordering="publication")
    def public(self, program: Any) -> str | SafeString:
        label = Publication(program.publication).label
        if program.has_pending and program.publication != Publication.DRAFT:
            return format_html('{}<br><span class="waits">pending change</span>', label)
        return label

    @admin.display(description="Status", ordering="current__status")
    def status(self, program: Any) -> str:
        return vocabulary("status").label_of(program.current.status)

    @admin.display(description="Last seen", ordering=F("current__evidence_year").desc(nulls_last=True))
    def seen(self, program: Any) -> str:
        return str(program.current.evidence_year or "No year")

    @admin.display(description="Deadline", ordering=F("current__deadline_date").asc(nulls_last=True))
    def deadline(self, program: Any) -> str | SafeString:
        stated = program.current
        if stated.deadline_date:
            is_past = stated.deadline_date < timezone.localdate().isoformat()
            past = mark_safe('<br><span class="quiet">Past</span>') if is_past else ""
            date = date_format(datetime.date.fromisoformat(stated.deadline_date))
            return format_html('<span class="date">{}</span>{}', date, past)
        if stated.deadline_month:
            return f"Usually {MONTHS[stated.deadline_month]}"
        return "Open all year" if stated.deadline_rolling else "Not stated"

    @admin.display(description="Last reviewed", ordering=F("last_review").asc(nulls_first=True))
    def reviewed(self, program: Any) -> str | SafeString:
        if program.last_review is None:
            return "Never"
        date = date_format(timezone.localdate(program.last_review))
        return format_html(
            '<span class="date">{}</span><br><span class="quiet">{}</span>', date, Verdict(program.last_verdict).label
        )

    def has_delete_permission(self, request: HttpRequest, obj: Program | None = None) -> bool:
        return False  # a program is retired, never deleted: its address keeps a tombstone

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Whether publishing pending versions is offered: Reviewers publish, and Editors confirm Reviewers' changes."""
        return request.user.has_perm("catalog.change_program")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the actions that need the permission `publish` are offered."""
        return request.user.has_perm("catalog.publish_program")

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether the actions that need the permission `export` are offered."""
        return request.user.has_perm("catalog.export_program")

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the actions that need the permission `review` are offered."""
        return request.user.has_perm("catalog.review_program")

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return program_form(self, request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return history(self, request, object_id)
