"""Quick edit: the few facts that age, on a page of their own, from the list of programs and on to the next one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.edit_conflict import EditConflict
from catalog.admin_common.errors import in_words, text_of
from catalog.admin_common.pages import admin_page, page, person
from catalog.duplicates.matching import Likeness
from catalog.duplicates.services import keep_all_apart
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.versions import working_number
from catalog.programs.publishing.approval import may_publish
from catalog.programs.services import NewerVersion, publish, save
from catalog.reviews.list_position import ListPosition, find_position
from catalog.reviews.presenters import present_record, present_website
from catalog.reviews.quick_fields import (
    QuickEditForm,
    apply_changes,
    complete_data,
    find_started_version,
    initial_values,
    resolve_conflict,
)
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import canonical


@admin_page("catalog.change_program")
def quick_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/programs/<pk>/quick/`: status, last year seen, deadline and website of a program.

    `_changelist_filters` holds the query of the list that it was opened from, to which saving leads back.
    """
    program = get_object_or_404(Program.objects.select_related("current"), pk=pk)
    if program.publication == Publication.RETIRED:
        messages.info(request, "A retired program has no quick edit. Use its form.")
        return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[pk]))
    position, version = find_position(request, program), find_started_version(program, None)
    if request.method != "POST":
        initial = {**initial_values(canonical(version.record)), "base": version.number}
        return _show(request, version, QuickEditForm(initial=initial), position)
    started = find_started_version(program, request.POST.get("base"))
    posted = complete_data(request.POST, canonical(started.record))
    form = QuickEditForm(posted)
    if not form.is_valid():
        return _show(request, version, form, position, status=422)
    try:
        return _save(request, program, form, started, position)
    except InvalidRecord as error:
        _add_errors(error, form)
        return _show(request, version, form, position, status=422)
    except NewerVersion:
        data, conflict = resolve_conflict(form, posted, started, base=working_number(program))
        return _show(request, conflict.newest, QuickEditForm(data), position, conflict, status=409)


def _save(
    request: HttpRequest, program: Program, form: QuickEditForm, started: ProgramVersion, position: ListPosition
) -> HttpResponse:
    """Write the changes as a version. Raises InvalidRecord, or NewerVersion if somebody wrote one after `started`."""
    user, publishing = person(request), "_publish" in request.POST or "_publish_next" in request.POST
    if publishing and not may_publish(user, user):
        raise PermissionDenied
    before = canonical(started.record)
    changes = form.collect_changes(before)
    after = apply_changes(before, changes)
    unchecked, distinct = form.check_duplicates(program, before, changes)
    if unchecked:
        return _show(request, started, form, position, alike=unchecked, status=422)
    is_new = publishing and started.state == VersionState.PENDING
    if after == before and started.number == working_number(program) and not is_new:
        messages.info(request, f"“{after.name}” was not changed: your input is the same as the record.")
    else:
        write = publish if publishing else save
        saved = write(program, after, user, form.cleaned_data["reason"], base=form.cleaned_data["base"] or 0)
        keep_all_apart(saved, distinct, user)
        _report(request, saved, publishing=publishing)
    if "_next" not in request.POST and "_publish_next" not in request.POST:
        return HttpResponseRedirect(position.list_address)
    if position.following is None:
        messages.info(request, "That was the last program of the list.")
        return HttpResponseRedirect(position.list_address)
    return HttpResponseRedirect(position.quick_edit_address(position.following))


def _report(request: HttpRequest, program: Program, *, publishing: bool) -> None:
    draft = program.publication == Publication.DRAFT
    outcome = "Published." if publishing else "The draft was saved." if draft else "Sent to a reviewer."
    site.get_model_admin(Program).log_change(request, program, f"Quick edit. {outcome}")
    next_step = "" if publishing else describe_next_step_of(program, person(request))
    messages.success(request, f"“{program.name}”: {outcome} {next_step}".strip())


def _add_errors(error: InvalidRecord, form: QuickEditForm) -> None:
    """Add errors of the form's fields there, and other errors of the record above the form."""
    for problem in error.problems:
        if problem.field in form.fields:
            form.add_error(problem.field, text_of(problem))
        else:
            form.add_error(None, f"{in_words(problem)} Correct it in the full form.")


def _show(
    request: HttpRequest,
    version: ProgramVersion,
    form: QuickEditForm,
    position: ListPosition,
    conflict: EditConflict | None = None,
    *,
    alike: Sequence[Likeness] = (),
    status: int = 200,
) -> HttpResponse:
    user, program = person(request), version.program
    waits = version.state == VersionState.PENDING and program.publication != Publication.DRAFT
    return page(
        request,
        "admin/reviews/quick_edit.html",
        f"Quick edit: {program}",
        status,
        is_nav_sidebar_enabled=False,
        program=program,
        version=version,
        pending_author=version.user if waits and version.user != user else None,
        waits=waits,
        record=present_record(version.record),
        website=present_website(version.record),
        form=form,
        conflict=conflict,
        alike=alike,
        position=position,
        may_publish=may_publish(user, user),
        opts=Program._meta,
    )
