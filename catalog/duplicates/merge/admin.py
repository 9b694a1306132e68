"""The admin pages that merge two programs: choose the other one, then choose field by field."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.pages import admin_page, page, person
from catalog.duplicates.merge.fields import Side, differing_fields
from catalog.duplicates.merge.forms import MergeForm, first_choices, input_name
from catalog.duplicates.merge.presenters import describe_merge
from catalog.duplicates.merge.selectors import MOST_FOUND, default_survivor, find_partners, likely_partners, reasons_against
from catalog.duplicates.merge.services import CannotMerge, MergePlan, merge
from catalog.models import Program, ProgramVersion, Publication
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.withdrawal import MayNotWithdraw
from catalog.programs.services import NewerVersion
from catalog.schema.errors import InvalidRecord, RecordProblem

_LONGEST = 200  # characters of a search
_CHANGED = "Nothing was merged: one of the two programs changed after you opened this page. Compare them again below."


@admin_page("catalog.change_program")
@require_safe
def choose_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/duplicates/merge/<pk>/?q=…`: choose the program to merge with this one, among likely ones or by a search."""
    program = get_object_or_404(Program.objects.select_related("current", "sponsor"), pk=pk)
    words = request.GET.get("q", "")[:_LONGEST].strip()
    found = find_partners(program, words) if words else Program.objects.none()
    return page(
        request,
        "admin/duplicates/choose.html",
        f"Merge {program} with another program",
        program=program,
        retired=program.publication == Publication.RETIRED,
        likely=likely_partners(program),
        words=words,
        found=found[:MOST_FOUND],
        count=found.count(),
        most=MOST_FOUND,
        opts=Program._meta,
    )


@admin_page("catalog.change_program")
@require_http_methods(["GET", "HEAD", "POST"])
def merge_programs(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """`/admin/duplicates/merge/<first>/<second>/`: two programs field by field; a POST merges them.

    `?all=left` or `?all=right` chooses this side everywhere.
    """
    if first == second:
        messages.warning(request, "A program cannot be merged with itself. Choose another one below.")
        return HttpResponseRedirect(reverse("admin_merge_choose", args=[first]))
    known = Program.objects.select_related("current", "sponsor")
    programs = (get_object_or_404(known, pk=first), get_object_or_404(known, pk=second))
    left, right = working_version(programs[0]), working_version(programs[1])
    reasons = reasons_against(programs)
    if reasons or left is None or right is None:
        return _refuse(request, programs, reasons)
    left.program, right.program = programs
    survivor = Side.LEFT if default_survivor(*programs) == programs[0] else Side.RIGHT
    parts = differing_fields(left.record, right.record, survivor)
    first_values = first_choices(parts, left, right, survivor)
    if request.GET.get("all") in (Side.LEFT, Side.RIGHT):
        first_values |= {input_name(part.path): request.GET["all"] for part in parts}
    if request.method != "POST":
        return _show(request, left, right, MergeForm(parts, initial=first_values))
    form = MergeForm(parts, request.POST)
    valid = form.is_valid()
    shown = (form.cleaned_data.get("left"), form.cleaned_data.get("right"))
    if shown != (left.number, right.number):
        typed = {name: request.POST[name] for name in first_values if name in request.POST}
        again = MergeForm(parts, initial={**first_values, **typed, "left": left.number, "right": right.number})
        again.initial["reason"] = request.POST.get("reason", "")
        return _show(request, left, right, again, changed=_CHANGED)
    if not valid:
        return _show(request, left, right, form)
    return _merge(request, left, right, form)


def _merge(request: HttpRequest, left: ProgramVersion, right: ProgramVersion, form: MergeForm) -> HttpResponse:
    user = person(request)
    publishing = "_publish" in request.POST and may_publish(user, user)
    plan = MergePlan(left, right, Side(form.cleaned_data["survivor"]), form.choices)
    kept, absorbed = plan.kept.record.name, plan.absorbed.record.name
    was_draft = plan.kept.program.publication == Publication.DRAFT
    try:
        program = merge(plan, user, form.cleaned_data["reason"].strip(), publishing=publishing)
    except InvalidRecord as error:
        rest = [problem for problem in error.problems if problem.field != "reason"]
        if len(rest) < len(error.problems):
            form.add_error("reason", "Enter a reason: the program type changes, and the reason is public.")
        return _show(request, left, right, form, rest)
    except CannotMerge as error:
        form.add_error(None, " ".join(error.reasons))
        return _show(request, left, right, form)
    except NewerVersion:
        messages.warning(request, _CHANGED)
        return HttpResponseRedirect(request.path)
    except MayNotWithdraw:
        form.add_error(None, f"Only its author or a Reviewer may discard the draft “{absorbed}”. Nothing was merged.")
        return _show(request, left, right, form)
    outcome = f"“{absorbed}” was merged into “{kept}”"
    if was_draft or publishing:
        messages.success(request, f"{outcome}.")
        there = reverse("admin:catalog_program_change", args=[program.pk])
    else:
        outcome = f"The merge of “{absorbed}” into “{kept}” awaits review"
        messages.success(
            request, f"{outcome}. Both stay as they are until it is published. {describe_next_step_of(program, user)}"
        )
        there = reverse("admin_pending_program", args=[program.pk])
    site.get_model_admin(Program).log_change(request, program, f"{outcome}. {form.cleaned_data['reason']}".strip())
    return HttpResponseRedirect(there)


def _show(
    request: HttpRequest,
    left: ProgramVersion,
    right: ProgramVersion,
    form: MergeForm,
    problems: Sequence[RecordProblem] = (),
    changed: str = "",
) -> HttpResponse:
    user = person(request)
    shown = describe_merge(left, right, form, problems)
    both_drafts = {left.program.publication, right.program.publication} == {Publication.DRAFT}
    return page(
        request,
        "admin/duplicates/merge.html",
        f"Merge {left.record.name} and {right.record.name}",
        status=409 if changed else 422 if form.errors or problems else 200,
        left=left,
        right=right,
        survivors=[(Side.LEFT, left, form["survivor"].value()), (Side.RIGHT, right, form["survivor"].value())],
        shown=shown,
        form=form,
        changed=changed,
        both_drafts=both_drafts,
        may_publish=not both_drafts and may_publish(user, user),
        opts=Program._meta,
    )


def _refuse(request: HttpRequest, programs: tuple[Program, Program], reasons: list[str]) -> HttpResponse:
    """Say why two programs cannot be merged now; a form that was sent changes nothing."""
    status = 409 if request.method == "POST" else 200
    title = f"Cannot merge {programs[0]} and {programs[1]}"
    return page(
        request, "admin/duplicates/cannot_merge.html", title, status, programs=programs, reasons=reasons, opts=Program._meta
    )
