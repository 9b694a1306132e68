"""The admin pages that import programs: choose a file, see what it would change, confirm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from catalog.admin_common.approvers import name_people
from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.text import one_line
from catalog.imports.formats import detect_format, read_file
from catalog.imports.forms import ConfirmForm, ImportFileForm
from catalog.imports.pending import add_pending_import, find_import, find_pending_import, log_import, pending_imports
from catalog.imports.plan import Plan
from catalog.imports.presenters import build_preview, slugs_to_link
from catalog.imports.readers import SourceFile
from catalog.imports.services import PlanChanged, ReasonMissing, import_programs, plan_import
from catalog.models import ImportedFile, PendingImport, Program
from catalog.programs.publishing.approval import list_approvers_of, may_publish
from catalog.schema.errors import InvalidRecord
from catalog.spreadsheets.tables import UnreadableFile

_FEW = 5  # programs that a message names, and waiting files that the page lists
_RECENT = 10  # imports listed below the form
_EXPIRED = "Nothing was imported: this preview has expired. Choose the file again."
_CHANGED = "Nothing was imported: the catalog has changed since you saw this preview. Check the new preview below."
_WAITING = "Nothing was imported yet. Your file is still here: check the preview, then press Import again."


@admin_page("catalog.import_program")
def choose_file(request: HttpRequest) -> HttpResponse:
    """Show the form for a file, or with ?waiting=KEY the preview of a file sent before.

    If a file is sent, show what it would change, and store it until that is confirmed.
    """
    user = person(request)
    if request.method != "POST":
        pending = find_pending_import(user, request.GET.get("waiting", ""))
        if pending:
            return _preview_again(request, pending)
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
        plan = plan_import(records, user)
    except UnreadableFile as error:
        form.add_error("import_file", one_line(str(error)))
        return _page(request, form=form)
    confirm_form = None
    if plan.can_be_imported:
        pending = add_pending_import(user, file.name, kind, data)
        confirm_form = _new_form(request, plan, pending)
    return _preview(request, records, plan, file.name, confirm_form)


@admin_page("catalog.import_program")
def confirm_import(request: HttpRequest) -> HttpResponseBase:
    """Import the stored file if it still does what its preview said; otherwise show the preview again."""
    user = person(request)
    if request.method != "POST":
        latest = pending_imports(user).first()
        address = reverse("admin:catalog_program_import")
        return lead_to_form(request, f"{address}?waiting={latest.pk}", _WAITING) if latest else lead_to_form(request, address)
    key = request.POST.get("pending", "")
    pending = find_pending_import(user, key)
    if pending is None:
        return _answer_without_file(request, key)
    try:
        records = read_file(pending.kind, bytes(pending.content))
        plan = plan_import(records, user)
    except UnreadableFile as error:  # the preview could read it, but another file may be in progress now
        return _back(request, f"Nothing was imported. {one_line(str(error))}")
    if plan.basis != request.POST.get("basis"):
        return _changed(request, records, plan, pending)
    form = _confirm_form(request, plan, request.POST)
    if not form.is_valid():
        return _preview(request, records, plan, pending.file_name, form)
    try:
        with transaction.atomic():
            plan = import_programs(
                records,
                user,
                basis=plan.basis,
                name=pending.file_name,
                reason=form.cleaned_data["reason"],
                reasons=form.reasons,
                publishing=form.publishing,
                skipping=form.cleaned_data.get("leave_out", False),
            )
            log_import(pending, _summarize(plan, pending.file_name, publishing=form.publishing))
    except (PlanChanged, ReasonMissing) as error:
        return _changed(request, records, error.plan, pending)
    except InvalidRecord as error:  # a merge that waits, of a program that somebody changed since
        return _back(request, f"Nothing was imported. {' '.join(problem.message for problem in error.problems)}.")
    return _done(request, plan, pending.file_name, publishing=form.publishing)


def _back(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return HttpResponseRedirect(reverse("admin:catalog_program_import"))


def _answer_without_file(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a confirmation whose file is gone: a second click says what the first one did."""
    if summary := find_import(person(request), key):
        messages.info(request, f"This file is imported already, and nothing was imported twice. {summary}")
        return HttpResponseRedirect(reverse("admin:catalog_program_changelist"))
    return _back(request, _EXPIRED)


def _confirm_form(request: HttpRequest, plan: Plan, data: Any = None, **more: Any) -> ConfirmForm:
    user = person(request)
    may = may_publish(user, user)
    return ConfirmForm(data, may_publish=may, type_changes=plan.type_changes, outdated=plan.outdated, **more)


def _new_form(request: HttpRequest, plan: Plan, pending: PendingImport) -> ConfirmForm:
    return _confirm_form(request, plan, initial={"pending": pending.pk, "basis": plan.basis})


def _changed(request: HttpRequest, records: SourceFile, plan: Plan, pending: PendingImport) -> HttpResponse:
    """Show a new preview, with the values of the old form; or say that a first click has imported the file meanwhile."""
    key = request.POST["pending"]
    if find_pending_import(person(request), key) is None:
        return _answer_without_file(request, key)
    messages.error(request, _CHANGED)
    typed = {**request.POST.dict(), "basis": plan.basis}
    form = _confirm_form(request, plan, typed) if plan.can_be_imported else None
    return _preview(request, records, plan, pending.file_name, form)


def _preview_again(request: HttpRequest, pending: PendingImport) -> HttpResponse:
    """Show the preview of a file that waits."""
    try:
        records = read_file(pending.kind, bytes(pending.content))
        plan = plan_import(records, person(request))
    except UnreadableFile as error:
        return _back(request, f"Nothing was imported. {one_line(str(error))}")
    form = _new_form(request, plan, pending) if plan.can_be_imported else None
    return _preview(request, records, plan, pending.file_name, form)


def _preview(request: HttpRequest, records: SourceFile, plan: Plan, file_name: str, form: ConfirmForm | None) -> HttpResponse:
    preview = build_preview(records, plan, dict(_addresses(slugs_to_link(plan))))
    return _page(request, preview=preview, file_name=file_name, confirm_form=form)


def _addresses(slugs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the slug and the admin's page of these programs."""
    for slug, key in Program.objects.filter(slug__in=list(slugs)).values_list("slug", "pk"):
        yield slug, reverse("admin:catalog_program_change", args=[key])


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    waiting = () if "preview" in context else pending_imports(person(request))[:_FEW]
    return page(request, "admin/imports/import.html", "Import programs", opts=Program._meta, waiting_imports=waiting, **context)


def _summarize(plan: Plan, file_name: str, *, publishing: bool) -> str:
    new, changed = len(plan.new), len(plan.changed)
    outcome = ("published", "published") if publishing else ("as drafts", "saved, public ones as pending changes")
    counts = [f"{new} new ({outcome[0]})"] * bool(new) + [f"{changed} changed ({outcome[1]})"] * bool(changed)
    left_out = f"; {len(plan.outdated)} left out" if plan.outdated else ""
    return f"Imported “{file_name}”: {' and '.join(counts)}; {plan.unchanged} unchanged{left_out}."


def _done(request: HttpRequest, plan: Plan, file_name: str, *, publishing: bool) -> HttpResponse:
    """Go to the list of programs with a message that says what was imported."""
    links = format_html_join(", ", '<a href="{}">{}</a>', _links(plan, person(request), publishing=publishing))
    approvers = "" if publishing else name_people(list_approvers_of(person(request)))
    next_step = f" Ask {approvers} to publish them." if approvers else ""
    summary = _summarize(plan, file_name, publishing=publishing)
    messages.success(request, format_html("{} See {}.{}", summary, links, next_step))
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
