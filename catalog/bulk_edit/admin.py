"""The admin pages of bulk edits: choose changes, see what they do, confirm; then publish, reject or undo as one step."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.admin_common.approvers import name_people
from catalog.admin_common.pages import admin_page, page, person
from catalog.bulk_edit.forms import BulkDecisionForm, BulkEditForm, BulkReasonForm, join_keys
from catalog.bulk_edit.plan import MOST, BulkPlan
from catalog.bulk_edit.presenters import describe_changes, describe_left_out, describe_waiting
from catalog.bulk_edit.selectors import waiting_versions
from catalog.bulk_edit.services import (
    BulkDecision,
    BulkEditChanged,
    BulkPlanChanged,
    plan_bulk_edit,
    publish_bulk_edit,
    reject_bulk_edit,
    save_bulk_edit,
    token_of,
)
from catalog.common.text import pluralize
from catalog.models import BulkEdit, Organization, Program
from catalog.programs.publishing.approval import PUBLISH, list_approvers_of
from catalog.programs.publishing.withdrawal import MayNotWithdraw, remains_of, undo_import
from catalog.programs.services import MayNotPublish

_LIST = "admin:catalog_program_changelist"
_PREVIEW = "preview"  # the parameter that asks for the preview
_CHANGED = "Nothing was saved: a program has changed since you saw this preview. Check the new preview below."
_DECIDED = "Nothing was changed: somebody changed or decided on one of these programs. Look at the list again."
_MOST_NAMES = 10  # programs named in a message; the rest are counted


@admin.action(description="Edit …", permissions=["change"])
def edit_chosen(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> HttpResponse | None:
    """Lead to the page that edits the chosen programs. Its address names them, so it survives a lost session."""
    keys = list(programs.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        count = programs.count()
        modeladmin.message_user(request, f"Select at most {MOST} programs. You selected {count}.", messages.ERROR)
        return None
    return HttpResponseRedirect(f"{reverse('admin_bulk_edit')}?programs={join_keys(keys)}")


@admin_page("catalog.change_program")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_edit(request: HttpRequest) -> HttpResponse:
    """`/admin/bulk-edit/?programs=1.2.3`: the form; with its fields and `preview` what would change; a POST there saves it."""
    form = BulkEditForm(request.GET)
    form.full_clean()
    keys = form.cleaned_data.get("programs")
    if not keys:
        messages.warning(request, str(form.errors["programs"][0]))
        return HttpResponseRedirect(reverse(_LIST))
    if request.method != "POST" and _PREVIEW not in request.GET:
        typed = {name: field.widget.value_from_datadict(request.GET, {}, name) for name, field in form.fields.items()}
        return _edit_page(request, BulkEditForm(initial=typed), keys)
    if form.errors:
        return _edit_page(request, form, keys)
    if request.method != "POST":
        return _preview(request, form, plan_bulk_edit(form.operations, keys, person(request)))
    return _save(request, form, keys)


@admin_page("catalog.view_program")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_edit_result(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/bulk-edit/<pk>/`: what became of a bulk edit; others publish or reject what waits, its author undoes it."""
    edit, user = get_object_or_404(BulkEdit.objects.select_related("user"), pk=pk), person(request)
    form = BulkDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not user.has_perm("catalog.change_program"):
            raise PermissionDenied
        if "_undo" in request.POST:
            return _undo(request, edit)
        if form.is_valid():
            if "_publish" in request.POST or form.cleaned_data["decision"].strip():
                return _decide(request, edit, form)
            form.add_error("decision", "Enter a reason. The author sees it in the history.")
    waiting = list(waiting_versions(edit))
    changes = describe_waiting(waiting, user)
    is_author = edit.user == user
    if not form.is_bound:
        form = BulkDecisionForm(initial={"shown": token_of(waiting)})
    publishable = sum(change.may_publish for change in changes)
    return page(
        request,
        "admin/bulk_edit/result.html",
        f"Bulk edit: {edit.summary}",
        status=422 if form.errors else 200,
        bulk_edit=edit,
        form=form,
        changes=changes,
        remains=remains_of(edit),
        publishable=publishable,
        may_reject=not is_author and (publishable > 0 or user.has_perm(PUBLISH)),
        may_undo=is_author and user.has_perm("catalog.change_program"),
        approvers=name_people(list_approvers_of(edit.user)) if edit.user else "",
        opts=Program._meta,
    )


