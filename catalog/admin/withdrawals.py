"""Pages that take back what was never public: discard a draft, withdraw a proposal, undo an import."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.models import CHANGE, DELETION
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.log import log_action
from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.text import pluralize
from catalog.models import ImportedFile, Program, ProgramVersion, Publication, UnfinishedDraft
from catalog.programs.history.versions import working_number
from catalog.programs.publishing.drafts import NewerDraft, delete_draft, may_discard_draft
from catalog.programs.publishing.withdrawal import (
    MayNotWithdraw,
    discard,
    may_discard,
    may_undo,
    remains_of,
    undo_import,
    withdraw,
)
from catalog.programs.services import NewerVersion, NotPending

_CHANGED = "Nothing was discarded: somebody changed the draft after you opened this page. Look at it again."


@admin_page("catalog.add_program")
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/drafts/<pk>/discard/`: asks, then deletes an unfinished draft."""
    draft, user = get_object_or_404(UnfinishedDraft, pk=pk), person(request)
    if not may_discard_draft(user, draft):
        raise PermissionDenied
    if request.method == "POST":
        try:
            delete_draft(pk, _number(request))
        except NewerDraft:
            messages.warning(request, _CHANGED)
            return HttpResponseRedirect(request.path)
        return _discarded(request, None, draft.name)
    form = f"{reverse('admin:catalog_program_add')}?draft={pk}"
    return _ask(request, name=draft.name, writer=draft.user, number=draft.number, form=form)


@admin_page("catalog.change_program")
def discard_program(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/pending/<pk>/discard/`: asks, then deletes a draft that was sent for review."""
    program, user = get_object_or_404(Program.objects.select_related("current__user"), pk=pk), person(request)
    if not may_discard(user, program):
        raise PermissionDenied
    if request.method == "POST":
        try:
            name = program.name
            discard(program, user, _number(request))
        except (MayNotWithdraw, NewerVersion):
            messages.warning(request, _CHANGED)
            return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[pk]))
        return _discarded(request, pk, name)
    writer = program.current.user if program.current else None
    form = reverse("admin:catalog_program_change", args=[pk])
    return _ask(request, name=program.name, writer=writer, number=working_number(program), form=form)


@admin_page("catalog.change_program")
def withdraw_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/admin/pending/<pk>/withdraw/`: takes back the user's own pending change. POST only."""
    back = reverse("admin_pending_program", args=[pk])
    if request.method != "POST":
        return lead_to_form(request, back)
    program, number = get_object_or_404(Program, pk=pk), _number(request)
    version = get_object_or_404(ProgramVersion, program=program, number=number)
    if program.publication == Publication.DRAFT:
        return HttpResponseRedirect(reverse("admin_discard", args=[pk]))
    try:
        withdraw(version, person(request))
    except NotPending:
        messages.warning(request, "Nothing was withdrawn: this version was replaced or decided on.")
        return HttpResponseRedirect(back)
    except MayNotWithdraw:
        raise PermissionDenied from None
    site.get_model_admin(Program).log_change(request, program, f"Withdrew version {number}.")
    messages.success(
        request, f"Your change of “{program.name}” was withdrawn. It stays in the history, where you can restore it."
    )
    return HttpResponseRedirect(reverse("admin_pending"))


@admin_page("catalog.import_program")
def imported_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/imports/<pk>/`: what remains of an import, and the button that undoes it."""
    imported, user = get_object_or_404(ImportedFile.objects.select_related("user"), pk=pk), person(request)
    if request.method == "POST":
        if not may_undo(user, imported):
            raise PermissionDenied
        try:
            undone = len(undo_import(imported, user).waiting)
        except MayNotWithdraw:
            messages.warning(request, "Nothing was undone: part of this import has been published.")
            return HttpResponseRedirect(request.path)
        taken_back = f"What it did to {pluralize(undone, 'program')} was taken back."
        text = f"Undid the import of {imported}: {taken_back}"
        log_action(user, ImportedFile, f"Import of {imported}", CHANGE, text, imported.pk)
        messages.success(request, f"The import of “{imported}” was undone. {taken_back}")
        return HttpResponseRedirect(request.path)
    return page(
        request,
        "admin/imports/imported.html",
        f"Import of {imported}",
        imported=imported,
        remains=remains_of(imported),
        may_undo=may_undo(user, imported),
        opts=Program._meta,
    )


def _number(request: HttpRequest) -> int:
    """Return the number of the version that the page showed; -1, which none has, for invalid input."""
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _ask(request: HttpRequest, *, name: str, **context: Any) -> HttpResponse:
    return page(request, "admin/pending/discard.html", f"Discard draft: {name}", opts=Program._meta, name=name, **context)


def _discarded(request: HttpRequest, key: int | None, name: str) -> HttpResponse:
    log_action(person(request), Program, name, DELETION, "Discarded the draft.", key)
    messages.success(request, f"The draft “{name}” was discarded.")
    return HttpResponseRedirect(reverse("admin_pending"))
