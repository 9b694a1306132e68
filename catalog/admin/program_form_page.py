"""The page of the program form: its sections, errors, dead links, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from catalog.admin.change_form import ChangeForm
from catalog.admin.dead_link_fields import present_dead_links
from catalog.admin.initial_forms import get_suggestion
from catalog.admin_common.edit_conflict import EditConflict
from catalog.admin_common.pages import page
from catalog.duplicates.matching import Likeness
from catalog.models import Organization, Program, ProgramVersion, UnfinishedDraft, VersionState
from catalog.organizations.selectors import find_misspelled
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.drafts import may_discard_draft
from catalog.programs.publishing.withdrawal import may_discard
from catalog.programs.succession.selectors import pending_merges, successor_of
from catalog.record_form.conversion import list_errors
from catalog.record_form.forms import RecordForm
from catalog.record_form.sections import in_page_order, present_supports, sections
from catalog.reviews.pending import recent_rejections
from typology import ProgramType, Support, derive


@dataclass
class ProgramEdit:
    """One request for the form: the program, the forms, and what prevents saving."""

    admin: ModelAdmin[Program]
    request: HttpRequest
    user: User
    program: Program | None
    version: ProgramVersion | None
    form: RecordForm
    sources: Any
    change: ChangeForm
    draft: UnfinishedDraft | None = None
    duplicates: Sequence[Likeness] = ()
    distinct: Sequence[str] = ()
    conflict: EditConflict | None = None
    other_errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def publishing(self) -> bool:
        return "_publish" in self.request.POST

    @property
    def errors(self) -> list[dict[str, str]]:
        """Every error in the order of the page, each with the id of its field."""
        reason = self.change["reason"]
        errors = [{"id": reason.auto_id, "text": f"{reason.label}: {text}"} for text in reason.errors]
        return in_page_order([*list_errors(self.form, self.sources), *errors, *self.other_errors])


def show_form(edit: ProgramEdit) -> HttpResponse:
    """Show the form as it is; 409 if a colleague's change must be looked at first."""
    program, version = edit.program, edit.version
    pending = bool(version and version.state == VersionState.PENDING)
    from_page = str(edit.change["from_page"].value() or "").split()
    return page(
        edit.request,
        "admin/catalog/program/record_form.html",
        f"Change {program}" if program else f"Draft: {edit.draft}" if edit.draft else "Add program",
        status=409 if edit.conflict else 200,
        opts=edit.admin.opts,
        original=program,
        draft=edit.draft,
        may_discard=may_discard(edit.user, program) if program else bool(edit.draft and may_discard_draft(edit.user, edit.draft)),
        sending="_draft" not in edit.request.POST,
        version=version,
        pending=pending,
        rejected=recent_rejections().filter(program=program).first() if program else None,
        pending_author=version.user if version and pending and version.user != edit.user else None,
        may_publish=may_publish(edit.user, edit.user),
        of_week="week" in edit.request.GET and program is not None,
        reviewer=edit.user.has_perm("catalog.publish_program"),
        preserved_filters=edit.admin.get_preserved_filters(edit.request),
        derived=_selected_type(edit.form),
        form=edit.form,
        sections=sections(edit.form, edit.sources, from_page),
        supports=present_supports(edit.form),
        sources=edit.sources,
        dead_links=present_dead_links(edit.form, edit.sources, program),
        change=edit.change,
        from_page=from_page,
        suggestion=get_suggestion(edit.change["suggestion"].value()),
        alike=edit.duplicates,
        conflict=edit.conflict,
        publishing=edit.publishing,
        errors=edit.errors,
        misspelled=find_misspelled([edit.form["sponsor"].value() or "", *(edit.form["partners"].value() or ())])
        if edit.form.is_bound
        else (),
        merge=pending_merges([program.pk]).first() if program else None,
        successor=successor_of(program) if program else None,
        organizations=Organization.objects.values_list("name", flat=True),
        known_sources=[row["url"].value() for row in edit.sources if row["url"].value()],
        media=edit.admin.media,
    )


def selected_supports(form: RecordForm) -> Support:
    """Return the supports that are ticked, maybe none."""
    return Support.from_codes(support.code for support in Support if form[f"{support.code}_present"].value())


def _selected_type(form: RecordForm) -> ProgramType | None:
    supports = selected_supports(form)
    return derive(supports) if supports else None
