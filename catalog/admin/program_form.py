"""The form of one program: it gathers a record; catalog.schema checks it and catalog.programs.services writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from catalog.admin.change_form import ChangeForm
from catalog.admin.record_form import RecordForm, SourceFormSet, sections, supports_shown
from catalog.admin.record_form_data import gather, initial, show_faults
from catalog.admin_common.pages import page, person
from catalog.duplicates.live_check import alike
from catalog.duplicates.matching import Likeness
from catalog.duplicates.services import keep_apart
from catalog.models import Organization, Program, ProgramVersion, Publication, Suggestion, VersionState
from catalog.programs import services
from catalog.programs.history.diff import told
from catalog.programs.history.merge import Merge, compare
from catalog.programs.history.versions import working_number, working_version
from catalog.programs.slugs import free_slug
from catalog.programs.supports import supports_of
from catalog.reviews.pending import rejected
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical
from catalog.suggestions.services import tie
from typology import ProgramType, Support, derive

_PREFILLED = ("name", "sponsor", "website", "summary")


@dataclass
class _FormState:
    """The state of one request for the form: user, program, input, and what prevents saving."""

    admin: ModelAdmin[Program]
    request: HttpRequest
    user: User
    program: Program | None
    version: ProgramVersion | None
    form: RecordForm
    sources: Any
    change: ChangeForm
    alike: Sequence[Likeness] = ()
    told_apart: Sequence[str] = ()
    merge: Merge | None = None
    newer: ProgramVersion | None = None
    faults: list[dict[str, str]] = field(default_factory=list)


def program_form(admin: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> HttpResponse:
    """Show or save the form of one program (`object_id` is its primary key, None for a new program).

    Users without the change permission see the record. GET parameters prefill a new program:
    name, sponsor, website, summary, source_url, source_title, source_read, suggestion.
    """
    program = _program(admin, request, object_id)
    version = working_version(program) if program else None
    if program and not admin.has_change_permission(request, program):
        return _only_shown(request, program, version)
    if request.method != "POST":
        return _page(_opened(admin, request, program, version))
    state = _FormState(
        admin,
        request,
        person(request),
        program,
        version,
        RecordForm(request.POST),
        SourceFormSet(request.POST, prefix="sources"),
        ChangeForm(request.POST),
    )
    if all([state.form.is_valid(), state.sources.is_valid(), state.change.is_valid()]):
        try:
            if response := _written(state):
                return response
        except InvalidRecord as error:
            for path, text in show_faults(state.form, state.sources, error):
                if path in state.change.fields:
                    state.change.add_error(path, text)
                else:
                    state.faults.append({"id": f"{path}-heading", "text": f"{path[:1].upper()}{path[1:]}: {text}"})
    return _page(state)


def _opened(
    admin: ModelAdmin[Program], request: HttpRequest, program: Program | None, version: ProgramVersion | None
) -> _FormState:
    """Build the form for its first display."""
    if version:
        values, sources = initial(canonical(version.record))
    else:
        values = {name: request.GET.get(name, "") for name in _PREFILLED}
        url = request.GET.get("source_url", "")
        read = request.GET.get("source_read", "") or timezone.localdate().isoformat()
        sources = [{"url": url, "title": request.GET.get("source_title", ""), "read": read}] if url else []
    suggestion = _suggestion(request.GET.get("suggestion"))
    base = working_number(program) if program else 0
    return _FormState(
        admin,
        request,
        person(request),
        program,
        version,
        RecordForm(initial=values),
        SourceFormSet(initial=sources, prefix="sources"),
        ChangeForm(initial={"base": base, "suggestion": suggestion.pk if suggestion else None}),
    )


def _suggestion(key: Any) -> Suggestion | None:
    """Return the suggestion with this primary key; None for any other input."""
    text = str(key or "")
    return Suggestion.objects.filter(pk=text).first() if text.isdecimal() and len(text) < 16 else None


def _program(admin: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> Program | None:
    if object_id is None:
        if not admin.has_add_permission(request):
            raise PermissionDenied
        return None
    program = admin.get_object(request, object_id)
    if program is None:
        raise Http404("Program not found.")
    allowed = admin.has_change_permission if request.method == "POST" else admin.has_view_permission
    if not allowed(request, program):
        raise PermissionDenied
    return program


def _only_shown(request: HttpRequest, program: Program, version: ProgramVersion | None) -> HttpResponse:
    facts = told(version.record).values() if version else ()
    return page(
        request,
        "admin/catalog/program/record.html",
        str(program),
        original=program,
        version=version,
        facts=facts,
        derived=derive(supports_of(version.record)) if version else None,
        view_url=_public_url(program),
    )


def _written(state: _FormState) -> HttpResponse | None:
    """Save the input; return None if the editor must first review duplicates or a conflict.

    Raises InvalidRecord with every error.
    """
    if state.program is None and not state.form.cleaned_data["slug"]:
        state.form.cleaned_data["slug"] = free_slug(state.form.cleaned_data["name"])
    base = _version(state, "base")
    before = canonical(base.record) if base else None
    record = gather(state.form, state.sources, before)
    judged = state.change.cleaned_data["distinct"].split()
    found = alike(record, before)
    state.alike = [other for other in found if other.slug not in judged]
    state.told_apart = [other.slug for other in found if other.slug in judged]
    if state.alike:
        return None
    if state.change.cleaned_data["begun"] and not state.change.cleaned_data["merged"]:
        _merge(state, record, _version(state, "begun"), _version(state, "base"))
        state.faults.append({"id": "id_merged", "text": "Review the fields that both of you changed, then confirm."})
        return None
    try:
        return _write(state, record)
    except services.NewerVersion:
        _merge(state, record, base, working_version(state.program) if state.program else None)
        return None


def _version(state: _FormState, name: str) -> ProgramVersion | None:
    """Return the version with the number sent as `base` or `begun`, else the working version."""
    if state.program is None:
        return None
    number = state.change.cleaned_data[name] or 0
    return state.program.versions.filter(number=number).first() or state.version


def _write(state: _FormState, record: Record) -> HttpResponse:
    publishing = "_publish" in state.request.POST
    if publishing and not services.may_publish(state.user, state.user):
        raise PermissionDenied
    typed, added = state.change.cleaned_data, state.program is None
    standing = _says_it_already(state, record, publishing=publishing)
    act = services.publish if publishing else services.save
    program = standing or act(state.program, record, state.user, typed["reason"], base=typed["base"] or 0)
    if typed["suggestion"]:
        tie(typed["suggestion"], program)
    for other in Program.objects.filter(slug__in=state.told_apart).exclude(pk=program.pk):
        keep_apart(program, other, state.user)  # so the editor is not asked again
    if standing:
        messages.info(state.request, f"“{record.name}” was not changed: your input is the same as the record.")
        return _back(state, program)
    derived = derive(supports_of(record))
    said = f"{'published' if publishing else 'saved'} as {derived.label} ({derived.supports.combination})"
    if not publishing and program.publication == Publication.PUBLISHED:
        said += ". The public sees the published version until this one is published"
    elif not publishing and program.publication == Publication.RETIRED:
        said += ". The program stays retired until this version is published"
    log = state.admin.log_addition if added else state.admin.log_change
    log(state.request, program, f"{said[:1].upper()}{said[1:]}. {typed['reason']}")
    messages.success(state.request, f"“{record.name}” was {said}.")
    return _back(state, program)


def _back(state: _FormState, program: Program) -> HttpResponse:
    """Redirect to the program's form; keep the list's filters and the suggestion."""
    suggestion = state.change.cleaned_data["suggestion"]
    address = reverse("admin:catalog_program_change", args=[program.pk])
    address += f"?{urlencode({'suggestion': suggestion.pk})}" if suggestion else ""
    filters = state.admin.get_preserved_filters(state.request)
    return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": state.admin.opts}, address))


def _says_it_already(state: _FormState, record: Record, *, publishing: bool) -> Program | None:
    """Return the program if the record equals its working version, else None.

    Publishing a pending version, or proposing a rejected or retired one again, is a change all the same.
    """
    version = state.version
    if state.program is None or version is None or version.number != state.change.cleaned_data["base"]:
        return None
    new = publishing if version.state == VersionState.PENDING else version.state != VersionState.PUBLISHED
    return None if new or canonical(version.record) != record else state.program


def _merge(state: _FormState, record: Record, begun: ProgramVersion | None, newer: ProgramVersion | None) -> None:
    """Merge a colleague's newer change into the input, for the editor to review. Nothing is saved."""
    if begun is None or newer is None:
        return
    state.newer = state.version = newer
    state.merge = compare(canonical(begun.record), canonical(newer.record), record)
    values, sources = initial(state.merge.record)
    state.form, state.sources = RecordForm(initial=values), SourceFormSet(initial=sources, prefix="sources")
    again = {name: state.change.cleaned_data[name] for name in ("reason", "distinct")}
    if state.merge.collisions:
        again["begun"] = begun.number
    suggestion = state.change.cleaned_data["suggestion"]
    again["base"] = working_number(newer.program)
    state.change = ChangeForm(initial={**again, "suggestion": suggestion.pk if suggestion else None})


