"""Admin pages that export and import the details of organizations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page, page, person
from catalog.common.text import one_line
from catalog.models import Organization, OrganizationChange, OrganizationChangeState
from catalog.organizations.admin import report_proposal
from catalog.organizations.import_plan import (
    DetailsPlan,
    DetailsPlanChanged,
    import_rows,
    pack_rows,
    plan_rows,
    read_rows,
    unpack_rows,
)
from catalog.organizations.presenters import MOST
from catalog.organizations.table import csv_of, list_organizations
from catalog.spreadsheets.limits import MOST_BYTES
from catalog.spreadsheets.tables import UnreadableFile


class OrganizationFileForm(forms.Form):
    """The file to import."""

    details_file = forms.FileField(
        label="File",
        help_text="CSV or XLSX with a column “name” and any of the columns of the export. An empty cell removes a detail.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        max_length=200,
    )

    def clean_details_file(self) -> Any:
        file = self.cleaned_data["details_file"]
        if file.size and file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has more than {MOST_BYTES // 1_000_000} MB. Import it in parts.")
        return file


class DetailsImportForm(forms.Form):
    """The confirmation of a preview: its rows, what it was to do, and why."""

    rows = forms.CharField(widget=forms.HiddenInput, strip=False)
    basis = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Reason", required=False, max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


@admin_page("catalog.view_organization")
@require_safe
def export_organizations(request: HttpRequest) -> HttpResponse:
    """`/admin/organizations/export.csv`: every organization with its details, as the import reads them."""
    response = HttpResponse(csv_of(list_organizations()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="organizations.csv"'
    return response


@admin_page("catalog.change_organization")
def import_organizations(request: HttpRequest) -> HttpResponse:
    """`/admin/organizations/import/`: a file, a preview of what it changes, then one proposal for each organization."""
    if request.method == "POST" and "rows" in request.POST:
        return _confirm(request)
    form = (
        OrganizationFileForm(request.POST or None, request.FILES or None) if request.method == "POST" else OrganizationFileForm()
    )
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["details_file"]
        try:
            rows = read_rows(file.name, file.read())
        except UnreadableFile as error:
            form.add_error("details_file", one_line(str(error)))
        else:
            plan = plan_rows(rows)
            return _show(request, plan, DetailsImportForm(initial={"rows": pack_rows(rows), "basis": plan.basis}))
    return page(
        request,
        "admin/organizations/import.html",
        "Import details of organizations",
        status=422 if form.errors else 200,
        opts=Organization._meta,
        form=form,
    )


def _confirm(request: HttpRequest) -> HttpResponse:
    form = DetailsImportForm(request.POST)
    try:
        rows = unpack_rows(request.POST["rows"])
    except ValueError:
        messages.error(request, "Nothing was imported. Choose the file again.")
        return HttpResponseRedirect(reverse("admin_organizations_import"))
    if not form.is_valid():
        return _show(request, plan_rows(rows), form)
    try:
        changes = import_rows(rows, person(request), form.cleaned_data["reason"], basis=form.cleaned_data["basis"])
    except DetailsPlanChanged as error:
        messages.error(request, "Nothing was imported: organizations changed after you saw this preview. Check it again.")
        again = {**request.POST.dict(), "basis": error.plan.basis}
        return _show(request, error.plan, DetailsImportForm(again))
    _report(request, changes)
    return HttpResponseRedirect(reverse("admin_organizations_waiting"))


def _report(request: HttpRequest, changes: list[OrganizationChange]) -> None:
    if len(changes) == 1:
        report_proposal(request, changes[0])
        return
    waiting = sum(change.state == OrganizationChangeState.PENDING for change in changes)
    messages.success(
        request, f"{len(changes)} organizations: {waiting} sent for review, {len(changes) - waiting} changed at once."
    )


def _show(request: HttpRequest, plan: DetailsPlan, form: DetailsImportForm) -> HttpResponse:
    return page(
        request,
        "admin/organizations/import_preview.html",
        "Import details of organizations: preview",
        status=422 if plan.invalid or form.errors else 200,
        opts=Organization._meta,
        plan=plan,
        changed=plan.changed[:MOST],
        invalid=plan.invalid[:MOST],
        form=form,
    )
