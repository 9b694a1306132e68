"""List actions for programs: edit, publish, retire, mark as reviewed. Each message also lists the programs left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from catalog.admin.pending_changes import version_token
from catalog.admin.publish_selected import confirm_publishing
from catalog.admin_common.approvers import describe_next_step
from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import page, person
from catalog.bulk_edit.admin import edit_chosen
from catalog.models import Program, ProgramVersion, Publication, Verdict, VersionState
from catalog.programs import services
from catalog.reviews.services import NotPublished, review
from catalog.schema.errors import InvalidRecord

_MOST_NAMES = 10  # programs named in a message; the rest are counted


@admin.action(description="Publish drafts and pending changes …", permissions=["confirm"])
def publish_chosen(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> HttpResponse | None:
    """Publish each program's pending version, after a confirmation page that shows the changes."""
    if "confirmed" not in request.POST:
        return confirm_publishing(modeladmin, request, programs)
    shown = request.POST.getlist("shown")
    _each(modeladmin, request, programs, lambda program, user: _publish(program, user, shown), "published")
    return None


@admin.action(description="Mark as reviewed: still running", permissions=["review"])
def mark_reviewed(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> None:
    """Record for each published program that it was reviewed and is still running. This changes no record."""
    _each(modeladmin, request, programs, _mark, "marked as still running")


@admin.action(description="Retire …", permissions=["publish"])
def retire_chosen(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> HttpResponse | None:
    """Retire published programs, after a confirmation page that asks for a reason."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    if "confirmed" in request.POST and reason:
        _each(modeladmin, request, programs, lambda program, user: _retire(program, user, reason), "retired")
        return None
    published = programs.filter(publication=Publication.PUBLISHED)
    return page(
        request,
        "admin/catalog/program/retire.html",
        "Retire programs",
        opts=modeladmin.opts,
        published=published,
        pending=ProgramVersion.objects.filter(program__in=published, state=VersionState.PENDING).select_related(
            "program__current", "user"
        ),
        others=programs.exclude(publication=Publication.PUBLISHED),
        reason_missing="confirmed" in request.POST,
        checkbox=ACTION_CHECKBOX_NAME,
    )


def _publish(program: Program, user: User, shown: list[str]) -> str:
    """Publish a program's pending version if the user saw it; return why not, or an empty string."""
    pending = program.versions.filter(state=VersionState.PENDING).first()
    if pending is None:
        return "Nothing is pending"
    if program.publication == Publication.RETIRED:
        return "Retired programs are published on their own page"
    if version_token(pending) not in shown:
        return "Changed since you opened the list"
    try:
        services.approve(pending, user, "Published from the list")
    except services.MayNotPublish:
        return f"Someone else must publish this. {describe_next_step(pending, user)}".removesuffix(".")
    except services.NotPending:
        return "Somebody else has just decided"
    except InvalidRecord as error:
        return " ".join(map(in_words, error.problems)).removesuffix(".")
    return ""


def _mark(program: Program, user: User) -> str:
    try:
        review(program, user, Verdict.STILL_TRUE)
    except NotPublished:
        return "Not published"
    return ""


def _retire(program: Program, user: User, reason: str) -> str:
    if program.publication != Publication.PUBLISHED:
        return "Not published"
    services.retire(program, user, reason)
    return ""


def _each(
    modeladmin: ModelAdmin[Program],
    request: HttpRequest,
    programs: Iterable[Program],
    act: Callable[[Program, User], str],
    done: str,
) -> None:
    """Apply `act` to each program; report how many succeeded and, for each reason, which did not."""
    user, count = person(request), 0
    left: dict[str, list[str]] = defaultdict(list)
    for program in programs:
        if why := act(program, user):
            left[why].append(program.name)
        else:
            modeladmin.log_change(request, program, f"{done[:1].upper()}{done[1:]}, from the list.")
            count += 1
    if count:
        modeladmin.message_user(request, f"{count} {done}.", messages.SUCCESS)
    for why, names in left.items():
        modeladmin.message_user(request, f"{len(names)} not {done}. {why}: {_names(names)}.", messages.WARNING)


def _names(names: list[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    return f"{listed} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else listed


ACTIONS: tuple[Any, ...] = (edit_chosen, publish_chosen, retire_chosen, mark_reviewed)