def _edit_page(request: HttpRequest, form: BulkEditForm, keys: list[int]) -> HttpResponse:
    names = Program.objects.filter(pk__in=keys).order_by("current__name").values_list("current__name", flat=True)
    return page(
        request,
        "admin/bulk_edit/edit.html",
        f"Edit {_count(len(names))}",
        status=422 if form.errors else 200,
        form=form,
        keys=join_keys(keys),
        names=names,
        organizations=Organization.objects.values_list("name", flat=True),
        opts=Program._meta,
    )


def _preview(request: HttpRequest, form: BulkEditForm, plan: BulkPlan, reason_form: BulkReasonForm | None = None) -> HttpResponse:
    address = request.GET.copy()
    address.pop(_PREVIEW, None)
    return page(
        request,
        "admin/bulk_edit/preview.html",
        "What would change",
        status=422 if reason_form and reason_form.errors else 200,
        operations=[operation.describe() for operation in form.operations],
        plan=plan,
        changes=describe_changes(plan),
        left_out=describe_left_out(plan),
        form=reason_form or BulkReasonForm(initial={"basis": plan.basis}),
        back=address.urlencode(),
        opts=Program._meta,
    )


def _save(request: HttpRequest, form: BulkEditForm, keys: list[int]) -> HttpResponse:
    """Save what the preview showed; show a new preview if it would now do something else."""
    user, reason_form = person(request), BulkReasonForm(request.POST)
    if not reason_form.is_valid():
        plan = plan_bulk_edit(form.operations, keys, user)
        # a preview without its digest was not seen: show it
        return _preview(request, form, plan, None if "basis" in reason_form.errors else reason_form)
    basis, reason = reason_form.cleaned_data["basis"], reason_form.cleaned_data["reason"]
    try:
        edit = save_bulk_edit(form.operations, keys, user, basis=basis, reason=reason)
    except BulkPlanChanged:
        if saved := BulkEdit.objects.filter(user=user, basis=basis).first():
            messages.info(request, "This bulk edit is saved already, and nothing was saved twice.")
            return _to_result(saved)
        messages.error(request, _CHANGED)
        plan = plan_bulk_edit(form.operations, keys, user)
        return _preview(request, form, plan, BulkReasonForm(initial={"basis": plan.basis, "reason": reason}))
    approvers = name_people(list_approvers_of(user))
    next_step = f" Ask {approvers} to publish them." if approvers else ""
    messages.success(request, f"The change of {_count(edit.versions.count())} was saved for review.{next_step}")
    return _to_result(edit)


def _decide(request: HttpRequest, edit: BulkEdit, form: BulkDecisionForm) -> HttpResponse:
    """Publish or reject what waits, as the pressed button says."""
    publishing = "_publish" in request.POST
    act = publish_bulk_edit if publishing else reject_bulk_edit
    try:
        _report(request, act(edit, person(request), form.cleaned_data["shown"], form.cleaned_data["decision"]), publishing)
    except BulkEditChanged:
        messages.warning(request, _DECIDED)
    except MayNotPublish:
        raise PermissionDenied from None
    return _to_result(edit)


def _report(request: HttpRequest, result: BulkDecision, publishing: bool) -> None:
    done = "published" if publishing else "rejected"
    if result.decided:
        messages.success(request, f"{len(result.decided)} {done}.")
    for why in dict.fromkeys(why for _, why in result.left):
        names = [version.record.name for version, reason in result.left if reason == why]
        listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        messages.warning(request, f"{len(names)} not {done}. {why}: {listed}{more}.")


def _undo(request: HttpRequest, edit: BulkEdit) -> HttpResponse:
    try:
        undone = undo_import(edit, person(request)).waiting
        messages.success(request, f"The bulk edit was undone: {_count(len(undone))} as before.")
    except MayNotWithdraw:
        if edit.user != request.user:
            raise PermissionDenied from None
        messages.warning(request, "Nothing was undone: part of this bulk edit has been published.")
    return _to_result(edit)


def _to_result(edit: BulkEdit) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin_bulk_edit_result", args=[edit.pk]))


def _count(number: int) -> str:
    return pluralize(number, "program")
