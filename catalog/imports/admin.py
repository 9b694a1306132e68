"""The admin pages that import programs: choose a file, see what it would change, confirm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.text import one_line
from catalog.imports.formats import detect_format, read_file
from catalog.imports.forms import ConfirmForm, ImportFileForm
from catalog.imports.pending import add_pending_import, find_pending_import
from catalog.imports.plan import Plan
from catalog.imports.presenters import build_preview
from catalog.imports.rows import RecordFile
from catalog.imports.services import PlanChanged, ReasonMissing, import_programs, plan_import
from catalog.models import ImportedFile, PendingImport, Program
from catalog.programs.services import may_publish
from catalog.spreadsheets.tables import UnreadableFile

_FEW = 5  # programs that a message names
_RECENT = 10  # imports listed below the form
_EXPIRED = "This preview has expired. Choose the file again."
_CHANGED = "Nothing was imported: the catalog has changed since you saw this preview. Check the new preview below."


@admin_page("catalog.import_program")
def choose_file(request: HttpRequest) -> HttpResponse:
    """Show the form for a file. If one is sent, show what it would change, and store it until that is confirmed."""
    if request.method != "POST":
        recent = ImportedFile.objects.select_related("user")[:_RECENT]
        return _page(request, form=ImportFileForm(), recent=recent)
    form = ImportFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form)
    file = form.cleaned_data["import_file"]
    data = file.read()
    kind = detect_format(file.name, data).code
    try:
        records = read_file(kind, data)
    except UnreadableFile as error:
        form.add_error("import_file", one_line(str(error)))
        return _page(request, form=form)
    user = person(request)
    plan = plan_import(records, user)
    confirm_form = None
    if plan.can_be_imported:
        pending = add_pending_import(user, file.name, kind, data)
        confirm_form = _confirm_form(request, plan, initial={"pending": pending.pk, "basis": plan.basis})
    return _preview(request, records, plan, file.name, confirm_form)


@admin_page("catalog.import_program")
def confirm_import(request: HttpRequest) -> HttpResponseBase:
    """Import the stored file if it still does what its preview said; otherwise show the preview again."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin:catalog_program_import"), "Nothing was imported. " + _EXPIRED)
    user = person(request)
    pending = find_pending_import(user, request.POST.get("pending", ""))
    if pending is None:
        return _back(request, _EXPIRED)
    try:
        records = read_file(pending.kind, bytes(pending.content))
    except UnreadableFile as error:  # the preview could read it, but another file may be in progress now
        return _back(request, f"Nothing was imported. {one_line(str(error))}")
    plan = plan_import(records, user)
    if plan.basis != request.POST.get("basis"):
        return _changed(request, records, plan, pending)
    form = _confirm_form(request, plan, request.POST)
    if not form.is_valid():
        return _preview(request, records, plan, pending.file_name, form)
    try:
        plan = import_programs(
            records,
            user,
            basis=plan.basis,
            name=pending.file_name,
            reason=form.cleaned_data["reason"],
            reasons=form.reasons,
            publishing=form.publishing,
        )
    except (PlanChanged, ReasonMissing) as error:
        return _changed(request, records, error.plan, pending)
    pending.delete()
    return _done(request, plan, pending.file_name, publishing=form.publishing)


def _back(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return HttpResponseRedirect(reverse("admin:catalog_program_import"))


def _confirm_form(request: HttpRequest, plan: Plan, data: Any = None, **more: Any) -> ConfirmForm:
    user = person(request)
    return ConfirmForm(data, may_publish=may_publish(user, user), type_changes=plan.type_changes, **more)


def _changed(request: HttpRequest, records: RecordFile, plan: Plan, pending: PendingImport) -> HttpResponse:
    """Show a new preview, with the values of the old form."""
    messages.error(request, _CHANGED)
    typed = {**request.POST.dict(), "basis": plan.basis}
    form = _confirm_form(request, plan, typed) if plan.can_be_imported else None
    return _preview(request, records, plan, pending.file_name, form)


def _preview(request: HttpRequest, records: RecordFile, plan: Plan, file_name: str, form: ConfirmForm | None) -> HttpResponse:
    return _page(request, preview=build_preview(records, plan), file_name=file_name, confirm_form=form)


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    return page(request, "admin/imports/import.html", "Import programs", opts=Program._meta, **context)


def _done(request: HttpRequest, plan: Plan, file_name: str, *, publishing: bool) -> HttpResponse:
    """Log the import, and go to the list of programs with a message that says what was imported."""
    new, changed = len(plan.new), len(plan.changed)
    outcome = ("published", "published") if publishing else ("as drafts", "saved, public ones as pending changes")
    counts = [f"{new} new ({outcome[0]})"] * bool(new) + [f"{changed} changed ({outcome[1]})"] * bool(changed)
    summary = f"{' and '.join(counts)}; {plan.unchanged} unchanged."
    LogEntry.objects.create(
        user=person(request),
        content_type=ContentType.objects.get_for_model(Program),
        object_repr=f"Import of {file_name}"[:200],
        action_flag=CHANGE,
        change_message=f"Imported {file_name}: {summary}",
    )
    links = format_html_join(", ", '<a href="{}">{}</a>', _links(plan, person(request), publishing=publishing))
    messages.success(request, format_html("Imported “{}”: {} See {}.", file_name, summary, links))
    return HttpResponseRedirect(reverse("admin:catalog_program_changelist"))


def _links(plan: Plan, user: User, *, publishing: bool) -> Iterator[tuple[str, str]]:
    """Yield the address and text of links to what was imported: to each program if they are few, and to the list they are in."""
    slugs = [*(new.record.slug for new in plan.new), *(change.record.slug for change in plan.changed)]
    if len(slugs) <= _FEW:
        named = [*slugs, *(change.present.slug for change in plan.changed)]
        for program in Program.objects.select_related("current").filter(slug__in=named):
            yield reverse("admin:catalog_program_change", args=[program.pk]), program.name
    if not publishing:
        yield reverse("admin_pending"), "all pending changes"
        if imported := ImportedFile.objects.filter(user=user).first():
            yield reverse("admin_imported_file", args=[imported.pk]), "how to undo this import"
    elif len(slugs) > _FEW:
        yield reverse("changes"), "the public list of changes"
