"""The confirmation page before several pending versions are published."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from catalog.admin_common.diff_presenters import side_by_side, type_of
from catalog.admin_common.pages import person
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.version_status import last_seen
from catalog.programs.services import may_approve

MOST = 100  # changes on one page, oldest first; the others stay pending


def publishing(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> TemplateResponse:
    """Show what publishing these programs' pending versions changes, and which ones cannot be published here."""
    user = person(request)
    pending = ProgramVersion.objects.filter(program__in=programs, state=VersionState.PENDING)
    versions = list(pending.select_related("program__current", "user").order_by("time", "pk"))
    retired = [one for one in versions if one.program.publication == Publication.RETIRED]
    others = [one for one in versions if one not in retired]
    own = [one for one in others if not may_approve(user, one)]
    changes = [one for one in others if one not in own]
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Publish drafts and pending changes",
        "opts": modeladmin.model._meta,
        "changes": _beside_the_public(changes[:MOST]),
        "left_over": len(changes[MOST:]),
        "retired": retired,
        "own": own,
        "nothing": programs.exclude(pk__in=[one.program_id for one in versions]).count(),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/catalog/program/publish.html", context)


def shown_as(version: ProgramVersion) -> str:
    """The value of the field `shown`: which version the page displayed."""
    return f"{version.program_id}:{version.number}"


def _beside_the_public(versions: list[ProgramVersion]) -> list[dict[str, Any]]:
    seen = last_seen(one.program_id for one in versions)
    return [
        {
            "version": one,
            "shown": shown_as(one),
            "type": type_of(one.record),
            "sides": side_by_side(seen[one.program_id].record, one.record) if one.program_id in seen else None,
        }
        for one in versions
    ]
