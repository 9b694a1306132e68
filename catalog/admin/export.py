"""Exporting programs from their list: those the filters and the search have found, or those chosen."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from import_export.admin import ExportMixin

from catalog.admin_common.pages import admin_page, page
from catalog.common.clock import today
from catalog.exports.provenance import About
from catalog.exports.template_workbook import write_template
from catalog.exports.xlsx import CONTENT_TYPE
from catalog.imports.formats import DESK_FORMATS, DeskFormat
from catalog.models import Program
from catalog.programs.published_records import Published, present_revision
from catalog.programs.working_records import presents

TITLE = "Export programs"


class ExportForm(forms.Form):
    """In which format; `programs` holds the primary keys of the chosen ones, and nothing for all that the list shows.

    Takes formats and resources first, as django-import-export hands them to its forms.
    """

    format = forms.ChoiceField(label="Format", widget=forms.RadioSelect)
    programs = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, formats: Any, resources: Any, **kwargs: Any):
        super().__init__(**kwargs)
        choices = [(str(number), kind().get_title()) for number, kind in enumerate(formats)]
        self.fields["format"] = forms.ChoiceField(label="Format", widget=forms.RadioSelect, choices=choices, initial="0")

    def clean_programs(self) -> list[int]:
        keys = [key for key in self.cleaned_data["programs"].split(",") if key]
        if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in keys):
            raise forms.ValidationError("Choose the programs again.")
        return [int(key) for key in keys]


class RecordExportMixin(ExportMixin):
    """For the admin of programs: exports whole records, each as it is being worked on, with the coders' notes."""

    export_template_name = "admin/imports/export.html"
    export_form_class = ExportForm
    export_formats = DESK_FORMATS

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("catalog.export_program"))

    def get_resource_classes(self, request: HttpRequest) -> list[Any]:
        """None: a resource reads rows, and here records are exported."""
        return []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if actions is not None and self.has_export_permission(request):
            export: Callable[..., HttpResponse] = type(self).export_chosen
            actions["export_chosen"] = (export, "export_chosen", "Export the chosen programs")
        return actions

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Ask for a format; send the programs that the list's filters and search find, in its order, or the chosen of them."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            found = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:catalog_program_changelist") + "?e=1")
        formats = self.get_export_formats()
        form = self.export_form_class(formats, [], data=request.POST or None)
        if form.is_valid():
            if chosen := form.cleaned_data["programs"]:
                found = Program.objects.filter(pk__in=chosen)
            return self._do_file_export(formats[int(form.cleaned_data["format"])](), request, found)
        return self._export_page(request, form, found.count())

    def export_chosen(self, request: HttpRequest, queryset: QuerySet[Program]) -> HttpResponse:
        """The action of the list: ask for a format for the chosen programs."""
        keys = _keys(queryset)
        form = self.export_form_class(self.get_export_formats(), [], initial={"programs": ",".join(map(str, keys))})
        return self._export_page(request, form, len(keys), chosen=True)

    def get_export_data(self, file_format: DeskFormat, request: HttpRequest, queryset: QuerySet[Program], **kwargs: Any) -> bytes:
        keys = _keys(queryset)
        now = timezone.now()
        entries = [Published(present.record, present.number, now) for present in presents(keys)]
        return file_format.export_data(entries, _about(request, len(entries)))

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet[Program], file_format: DeskFormat) -> str:
        return f"programs-desk-{today().isoformat()}.{file_format.get_extension()}"

    def _export_page(self, request: HttpRequest, form: ExportForm, count: int, *, chosen: bool = False) -> HttpResponse:
        query = request.GET.urlencode()
        address = reverse("admin:catalog_program_export") + (f"?{query}" if query else "")
        context: dict[str, Any] = {"form": form, "count": count, "chosen": chosen, "narrowed": bool(query), "export_url": address}
        return page(request, self.export_template_name, TITLE, opts=Program._meta, **context)


@admin_page("catalog.import_program")
@require_safe
def template_xlsx(request: HttpRequest) -> HttpResponse:
    """The empty template to enter programs in."""
    file = io.BytesIO()
    write_template(file)
    response = HttpResponse(file.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="programs-template.xlsx"'
    return response


def _keys(queryset: QuerySet[Program]) -> list[int]:
    """The primary keys of the programs, in order, each once; nothing that the list shows of them is fetched."""
    return list(dict.fromkeys(queryset.prefetch_related(None).values_list("pk", flat=True)))


def _about(request: HttpRequest, count: int) -> About:
    """What a workbook from the desk says of itself: it is for editors, so it tells nothing of how to cite it."""
    number, _ = present_revision()
    query = request.GET.urlencode()
    address = reverse("admin:catalog_program_changelist") + (f"?{query}" if query else "")
    programs = f"{count} program{'' if count == 1 else 's'}"
    return About(
        title=f"Teacher Leadership Program Catalog: {programs}, from the editors' desk",
        sentence=f"{programs}, each as it is being worked on: drafts, pending changes and the coders' notes included",
        address=request.build_absolute_uri(address),
        count=count,
        date=today(),
        revision=number,
        release="",
        rule="",
        kept="",
        citation="",
        note="For the catalog's editors. Not for the public.",
    )
