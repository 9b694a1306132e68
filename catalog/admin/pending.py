"""Pending changes and drafts: a reviewer compares each with the public version, then publishes or rejects it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from catalog.admin.bulk_reject import RejectSelectedForm, reject_selected
from catalog.admin.pending_changes import compare_with_public
from catalog.admin_common.approvers import describe_next_step, name_people
from catalog.admin_common.diff_presenters import describe_record, side_by_side, type_of
from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import admin_page, page, person
from catalog.bulk_edit.selectors import waiting_bulk_edits
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.organizations.selectors import pending_changes, recent_change_rejections
from catalog.programs.history.version_status import last_seen
from catalog.programs.publishing.approval import list_approvers_of, may_approve
from catalog.programs.publishing.withdrawal import may_discard, wrote_alone
from catalog.programs.services import MayNotPublish, NotPending, approve, reject
from catalog.programs.succession.selectors import is_outdated
from catalog.reviews.pending import pending_versions, recent_rejections, unfinished_drafts
from catalog.schema.errors import InvalidRecord

MOST = 50  # rows of each list, oldest first


class PendingDecisionForm(forms.Form):
    """A reviewer's note; `number` is that of the version they reviewed."""

    decision = forms.CharField(
        required=False,
        label="Note or reason",
        help_text="Required to reject, optional to publish. The author sees it in the history.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


@admin_page("catalog.view_program")
@require_http_methods(["GET", "HEAD", "POST"])
def pending(request: HttpRequest) -> HttpResponse:
    """`/admin/pending/`: pending changes and drafts, oldest first, and rejected changes; `?by=me` shows only the user's own.

    A reviewer's POST rejects the selected ones with one reason.
    """
    reviewer = request.user.has_perm("catalog.publish_program")
    form = RejectSelectedForm(request.POST or None)
    if request.method == "POST":
        if not reviewer:
            raise PermissionDenied
        if form.is_valid():
            reject_selected(request, form.cleaned_data["shown"], form.cleaned_data["reason"])
            return HttpResponseRedirect(request.get_full_path())
    own = request.GET.get("by") == "me"
    author = person(request) if own else None
    changes = pending_versions(author).exclude(program__publication=Publication.DRAFT)
    drafts = pending_versions(author).filter(program__publication=Publication.DRAFT)
    rejections = recent_rejections(author)
    unfinished = unfinished_drafts(author)
    return page(
        request,
        "admin/pending/list.html",
        "Your proposals" if own else "Awaiting review",
        status=422 if form.errors else 200,
        reviewer=reviewer,
        form=form,
        selected=request.POST.getlist("shown"),
        unfinished=unfinished.select_related("user")[:MOST],
        unfinished_count=unfinished.count(),
        organizations=pending_changes(author),
        rejected_organizations=recent_change_rejections(author)[:MOST],
        own=own,
        approvers=name_people(list_approvers_of(author)) if author else "",
        rejections=rejections.select_related("program", "user", "decided_by").order_by("-decided", "-pk")[:MOST],
        rejections_count=rejections.count(),
        bulk_edits=waiting_bulk_edits(author),
        changes=compare_with_public(_oldest(changes)),
        changes_count=changes.count(),
        drafts=compare_with_public(_oldest(drafts)),
        drafts_count=drafts.count(),
        most=MOST,
        opts=Program._meta,
    )


@admin_page("catalog.view_program")
def pending_program(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/pending/<pk>/`: a program's pending version next to the public one; a reviewer publishes or rejects it."""
    program = get_object_or_404(Program, pk=pk)
    form = PendingDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.user.has_perm("catalog.change_program"):
            raise PermissionDenied
        if form.is_valid():
            decided = _decide(request, program, form)
            if decided:
                return decided
    version = _pending_version(program)
    if version is None:
        latest = program.versions.select_related("user", "decided_by").order_by("-number").first()
        may = may_discard(person(request), program)
        title = f"Nothing to review: {program}"
        return page(
            request, "admin/pending/nothing.html", title, program=program, latest=latest, may_discard=may, opts=Program._meta
        )
    if not form.is_bound:
        form = PendingDecisionForm(initial={"number": version.number})
    user = person(request)
    supports, others = describe_record(version.record)
    public = last_seen([program.pk]).get(program.pk)
    outdated = is_outdated(version)
    may_publish = may_approve(user, version)
    may_decide = may_publish or user.has_perm("catalog.publish_program")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    return page(
        request,
        "admin/pending/program.html",
        _title(version),
        status=422 if form.errors else 200,
        program=program,
        version=version,
        public=public,
        sides=side_by_side(public.record, version.record) if public else None,
        type=type_of(version.record),
        supports=supports,
        others=others,
        form=form,
        absorbed=version.absorbs,
        absorbed_sides=side_by_side(version.absorbs.record, version.record) if version.absorbs else None,
        outdated=outdated,
        may_publish=may_publish and not outdated,
        may_decide=may_decide,
        next_step="" if may_publish else describe_next_step(version, user),
        may_discard=user.has_perm("catalog.change_program") and may_discard(user, program),
        may_withdraw=program.publication != Publication.DRAFT and wrote_alone(user, version),
        opts=Program._meta,
    )


def _pending_version(program: Program) -> ProgramVersion | None:
    pending = program.versions.filter(state=VersionState.PENDING)
    return pending.select_related("user", "absorbs__program").first()


def _title(version: ProgramVersion) -> str:
    if version.absorbs:
        return f"Merge: {version.absorbs.record.name} into {version.record.name}"
    return f"{'Draft' if version.program.publication == Publication.DRAFT else 'Pending change'}: {version.record.name}"


def _oldest(versions: QuerySet[ProgramVersion]) -> list[ProgramVersion]:
    found = versions.select_related("program__current", "user", "absorbs__program").defer("program__current__record")
    return list(found.order_by("time", "pk")[:MOST])


def _decide(request: HttpRequest, program: Program, form: PendingDecisionForm) -> HttpResponse | None:
    """Publish or reject, as the pressed button says; on an error add it to the form and return None."""
    user, number, decision = person(request), form.cleaned_data["number"], form.cleaned_data["decision"].strip()
    version = program.versions.filter(number=number).select_related("user").first()
    if version is None:
        form.add_error(None, f"Version {number} does not exist. Nothing was changed. Reload the page.")
        return None
    if not (user.has_perm("catalog.publish_program") or may_approve(user, version)):
        raise PermissionDenied
    publishing = "_publish" in request.POST
    if not publishing and not decision:
        form.add_error("decision", "Enter a reason. The author sees it in the history.")
        return None
    try:
        if publishing:
            program = approve(version, user, decision)
        else:
            reject(version, user, decision)
    except NotPending as error:
        if error.version.decided_by == user:
            messages.info(request, f"You have decided on this already. {_describe_outcome(error.version)}")
        else:
            messages.warning(request, f"Nothing was changed. {_describe_outcome(error.version)}")
        return HttpResponseRedirect(reverse("admin_pending_program", args=[program.pk]))
    except MayNotPublish:
        form.add_error(None, f"Nothing was changed. Someone else must publish this. {describe_next_step(version, user)}")
        return None
    except InvalidRecord as error:
        for problem in error.problems:
            form.add_error(None, f"Cannot publish. {in_words(problem)}")
        return None
    outcome = f"Version {number} of “{version.record.name}” was {'published' if publishing else 'rejected'}."
    site.get_model_admin(Program).log_change(request, program, f"{outcome} {decision}".strip())
    public = format_html(' <a href="{}">View on site</a>', reverse("program", args=[program.slug])) if publishing else ""
    messages.success(request, format_html("{}{}", outcome, public))
    return HttpResponseRedirect(reverse("admin_pending"))


def _describe_outcome(version: ProgramVersion) -> str:
    """Say what happened to a version since the page was opened."""
    by = f" by {version.decided_by}" if version.decided_by else ""
    if version.state == VersionState.REJECTED:
        return f"Version {version.number} was rejected{by}: {version.decision}"
    if version.state == VersionState.PUBLISHED or version.published:
        return f"Version {version.number} was published{by}."
    return f"Version {version.number} was replaced by a newer version."
