"""The form of one program. It builds a record; catalog.schema validates it and catalog.programs.services writes it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin.change_form import ChangeForm
from catalog.admin.draft_form import collect_typed, forms_of, requested_draft
from catalog.admin.initial_forms import build_initial_forms
from catalog.admin.program_form_page import ProgramEdit, selected_supports, show_form
from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.diff_presenters import describe_record, type_of
from catalog.admin_common.edit_conflict import EditConflict, build_conflict
from catalog.admin_common.pages import page, person
from catalog.duplicates.live_check import check_duplicates
from catalog.duplicates.services import keep_all_apart
from catalog.models import (
    Program,
    ProgramVersion,
    Publication,
    UnfinishedDraft,
    VersionState,
)
from catalog.programs import services
from catalog.programs.history.repeated_save import find_same_save
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.drafts import NewerDraft, delete_draft, save_draft
from catalog.programs.slugs import free_slug
from catalog.record_form.conversion import add_record_errors, gather, initial
from catalog.record_form.forms import RecordForm
from catalog.record_form.replacements import apply_replacements
from catalog.record_form.sources import SourceFormSet
from catalog.reviews.admin import lead_onward
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical
from catalog.suggestions.services import link_program


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
        return show_form(ProgramEdit(admin, request, person(request), program, version, *initial_forms, draft=draft))
    if program is None and "_draft" in request.POST:
        return _save_draft(admin, request, draft)
    posted = apply_replacements(request.POST)
    forms = RecordForm(posted), SourceFormSet(posted, prefix="sources"), ChangeForm(posted)
    edit = ProgramEdit(admin, request, person(request), program, version, *forms, draft=draft)
    valid = [form.is_valid() for form in forms]  # each is validated, so that all errors are shown at once
    if all(valid):
        try:
            if response := _save(edit):
                return response
        except InvalidRecord as error:
            _add_errors(edit, error)
    return show_form(edit)


def _save_draft(admin: ModelAdmin[Program], request: HttpRequest, draft: UnfinishedDraft | None) -> HttpResponse:
    """Save what was typed as a draft, whatever is missing but the name."""
    typed, user = collect_typed(request.POST), person(request)
    base = request.POST.get("base", "")
    forms = forms_of(typed, int(base) if base.isdecimal() and len(base) < 10 else None)
    edit = ProgramEdit(admin, request, user, None, None, *forms, draft=draft)
    name = " ".join(typed.get("name", [""])[0].split())
    longest = UnfinishedDraft._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        text = f"Use at most {longest} characters." if name else "Enter a name. A draft needs nothing else."
        edit.other_errors.append({"id": "id_name", "text": f"Name: {text}"})
        return show_form(edit)
    try:
        saved = save_draft(draft.pk if draft else None, name, typed, user, edit.change["base"].value())
    except NewerDraft as error:
        _add_newer_draft(edit, error.draft)
        return show_form(edit)
    messages.success(request, f"“{name}” was saved as a draft. Send it for review when it is complete.")
    return HttpResponseRedirect(f"{reverse('admin:catalog_program_add')}?{urlencode({'draft': saved.pk})}")


def _add_newer_draft(edit: ProgramEdit, newer: UnfinishedDraft | None) -> None:
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


def _save(edit: ProgramEdit) -> HttpResponse | None:
    """Save the input; return None if the editor must first review duplicates or a conflict.

    Raises InvalidRecord with every error.
    """
    if edit.program is None and not edit.form.cleaned_data["slug"]:
        edit.form.cleaned_data["slug"] = free_slug(edit.form.cleaned_data["name"])
    base = _base_version(edit)
    before = canonical(base.record) if base else None
    record = _gather(edit, before)
    number = edit.change.cleaned_data["base"]
    if same := find_same_save(edit.program, record, edit.user, base=number, publishing=edit.publishing):
        messages.info(edit.request, f"“{record.name}” is saved already. A second click changes nothing.")
        return _redirect(edit, same.program)
    key = edit.program.pk if edit.program else None
    edit.duplicates, edit.distinct = check_duplicates(record, before, key, edit.change.cleaned_data["distinct"])
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


def _gather(edit: ProgramEdit, before: Record | None) -> Record:
    """Return the valid record. Raises InvalidRecord with every error, also that of a type that changes without a reason."""
    try:
        return gather(edit.form, edit.sources, before)
    except InvalidRecord as error:
        reason = services.check_reason(edit.program, selected_supports(edit.form), edit.change.cleaned_data["reason"])
        raise InvalidRecord([*error.problems, *reason]) from None


def _base_version(edit: ProgramEdit) -> ProgramVersion | None:
    """Return the version that the form was made from; the working version if its number is invalid."""
    number = edit.change.cleaned_data["base"]
    found = edit.program.versions.filter(number=number) if edit.program and number else ProgramVersion.objects.none()
    return found.select_related("decided_by").first() or edit.version


def _write(edit: ProgramEdit, record: Record) -> HttpResponse:
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
    keep_all_apart(program, edit.distinct, edit.user)
    if unchanged:
        messages.info(edit.request, f"“{record.name}” was not changed: your input is the same as the record.")
    else:
        _report(edit, program, record)
    return _redirect(edit, program)


def _is_unchanged(edit: ProgramEdit, record: Record) -> bool:
    """Return whether saving would change neither the record nor the state of the version that the form was made from.

    Publishing a pending version, or proposing a rejected or retired one again, is a change.
    """
    version = edit.version
    if version is None or version.number != edit.change.cleaned_data["base"] or canonical(version.record) != record:
        return False
    return version.state == VersionState.PUBLISHED or (version.state == VersionState.PENDING and not edit.publishing)


def _report(edit: ProgramEdit, program: Program, record: Record) -> None:
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


def _redirect(edit: ProgramEdit, program: Program) -> HttpResponse:
    """Redirect to the program's form, with the list's filters and the suggestion; in the weekly review to the next program."""
    if "week" in edit.request.GET and program.publication == Publication.PUBLISHED:
        return lead_onward(edit.request, program.slug)
    suggestion = edit.change.cleaned_data["suggestion"]
    address = reverse("admin:catalog_program_change", args=[program.pk])
    address += f"?{urlencode({'suggestion': suggestion.pk})}" if suggestion else ""
    filters = edit.admin.get_preserved_filters(edit.request)
    return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": edit.admin.opts}, address))


def _show_conflict(edit: ProgramEdit, conflict: EditConflict) -> None:
    """Fill the form with both changes, based on the newest version, so that saving it again applies the editor's."""
    edit.conflict, edit.version = conflict, conflict.newest
    values, sources = initial(conflict.record)
    edit.form, edit.sources = RecordForm(initial=values), SourceFormSet(initial=sources, prefix="sources")
    edit.change = ChangeForm(initial={**edit.change.cleaned_data, "base": conflict.newest.number})


def _add_errors(edit: ProgramEdit, error: InvalidRecord) -> None:
    """Add every error to its form field, or to the list above the form."""
    for path, text in add_record_errors(edit.form, edit.sources, error):
        if path in edit.change.fields:
            edit.change.add_error(path, text)
        elif not path:  # of the whole change, not of a field
            edit.other_errors.append({"id": "", "text": text})
        else:
            edit.other_errors.append({"id": f"{path}-heading", "text": f"{path[:1].upper()}{path[1:]}: {text}"})


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
