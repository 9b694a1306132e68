"""Admin pages that rename and merge organizations, decide on such changes, and drop unused organizations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.approvers import describe_next_step_for
from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import admin_page, page, person
from catalog.models import Organization, OrganizationChange, OrganizationChangeKind, OrganizationChangeState
from catalog.organizations.admin import report_proposal
from catalog.organizations.apply import InvalidOrganizationChange
from catalog.organizations.forms import DropForm, MergeOrganizationForm, OrganizationDecisionForm, RenameForm
from catalog.organizations.presenters import build_along, build_detail_rows, build_tables
from catalog.organizations.selectors import find_unused
from catalog.organizations.services import (
    EffectsChanged,
    OrganizationChangeDecided,
    drop_unused,
    effects_of,
    needs_second_person,
    propose_merge,
    propose_rename,
    publish_change,
    reject_change,
    withdraw_change,
)
from catalog.programs.publishing.approval import may_approve_work_of
from catalog.programs.publishing.withdrawal import MayNotWithdraw
from catalog.programs.services import MayNotPublish
from catalog.schema.errors import InvalidRecord

_CHANGED = "Nothing was changed: programs changed after you opened this page. Check what would change now."


@dataclass(frozen=True)
class _Proposal:
    """A kind of change that is proposed with a preview: its field, its words, and the service that proposes it."""

    kind: OrganizationChangeKind
    field: str
    form: type[RenameForm | MergeOrganizationForm]
    propose: Callable[..., OrganizationChange]
    verb: str


_RENAME = _Proposal(OrganizationChangeKind.RENAME, "name", RenameForm, propose_rename, "Rename")
_MERGE = _Proposal(OrganizationChangeKind.MERGE, "into", MergeOrganizationForm, propose_merge, "Merge")


@admin_page("catalog.change_organization")
def rename_organization(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/organizations/<pk>/rename/`: asks for a name; with `?name=` shows what it changes; a POST proposes it."""
    return _propose(request, pk, _RENAME)


