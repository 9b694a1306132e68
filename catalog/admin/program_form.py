"""The form of one program. It builds a record; catalog.schema validates it and catalog.programs.services writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin.change_form import ChangeForm
from catalog.admin.draft_form import collect_typed, forms_of, requested_draft
from catalog.admin.initial_forms import build_initial_forms, get_suggestion
from catalog.admin.record_form import RecordForm, SourceFormSet, present_supports, sections
from catalog.admin.record_form_data import add_record_errors, gather, initial
from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.diff_presenters import describe_record, type_of
from catalog.admin_common.edit_conflict import EditConflict, build_conflict
from catalog.admin_common.pages import page, person
from catalog.duplicates.live_check import alike
from catalog.duplicates.matching import Likeness
from catalog.duplicates.services import keep_apart
from catalog.models import (
    Organization,
    Program,
    ProgramVersion,
    Publication,
    UnfinishedDraft,
    VersionState,
)
from catalog.organizations.selectors import find_misspelled
from catalog.programs import services
from catalog.programs.approval import may_publish
from catalog.programs.drafts import NewerDraft, delete_draft, may_discard_draft, save_draft
from catalog.programs.history.repeated_save import find_same_save
from catalog.programs.history.versions import working_version
from catalog.programs.slugs import free_slug
from catalog.programs.succession.selectors import pending_merges, successor_of
from catalog.programs.withdrawal import may_discard
from catalog.reviews.admin import lead_onward
from catalog.reviews.pending import recent_rejections
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical
from catalog.suggestions.services import link_program
from typology import ProgramType, Support, derive


@dataclass
class _Edit:
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


def program_form(admin: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> HttpResponse:
    """Show or save the form of one program (`object_id` is its primary key, None for a new program).

    Users without the change permission see the record. GET parameters prefill a new program:
    name, sponsor, website, summary, source_url, source_title, source_read, suggestion. With `fill`, the form of a program
    also gets the values that the program itself answered in this suggestion; with `week`, those typed into the weekly review,
    and saving leads on to the next program of the week. With `draft`, the form of a new program has
    what was saved as this draft.
    """
    program = _get_program(admin, request, object_id)
    version = working_version(program) if program else None
    if program and not admin.has_change_permission(request, program):
        return _show_record(request, program, version)
    draft = requested_draft(request) if program is None else None
    if request.method != "POST":
        if program is None and draft is None and "draft" in request.GET:
            messages.warning(request, "This draft is gone: it was sent for review or discarded.")
            return HttpResponseRedirect(reverse("admin_pending"))
        initial_forms = forms_of(draft.data, draft.number) if draft else build_initial_forms(request, version)
        return _show_form(_Edit(admin, request, person(request), program, version, *initial_forms, draft=draft))
    if program is None and "_draft" in request.POST:
        return _save_draft(admin, request, draft)
    forms = RecordForm(request.POST), SourceFormSet(request.POST, prefix="sources"), ChangeForm(request.POST)
    edit = _Edit(admin, request, person(request), program, version, *forms, draft=draft)
    valid = [form.is_valid() for form in forms]  # each is validated, so that all errors are shown at once
    if all(valid):
        try:
            if response := _save(edit):
                return response
        except InvalidRecord as error:
            _add_errors(edit, error)
    return _show_form(edit)


def _save_draft(admin: ModelAdmin[Program], request: HttpRequest, draft: UnfinishedDraft | None) -> HttpResponse:
    """Save what was typed as a draft, whatever is missing but the name."""
    typed, user = collect_typed(request.POST), person(request)
    base = request.POST.get("base", "")
    forms = forms_of(typed, int(base) if base.isdecimal() and len(base) < 10 else None)
    edit = _Edit(admin, request, user, None, None, *forms, draft=draft)
    name = " ".join(typed.get("name", [""])[0].split())
    longest = UnfinishedDraft._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        text = f"Use at most {longest} characters." if name else "Enter a name. A draft needs nothing else."
        edit.other_errors.append({"id": "id_name", "text": f"Name: {text}"})
        return _show_form(edit)
    try:
        saved = save_draft(draft.pk if draft else None, name, typed, user, edit.change["base"].value())
    except NewerDraft as error:
        _add_newer_draft(edit, error.draft)
        return _show_form(edit)
    messages.success(request, f"“{name}” was saved as a draft. Send it for review when it is complete.")
    return HttpResponseRedirect(f"{reverse('admin:catalog_program_add')}?{urlencode({'draft': saved.pk})}")


def _add_newer_draft(edit: _Edit, newer: UnfinishedDraft | None) -> None:
    """Say that somebody saved, sent or discarded the draft; saving again then replaces it, deliberately."""
    values = {name: edit.change[name].value() for name in edit.change.fields}
    edit.draft, edit.change = newer, ChangeForm(initial=values | {"base": newer.number if newer else 0})
    what = "This draft was sent for review or discarded. Save again to keep yours as a new one."
    if newer:
        what = f"{newer.user or 'Somebody'} saved this draft after you opened it. Save again to replace it with what is below."
    edit.other_errors.append({"id": "", "text": what})


def _get_program(admin: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> Program | None:
    if object_id is None:
        if not admin.has_add_permission(request):
            raise PermissionDenied
        return None
    program = admin.get_object(request, object_id)
    if program is None:
        raise Http404("Program not found.")
    has_permission = admin.has_change_permission if request.method == "POST" else admin.has_view_permission
    if not has_permission(request, program):
        raise PermissionDenied
    return program


def _save(edit: _Edit) -> HttpResponse | None:
    """Save the input; return None if the editor must first review duplicates or a conflict.

    Raises InvalidRecord with every error.
    """
    if edit.program is None and not edit.form.cleaned_data["slug"]:
        edit.form.cleaned_data["slug"] = free_slug(edit.form.cleaned_data["name"])
    base = _base_version(edit)
    before = canonical(base.record) if base else None
    record = gather(edit.form, edit.sources, before)
    number = edit.change.cleaned_data["base"]
    if same := find_same_save(edit.program, record, edit.user, base=number, publishing=edit.publishing):
        messages.info(edit.request, f"“{record.name}” is saved already. A second click changes nothing.")
        return _redirect(edit, same.program)
    reviewed = edit.change.cleaned_data["distinct"].split()
    found = alike(record, before, edit.program.pk if edit.program else None)
    edit.duplicates = [other for other in found if other.slug not in reviewed]
    edit.distinct = [other.slug for other in found if other.slug in reviewed]
    if edit.duplicates:
        return None
    try:
        return _write(edit, record)
    except NewerDraft as error:
        _add_newer_draft(edit, error.draft)
        return None
    except services.NewerVersion as error:
        _show_conflict(edit, build_conflict(base or error.version, error.version, record))
        return None


def _base_version(edit: _Edit) -> ProgramVersion | None:
    """Return the version that the form was made from; the working version if its number is invalid."""
    number = edit.change.cleaned_data["base"]
    found = edit.program.versions.filter(number=number) if edit.program and number else ProgramVersion.objects.none()
    return found.select_related("decided_by").first() or edit.version


def _write(edit: _Edit, record: Record) -> HttpResponse:
    if edit.publishing and not may_publish(edit.user, edit.user):
        raise PermissionDenied
    change = edit.change.cleaned_data
    unchanged = edit.program if _is_unchanged(edit, record) else None
    write = services.publish if edit.publishing else services.save
    with transaction.atomic():
        if edit.draft:
            delete_draft(edit.draft.pk, change["base"])
        program = unchanged or write(edit.program, record, edit.user, change["reason"], base=change["base"] or 0)
    if change["suggestion"]:
        link_program(change["suggestion"], program)
    for other in Program.objects.filter(slug__in=edit.distinct).exclude(pk=program.pk):
        keep_apart(program, other, edit.user)  # so the editor is not asked again
    if unchanged:
        messages.info(edit.request, f"“{record.name}” was not changed: your input is the same as the record.")
    else:
        _report(edit, program, record)
    return _redirect(edit, program)


def _is_unchanged(edit: _Edit, record: Record) -> bool:
    """Return whether saving would change neither the record nor the state of the version that the form was made from.

    Publishing a pending version, or proposing a rejected or retired one again, is a change.
    """
    version = edit.version
    if version is None or version.number != edit.change.cleaned_data["base"] or canonical(version.record) != record:
        return False
    return version.state == VersionState.PUBLISHED or (version.state == VersionState.PENDING and not edit.publishing)


def _report(edit: _Edit, program: Program, record: Record) -> None:
    """Log the change and tell the editor what was saved."""
    program_type = type_of(record)
    outcome = f"{'published' if edit.publishing else 'saved'} as {program_type.label} ({program_type.supports.combination})"
    outcome += "" if edit.publishing else " and sent to a reviewer"
    if not edit.publishing and program.publication == Publication.PUBLISHED:
        outcome += ". The public sees the published version until this one is published"
    elif not edit.publishing and program.publication == Publication.RETIRED:
        outcome += ". The program stays retired until this version is published"
    log = edit.admin.log_change if edit.program else edit.admin.log_addition
    log(edit.request, program, f"{outcome[:1].upper()}{outcome[1:]}. {edit.change.cleaned_data['reason']}")
    next_step = "" if edit.publishing else describe_next_step_of(program, edit.user)
    messages.success(edit.request, f"“{record.name}” was {outcome}. {next_step}".strip())


def _redirect(edit: _Edit, program: Program) -> HttpResponse:
    """Redirect to the program's form, with the list's filters and the suggestion; in the weekly review to the next program."""
    if "week" in edit.request.GET and program.publication == Publication.PUBLISHED:
        return lead_onward(edit.request, program.slug)
    suggestion = edit.change.cleaned_data["suggestion"]
    address = reverse("admin:catalog_program_change", args=[program.pk])
    address += f"?{urlencode({'suggestion': suggestion.pk})}" if suggestion else ""
    filters = edit.admin.get_preserved_filters(edit.request)
    return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": edit.admin.opts}, address))


def _show_conflict(edit: _Edit, conflict: EditConflict) -> None:
    """Fill the form with both changes, based on the newest version, so that saving it again applies the editor's."""
    edit.conflict, edit.version = conflict, conflict.newest
    values, sources = initial(conflict.record)
    edit.form, edit.sources = RecordForm(initial=values), SourceFormSet(initial=sources, prefix="sources")
    edit.change = ChangeForm(initial={**edit.change.cleaned_data, "base": conflict.newest.number})


