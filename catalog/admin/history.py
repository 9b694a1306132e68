"""A program's history: all versions, comparing two, and restoring one."""

from __future__ import annotations

from collections import deque
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, site
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.diff_presenters import describe_record, side_by_side, type_of
from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import admin_page, page, person
from catalog.models import Program, ProgramVersion, Publication, Review
from catalog.programs.history.restore import NothingToRestore, restore
from catalog.programs.history.version_status import VersionStatus, version_statuses
from catalog.programs.history.versions import working_number
from catalog.programs.publishing.approval import may_publish
from catalog.programs.services import MayNotPublish, NewerVersion
from catalog.programs.succession.selectors import predecessors, successor_of
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import ProgramRecord

PER_PAGE = 30
LABELS_SHOWN = 6


class RestoreForm(forms.Form):
    """The reason to restore a version; `base` is the number of the working version when the page was opened."""

    reason = forms.CharField(
        required=False,
        label="Reason",
        help_text="Why you restore this version. Kept in the history; public if the program type changes.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def history(modeladmin: ModelAdmin[Program], request: HttpRequest, object_id: str) -> HttpResponse:
    """`/admin/catalog/program/<pk>/history/`: every version with what it changed, and every review, newest first."""
    program = modeladmin.get_object(request, object_id)
    if program is None:
        raise Http404("Program not found.")
    if not modeladmin.has_view_or_change_permission(request, program):
        raise PermissionDenied
    statuses = _statuses(program)
    reviews = list(program.reviews.select_related("user", "version").defer("version__record").order_by("-time", "-pk"))
    shown = Paginator(_in_order(statuses, reviews), PER_PAGE).get_page(request.GET.get("p"))
    return page(
        request,
        "admin/catalog/program/history.html",
        f"Change history of {program}",
        program=program,
        entries=_entries(list(shown)),
        shown=shown,
        versions=len(statuses),
        reviews=len(reviews),
        successor=successor_of(program),
        merged=predecessors(program.slug).prefetch_related("reviews__user"),
        opts=Program._meta,
    )


@admin_page("catalog.view_program")
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """`/admin/programs/<pk>/versions/<number>/`: a version, compared with version `with`, and the restore form."""
    program = get_object_or_404(Program, pk=pk)
    known = _statuses(program)
    status = next((one for one in known if one.version.number == number), None)
    if status is None:
        raise Http404("Version not found.")
    may_restore = request.user.has_perm("catalog.change_program")
    if request.method == "POST" and not may_restore:
        raise PermissionDenied
    form = RestoreForm(request.POST if request.method == "POST" else None, initial={"base": working_number(program)})
    if request.method == "POST" and form.is_valid():
        try:
            return _restore(request, program, status.version, form)
        except NewerVersion as error:
            number = error.version.number
            form.add_error(
                None, f"The program has changed: the newest version is {number}. Nothing was restored. Review that version first."
            )
        except NothingToRestore:
            form.add_error(None, "This version is already public or pending, so there is nothing to restore.")
        except InvalidRecord as error:
            _show(error, form)
    return _version_page(request, program, known, status, form, may_restore=may_restore)


def _version_page(
    request: HttpRequest,
    program: Program,
    known: list[VersionStatus],
    status: VersionStatus,
    form: RestoreForm,
    *,
    may_restore: bool,
) -> HttpResponse:
    user = person(request)
    choices = _choices(known, status)
    other = _choose_other(request.GET.get("with", ""), known, status, choices)
    records = _records([status.version, *([other] if other else [])])
    record = records[status.version.pk]
    supports, others = describe_record(record)
    return page(
        request,
        "admin/catalog/program/version.html",
        f"Version {status.version.number} of {program}",
        status=422 if form.errors else 200,
        program=program,
        version_status=status,
        other=other,
        choices=choices,
        compared=_compared(other, status.version, records) if other else None,
        type=type_of(record),
        supports=supports,
        others=others,
        form=form,
        may_restore=may_restore and (status.restorable or bool(form.errors)),
        may_publish=may_publish(user, user),
        is_draft=program.publication == Publication.DRAFT,
        is_retired=program.publication == Publication.RETIRED,
        opts=Program._meta,
    )


def _statuses(program: Program) -> list[VersionStatus]:
    versions = program.versions.select_related("user", "decided_by").defer("record").order_by("-number")
    return version_statuses(list(versions), program.publication)


def _in_order(statuses: list[VersionStatus], reviews: list[Review]) -> list[VersionStatus | Review]:
    """Return versions and reviews, newest first. A version follows the order of its number, a review its time."""
    entries: list[VersionStatus | Review] = []
    left = deque(reviews)
    for status in statuses:
        while left and left[0].time > status.version.time:
            entries.append(left.popleft())
        entries.append(status)
    return [*entries, *left]


def _entries(shown: list[VersionStatus | Review]) -> list[dict[str, Any]]:
    """Return the reviews, and each version with its changes from the version before it. One query fetches all records."""
    statuses = [one for one in shown if isinstance(one, VersionStatus)]
    records = _records([version for one in statuses for version in (one.version, one.before) if version])
    entries: list[dict[str, Any]] = []
    for one in shown:
        if isinstance(one, Review):
            entries.append({"review": one})
            continue
        change = side_by_side(records[one.before.pk], records[one.version.pk]) if one.before else None
        entries.append(
            {
                "status": one,
                "change": change,
                "labels": change.labels[:LABELS_SHOWN] if change else (),
                "more": max(0, len(change.labels) - LABELS_SHOWN) if change else 0,
            }
        )
    return entries


def _records(versions: list[ProgramVersion]) -> dict[int, ProgramRecord]:
    return dict(ProgramVersion.objects.filter(pk__in=[version.pk for version in versions]).values_list("pk", "record"))


def _choices(known: list[VersionStatus], status: VersionStatus) -> list[dict[str, Any]]:
    """The versions to compare with: the one it changed, the public one, the latest."""
    public = next((one.version for one in known if one.version.state == "published"), None)
    found: dict[int, dict[str, Any]] = {}
    for words, other in (
        ("the version it changed", status.before),
        ("the public version", public),
        ("the latest version", known[0].version),
    ):
        if other and other.number != status.version.number:
            found.setdefault(other.number, {"words": words, "version": other})
    return list(found.values())


def _choose_other(
    requested: str, known: list[VersionStatus], status: VersionStatus, choices: list[dict[str, Any]]
) -> ProgramVersion | None:
    """The version to compare with: the requested number, else the first choice, else None."""
    for one in known:
        if requested == str(one.version.number) and one is not status:
            return one.version
    return choices[0]["version"] if choices else None


def _compared(other: ProgramVersion, version: ProgramVersion, records: dict[int, ProgramRecord]) -> dict[str, Any]:
    """Both versions, the older on the left, and their records side by side."""
    left, right = sorted((other, version), key=lambda one: one.number)
    return {"left": left, "right": right, "sides": side_by_side(records[left.pk], records[right.pk])}


def _restore(request: HttpRequest, program: Program, version: ProgramVersion, form: RestoreForm) -> HttpResponse:
    user, data, publishing = person(request), form.cleaned_data, "_publish" in request.POST
    try:
        restore(program, version.number, user, data["reason"], base=data["base"], publishing=publishing)
    except MayNotPublish:
        raise PermissionDenied from None
    outcome = f"Version {version.number} was restored"
    if publishing:
        outcome += " and is public"
    elif program.publication == Publication.DRAFT:
        outcome += " as the draft"
    else:
        outcome += " as a pending change. It is not public until it is published"
    site.get_model_admin(Program).log_change(request, program, f"{outcome}. {data['reason']}")
    messages.success(request, f"{outcome}.")
    pending = not publishing and program.publication != Publication.DRAFT
    there = ("admin_pending_program", program.pk) if pending else ("admin:catalog_program_history", program.pk)
    return HttpResponseRedirect(reverse(there[0], args=there[1:]))


def _show(error: InvalidRecord, form: RestoreForm) -> None:
    """Add the errors of a missing reason or of a record that is no longer valid to the form."""
    for problem in error.problems:
        if problem.field == "reason":
            form.add_error("reason", f"Enter {problem.allowed}.")
        else:
            form.add_error(None, f"This version is no longer valid. {in_words(problem)}")
