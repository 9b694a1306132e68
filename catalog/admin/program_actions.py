"""What can be done to several programs of the list at once: publish, retire, mark as reviewed. Each says what was not done."""

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
from django.template.response import TemplateResponse

from catalog.admin.publish_selected import publishing, shown_as
from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import person
from catalog.models import Program, ProgramVersion, Publication, Verdict, VersionState
from catalog.programs import services
from catalog.reviews.services import NotPublished, review
from catalog.schema.errors import RecordFaults

_NAMED = 10  # programs that a message names; of more it tells the number
_SELF = "You may not publish what you proposed yourself; another reviewer decides on it"


@admin.action(description="Publish drafts and pending changes …", permissions=["publish"])
def publish_chosen(desk: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> HttpResponse | None:
    """Publish what is pending of each program, as it was written: after a page that says what that changes."""
    if "confirmed" not in request.POST:
        return publishing(desk, request, programs)
    shown = request.POST.getlist("shown")
    _each(desk, request, programs, lambda program, user: _publish(program, user, shown), "published")
    return None


@admin.action(description="Mark as reviewed: still true", permissions=["review"])
def mark_reviewed(desk: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> None:
    """Record of each published program that it was looked at and is still true."""
    _each(desk, request, programs, _mark, "marked as still true")


@admin.action(description="Retire …", permissions=["publish"])
def retire_chosen(desk: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> HttpResponse | None:
    """Take published programs off the public pages: after a page that says which, and for a reason that is kept."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    if "confirmed" in request.POST and reason:
        _each(desk, request, programs, lambda program, user: _retire(program, user, reason), "retired")
        return None
    published = programs.filter(publication=Publication.PUBLISHED)
    context = {
        **desk.admin_site.each_context(request),
        "title": "Retire programs",
        "opts": desk.model._meta,
        "published": published,
        "waiting": ProgramVersion.objects.filter(program__in=published, state=VersionState.PENDING).select_related(
            "program__current", "user"
        ),
        "others": programs.exclude(publication=Publication.PUBLISHED),
        "asked": "confirmed" in request.POST,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/catalog/program/retire.html", context)


def _publish(program: Program, user: User, shown: list[str]) -> str:
    """Publish a program's pending version if it is one of those shown; why not, where it was not."""
    pending = program.versions.filter(state=VersionState.PENDING).first()
    if pending is None:
        return "Nothing is pending"
    if program.publication == Publication.RETIRED:
        return "Retired: whether it comes back is decided on its own page"
    if shown_as(pending) not in shown:
        return "It was changed since you looked at it"
    try:
        services.approve(pending, user, "Published from the list")
    except services.MayNotPublish:
        return _SELF
    except services.NotPending:
        return "Somebody decided on it just now"
    except RecordFaults as error:
        return " ".join(map(in_words, error.faults)).removesuffix(".")
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
    desk: ModelAdmin[Program],
    request: HttpRequest,
    programs: Iterable[Program],
    act: Callable[[Program, User], str],
    done: str,
) -> None:
    """Do something to each program; tell how many it was done to and, by what stood in the way, to which it was not."""
    user, count = person(request), 0
    left: dict[str, list[str]] = defaultdict(list)
    for program in programs:
        if why := act(program, user):
            left[why].append(program.name)
        else:
            desk.log_change(request, program, f"{done[:1].upper()}{done[1:]}, from the list.")
            count += 1
    if count:
        desk.message_user(request, f"{count} {done}.", messages.SUCCESS)
    for why, names in left.items():
        desk.message_user(request, f"{len(names)} not {done}. {why}: {_names(names)}.", messages.WARNING)


def _names(names: list[str]) -> str:
    told = ", ".join(f"“{name}”" for name in names[:_NAMED])
    return f"{told} and {len(names) - _NAMED} more" if len(names) > _NAMED else told


ACTIONS: tuple[Any, ...] = (publish_chosen, retire_chosen, mark_reviewed)