def _page(state: _FormState) -> HttpResponse:
    program, version, form = state.program, state.version, state.form
    shown = list(sections(form))
    context: Mapping[str, Any] = {
        "opts": state.admin.opts,
        "original": program,
        "version": version,
        "pending": bool(program and version and version.state == VersionState.PENDING),
        "turned_down": rejected().filter(program=program).first() if program else None,
        "whose": version.user if version and version.state == VersionState.PENDING and version.user != state.user else None,
        "may_publish": services.may_publish(state.user, state.user),
        "reviewer": state.user.has_perm("catalog.publish_program"),
        "preserved_filters": state.admin.get_preserved_filters(state.request),
        "derived": _derived(form),
        "form": form,
        "sections": shown,
        "supports": supports_shown(form),
        "sources": state.sources,
        "change": state.change,
        "suggestion": _suggestion(state.change["suggestion"].value()),
        "alike": state.alike,
        "merge": state.merge,
        "newer": state.newer,
        "faults": _faults(state),
        "organizations": Organization.objects.values_list("name", flat=True),
        "known_sources": [row["url"].value() for row in state.sources if row["url"].value()],
        "view_url": _public_url(program) if program else "",
        "media": state.admin.media,
    }
    title = f"Change {program}" if program else "Add program"
    return page(state.request, "admin/catalog/program/record_form.html", title, **context)


def _faults(state: _FormState) -> list[dict[str, str]]:
    """Return every error in page order, each with the id of its field."""
    found: list[dict[str, str]] = []
    for part in (state.form, *state.sources.forms, state.change):
        for bound in part if part.is_bound else ():
            found += [{"id": bound.auto_id, "text": f"{bound.label}: {text}"} for text in bound.errors]
    if state.sources.is_bound:
        found += [{"id": "sources-heading", "text": f"Sources: {text}"} for text in state.sources.non_form_errors()]
    return found + state.faults


def _public_url(program: Program) -> str:
    return reverse("program", args=[program.slug]) if program.publication == Publication.PUBLISHED else ""


def _derived(form: RecordForm) -> ProgramType | None:
    """Return the type of the selected supports; None if none is selected."""
    ticked = [support for support in Support if form[f"{support.code}_present"].value()]
    return derive(Support.from_codes(support.code for support in ticked)) if ticked else None
