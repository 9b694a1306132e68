"""The list of programs in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
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
from catalog.programs.dates.deadlines import NOT_OFFERED
from catalog.schema.vocabulary import vocabulary

_FEW = 3  # states named in the list; more are counted


@admin.register(Program)
class ProgramAdmin(ChosenMixin, admin.ModelAdmin):
    """The list of programs. Their form is catalog.admin.program_form: it edits records, not rows."""

    list_display = ("name_column", "supports_column", "form_column", "sponsor", "states_column", "public", "seen", "reviewed")
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
        """Prefetch what the columns show from other tables."""
        pending = ProgramVersion.objects.filter(state=VersionState.PENDING).defer("record")
        return (
            super()
            .get_queryset(request)
            .alias(partners=RecordTexts("partners", "current__record"))  # for the search
            .prefetch_related(
                Prefetch("versions", pending, to_attr="pending"),
                Prefetch("reviews", Review.objects.order_by("-time", "-pk"), to_attr="looks"),
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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # the list is wide, so it has no sidebar; the start page has the same links
        return super().changelist_view(request, {"title": "Programs", **(extra_context or {})})

    @admin.display(description="Name", ordering=Lower("current__name"))
    def name_column(self, program: Program) -> str:
        return program.name

    @admin.display(description="Supports", ordering="current__program_type")
    def supports_column(self, program: Program) -> SafeString:
        kind = program.record.program_type
        supports = kind.supports
        return format_html('{} {}<br><span class="quiet">{}</span>', glyph(supports.codes), supports.combination, kind.label)

    @admin.display(description="Form")
    def form_column(self, program: Program) -> str:
        return ", ".join(vocabulary("form").label_of(code) for code in program.record.form)

    @admin.display(description="States", ordering="current__scope")
    def states_column(self, program: Program) -> str:
        if program.record.scope == "national":
            return "Nationwide"
        states = program.record.serves_states
        return ", ".join(states) if len(states) <= _FEW else f"{len(states)} states"

    @admin.display(description="Publication", ordering="publication")
    def public(self, program: Any) -> str | SafeString:
        label = Publication(program.publication).label
        if program.pending and program.publication != Publication.DRAFT:
            return format_html('{}<br><span class="waits">pending change</span>', label)
        return label

    @admin.display(description="Last seen", ordering=F("current__evidence_year").desc(nulls_last=True))
    def seen(self, program: Program) -> str:
        record = program.record
        stopped = f" ({vocabulary('status').label_of(record.status).lower()})" if record.status in NOT_OFFERED else ""
        return f"{record.evidence_year or 'No year'}{stopped}"

    @admin.display(description="Last reviewed")
    def reviewed(self, program: Any) -> str | SafeString:
        if not program.looks:
            return "Never"
        look = program.looks[0]
        date = timezone.localdate(look.time).isoformat()
        return format_html('<span class="date">{}</span><br><span class="quiet">{}</span>', date, Verdict(look.verdict).label)

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