@admin_page("catalog.change_organization")
def merge_organization(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/organizations/<pk>/merge/`: asks what stays; with `?into=` shows what changes; a POST proposes it."""
    return _propose(request, pk, _MERGE)


@admin_page("catalog.view_organization")
def organization_change(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/organizations/changes/<pk>/`: what a change does; a second person publishes or rejects it."""
    change = get_object_or_404(OrganizationChange.objects.select_related("organization", "into", "user", "decided_by"), pk=pk)
    user = person(request)
    form = OrganizationDecisionForm(request.POST if request.method == "POST" else None)
    may_publish = may_approve_work_of(user, change.user)
    may_decide = may_publish or user.has_perm("catalog.publish_program")
    may_withdraw = change.user == user and user.has_perm("catalog.change_organization")
    if request.method == "POST":
        if not (may_withdraw if "_withdraw" in request.POST else may_decide):
            raise PermissionDenied
        if form.is_valid() and (decided := _decide(request, change, form)):
            return decided
    pending = change.state == OrganizationChangeState.PENDING
    effects = effects_of(change) if pending else None
    if not form.is_bound:
        form = OrganizationDecisionForm(initial={"basis": effects.basis if effects else ""})
    return page(
        request,
        "admin/organizations/change.html",
        str(change),
        status=422 if form.errors else 200,
        opts=Organization._meta,
        change=change,
        organization=change.organization,
        pending=pending,
        effects=effects,
        basis=effects.basis if effects else "",
        tables=build_tables(effects) if effects else [],
        details=build_detail_rows(change),
        along=build_along(change) if pending else [],
        form=form,
        may_publish=may_publish,
        may_decide=may_decide,
        may_withdraw=may_withdraw,
        next_step="" if may_publish else describe_next_step_for(change.user, user),
    )


@admin_page("catalog.change_organization")
def unused_organizations(request: HttpRequest) -> HttpResponse:
    """`/admin/organizations/unused/`: the organizations that no program uses; a POST drops the selected ones.

    `?only=<pk>` selects one of them, otherwise all are selected.
    """
    unused = find_unused()
    form = DropForm(unused, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        dropped = drop_unused(form.cleaned_data["organization"])
        _log_dropped(request, dropped)
        names = ", ".join(f"“{one.name}”" for one in dropped[:10])
        more = f" and {len(dropped) - 10} more" if len(dropped) > 10 else ""
        messages.success(request, f"{len(dropped)} dropped: {names}{more}.")
        return HttpResponseRedirect(reverse("admin:catalog_organization_changelist"))
    only = request.GET.get("only", "")
    return page(
        request,
        "admin/organizations/unused.html",
        "Unused organizations",
        status=422 if form.errors else 200,
        opts=Organization._meta,
        unused=unused,
        only=only,
        form=form,
    )


def _propose(request: HttpRequest, pk: int, proposal: _Proposal) -> HttpResponse:
    organization = get_object_or_404(Organization, pk=pk)
    posted = request.method == "POST"
    data: Any = request.POST if posted else request.GET if proposal.field in request.GET else None
    form = proposal.form(organization, data)
    effects, change = None, None
    if form.is_bound and form.is_valid():
        if posted:
            try:
                return _send(request, organization, proposal, form)
            except EffectsChanged:
                messages.warning(request, _CHANGED)
            except InvalidOrganizationChange as error:
                form.refuse(proposal.field, error)
            except InvalidRecord as error:
                form.add_error(None, _describe_problems(error))
            except Organization.DoesNotExist:
                raise Http404("The organization was merged or dropped.") from None
        if not form.errors:
            change = _unsaved(organization, proposal, form, person(request))
            effects = effects_of(change)
    return page(
        request,
        "admin/organizations/propose.html",
        f"{proposal.verb} organization: {organization.name}",
        status=422 if posted and form.errors else 200,
        opts=Organization._meta,
        organization=organization,
        verb=proposal.verb,
        field=proposal.field,
        form=form,
        change=change,
        effects=effects,
        tables=build_tables(effects) if effects else [],
        along=build_along(change) if change else [],
        waits=bool(change and needs_second_person(change, effects)),
        organizations=Organization.objects.exclude(pk=pk).values_list("name", flat=True) if proposal is _MERGE else (),
    )


def _send(
    request: HttpRequest, organization: Organization, proposal: _Proposal, form: RenameForm | MergeOrganizationForm
) -> HttpResponse:
    cleaned = form.cleaned_data
    basis = request.POST.get("basis", "")
    change = proposal.propose(organization, cleaned[proposal.field], person(request), cleaned["reason"], basis=basis)
    report_proposal(request, change)
    if change.state == OrganizationChangeState.PENDING:
        return HttpResponseRedirect(reverse("admin_organization_change", args=[change.pk]))
    return HttpResponseRedirect(reverse("admin:catalog_organization_change", args=[change.organization.pk]))


def _unsaved(
    organization: Organization, proposal: _Proposal, form: RenameForm | MergeOrganizationForm, user: User
) -> OrganizationChange:
    target = form.cleaned_data[proposal.field]
    into = target if isinstance(target, Organization) else None
    return OrganizationChange(
        organization=organization,
        into=into,
        kind=proposal.kind,
        old=organization.name,
        new=into.name if into else target,
        user=user,
    )


def _decide(request: HttpRequest, change: OrganizationChange, form: OrganizationDecisionForm) -> HttpResponse | None:
    """Publish, reject or withdraw, as the pressed button says; on an error add it to the form and return None."""
    user, decision = person(request), form.cleaned_data["decision"].strip()
    here = HttpResponseRedirect(reverse("admin_organization_change", args=[change.pk]))
    try:
        if "_withdraw" in request.POST:
            withdraw_change(change, user)
            outcome = "withdrawn"
        elif "_publish" in request.POST:
            change = publish_change(change, user, decision, basis=form.cleaned_data["basis"])
            outcome = "published"
        elif not decision:
            form.add_error("decision", "Enter a reason. The author sees it.")
            return None
        else:
            reject_change(change, user, decision)
            outcome = "rejected"
    except OrganizationChangeDecided as error:
        messages.warning(request, f"Nothing was changed: it is {error.change.get_state_display().lower()} already.")
        return here
    except EffectsChanged:
        messages.warning(request, _CHANGED)
        return here
    except MayNotPublish:
        form.add_error(None, f"Nothing was changed. Someone else must publish this. {describe_next_step_for(change.user, user)}")
        return None
    except InvalidRecord as error:
        form.add_error(None, _describe_problems(error))
        return None
    except InvalidOrganizationChange as error:
        form.add_error(None, f"Nothing was changed. {error}")
        return None
    except MayNotWithdraw:
        raise PermissionDenied from None
    except OrganizationChange.DoesNotExist:
        raise Http404("The organization was merged or dropped.") from None
    site.get_model_admin(Organization).log_change(request, change.organization, f"{change}: {outcome}. {decision}".strip())
    messages.success(request, f"{change}: {outcome}.")
    return HttpResponseRedirect(reverse("admin:catalog_organization_change", args=[change.organization.pk]))


def _describe_problems(error: InvalidRecord) -> str:
    return f"Nothing was changed. {' '.join(map(in_words, error.problems))}"


def _log_dropped(request: HttpRequest, dropped: list[Organization]) -> None:
    content_type = ContentType.objects.get_for_model(Organization)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=person(request),
            content_type=content_type,
            object_id=None,
            object_repr=one.name[:200],
            action_flag=DELETION,
            change_message="Dropped: no program uses it.",
        )
        for one in dropped
    )
