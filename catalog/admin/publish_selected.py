"""The confirmation page before several pending versions are published."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from catalog.admin.pending_changes import compare_with_public
from catalog.admin_common.approvers import describe_next_step
from catalog.admin_common.pages import page, person
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.publishing.approval import may_approve

MOST = 100  # changes on one page, oldest first; the others stay pending


def confirm_publishing(modeladmin: ModelAdmin[Program], request: HttpRequest, programs: QuerySet[Program]) -> TemplateResponse:
    """Show what publishing these programs' pending versions changes, and which ones cannot be published here."""
    user = person(request)
    pending = ProgramVersion.objects.filter(program__in=programs, state=VersionState.PENDING)
    versions = list(pending.select_related("program__current", "user", "absorbs__program").order_by("time", "pk"))
    retired = [version for version in versions if version.program.publication == Publication.RETIRED]
    others = [version for version in versions if version not in retired]
    own = [version for version in others if not may_approve(user, version)]
    allowed = [version for version in others if version not in own]
    return page(
        request,
        "admin/catalog/program/publish.html",
        "Publish drafts and pending changes",
        opts=modeladmin.opts,
        changes=compare_with_public(allowed[:MOST]),
        left_over=len(allowed[MOST:]),
        retired=retired,
        own=[(version, describe_next_step(version, user)) for version in own[:MOST]],
        own_left_over=len(own[MOST:]),
        nothing=programs.exclude(pk__in=[version.program_id for version in versions]).count(),
        checkbox=ACTION_CHECKBOX_NAME,
    )
