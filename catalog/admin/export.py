"""The admin page that exports programs: those that the list shows under its filters and search, or the selected ones."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.admin_common.log import EXPORT, log_action
from catalog.admin_common.pages import admin_page, page, person
from catalog.common.clock import today
from catalog.common.text import pluralize
from catalog.exports.provenance import About
from catalog.exports.template_workbook import write_template
from catalog.exports.xlsx import CONTENT_TYPE
from catalog.imports.formats import CSV, FORMATS, FileFormat
from catalog.models import Program
from catalog.programs.published_records import Published, present_revision
from catalog.programs.working_records import presents


class ExportForm(forms.Form):
    """The format, and in `programs` the primary keys of the selected programs; empty means all that the list shows."""

    format = forms.ChoiceField(
        label="Format",
        choices=[(file_format.code, file_format.label) for file_format in FORMATS.values()],
        initial=CSV.code,
        widget=forms.RadioSelect,
    )
    programs = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_programs(self) -> list[int]:
        keys = [key for key in self.cleaned_data["programs"].split(",") if key]
        if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in keys):
            raise forms.ValidationError("Select the programs again.")
        return [int(key) for key in keys]


def export_programs(request: HttpRequest, model_admin: ModelAdmin[Program]) -> HttpResponse:
    """Ask for a format, then send the programs that the list shows under its filters and search, or the selected ones.

    Each is exported as it is being edited: its draft or pending change if it has one, with the coders' notes.
    """
    try:
        programs: QuerySet[Program] = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse("admin:catalog_program_changelist") + "?e=1")
    form = ExportForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, programs.count())
    if selected := form.cleaned_data["programs"]:
        programs = Program.objects.filter(pk__in=selected)
    return _file(request, FORMATS[form.cleaned_data["format"]], programs)


@admin.action(description="Export the selected programs", permissions=["export"])
def export_chosen(model_admin: ModelAdmin[Program], request: HttpRequest, queryset: QuerySet[Program]) -> HttpResponse:
    """Ask for a format for the selected programs."""
    keys = _keys(queryset)
    return _page(request, ExportForm(initial={"programs": ",".join(map(str, keys))}), len(keys), selected=True)


@admin_page("catalog.import_program")
@require_safe
def template_xlsx(request: HttpRequest) -> HttpResponse:
    """Send the empty template for entering programs in a spreadsheet."""
    file = io.BytesIO()
    write_template(file)
    return _download(file.getvalue(), CONTENT_TYPE, "programs-template.xlsx")


def _file(request: HttpRequest, file_format: FileFormat, programs: QuerySet[Program]) -> HttpResponse:
    now = timezone.now()
    entries = [Published(present.record, present.number, now) for present in presents(_keys(programs))]
    data = file_format.write(entries, _about(request, len(entries)))
    number = pluralize(len(entries), "program")
    log_action(person(request), Program, f"Export of {number}", EXPORT, f"Exported {number} as {file_format.label}.")
    return _download(data, file_format.content_type, f"programs-editors-{today().isoformat()}.{file_format.code}")


def _download(data: bytes, content_type: str, file_name: str) -> HttpResponse:
    disposition = f'attachment; filename="{file_name}"'
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


def _page(request: HttpRequest, form: ExportForm, count: int, *, selected: bool = False) -> HttpResponse:
    query = request.GET.urlencode()
    address = reverse("admin:catalog_program_export") + (f"?{query}" if query else "")
    context: dict[str, Any] = {"form": form, "count": count, "selected": selected, "filtered": bool(query), "export_url": address}
    return page(request, "admin/imports/export.html", "Export programs", opts=Program._meta, **context)


def _keys(queryset: QuerySet[Program]) -> list[int]:
    """Return the primary keys of the programs in order, each once, without fetching what the list shows of them."""
    return list(dict.fromkeys(queryset.prefetch_related(None).values_list("pk", flat=True)))


def _about(request: HttpRequest, count: int) -> About:
    """Return the provenance of a workbook. It is for editors, so it has no citation."""
    number, _ = present_revision()
    query = request.GET.urlencode()
    address = reverse("admin:catalog_program_changelist") + (f"?{query}" if query else "")
    programs = f"{count} program{'' if count == 1 else 's'}"
    return About(
        title=f"Teacher Leadership Program Catalog: {programs}, from the admin",
        sentence=f"{programs} as editors see them, with drafts, pending changes and the coders' notes",
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