def _add_errors(edit: _Edit, error: InvalidRecord) -> None:
    """Add every error to its form field, or to the list above the form."""
    for path, text in add_record_errors(edit.form, edit.sources, error):
        if path in edit.change.fields:
            edit.change.add_error(path, text)
        elif not path:  # of the whole change, not of a field
            edit.other_errors.append({"id": "", "text": text})
        else:
            edit.other_errors.append({"id": f"{path}-heading", "text": f"{path[:1].upper()}{path[1:]}: {text}"})


def _all_errors(edit: _Edit) -> list[dict[str, str]]:
    """Return every error in page order, each with the id of its field."""
    errors: list[dict[str, str]] = []
    for part in (edit.form, *edit.sources.forms, edit.change):
        for bound in part if part.is_bound else ():
            errors += [{"id": bound.auto_id, "text": f"{bound.label}: {text}"} for text in bound.errors]
    if edit.sources.is_bound:
        errors += [{"id": "sources-heading", "text": f"Sources: {text}"} for text in edit.sources.non_form_errors()]
    return errors + edit.other_errors


def _show_form(edit: _Edit) -> HttpResponse:
    program, version = edit.program, edit.version
    pending = bool(version and version.state == VersionState.PENDING)
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
        sections=list(sections(edit.form)),
        supports=present_supports(edit.form),
        sources=edit.sources,
        change=edit.change,
        suggestion=get_suggestion(edit.change["suggestion"].value()),
        alike=edit.duplicates,
        conflict=edit.conflict,
        publishing=edit.publishing,
        errors=_all_errors(edit),
        misspelled=find_misspelled([edit.form["sponsor"].value() or "", *(edit.form["partners"].value() or ())])
        if edit.form.is_bound
        else (),
        merge=pending_merges([program.pk]).first() if program else None,
        successor=successor_of(program) if program else None,
        organizations=Organization.objects.values_list("name", flat=True),
        known_sources=[row["url"].value() for row in edit.sources if row["url"].value()],
        media=edit.admin.media,
    )


def _show_record(request: HttpRequest, program: Program, version: ProgramVersion | None) -> HttpResponse:
    supports, others = describe_record(version.record) if version else ((), ())
    return page(
        request,
        "admin/catalog/program/record.html",
        str(program),
        original=program,
        version=version,
        type=type_of(version.record) if version else None,
        supports=supports,
        others=others,
    )


def _selected_type(form: RecordForm) -> ProgramType | None:
    """Return the type of the selected supports; None if none is selected."""
    codes = [support.code for support in Support if form[f"{support.code}_present"].value()]
    return derive(Support.from_codes(codes)) if codes else None
