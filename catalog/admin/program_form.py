"""One program's form on the desk: a record is gathered, checked by catalog.schema, written by catalog.programs.services."""

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
from catalog.schema.errors import RecordFaults
from catalog.schema.validation import Record, canonical
from catalog.suggestions.services import tie
from typology import ProgramType, Support, derive

_PREFILLED = ("name", "sponsor", "website", "summary")


@dataclass
class _Desk:
    """One request for the form: who, of which program, what was typed, and what stands in the way of saving it."""

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
    """The form of one program (`object_id` its key, None for a new one): shown, or written where it was sent.

    Who may only look is shown the record. Beside a new program's form may stand what a page or a visitor said of it:
    GET parameters name, sponsor, website, summary, source_url, source_title, source_read, suggestion.
    """
    program = _program(admin, request, object_id)
    version = working_version(program) if program else None
    if program and not admin.has_change_permission(request, program):
        return _only_shown(request, program, version)
    if request.method != "POST":
        return _page(_opened(admin, request, program, version))
    desk = _Desk(
        admin,
        request,
        person(request),
        program,
        version,
        RecordForm(request.POST),
        SourceFormSet(request.POST, prefix="sources"),
        ChangeForm(request.POST),
    )
    if all([desk.form.is_valid(), desk.sources.is_valid(), desk.change.is_valid()]):
        try:
            if response := _written(desk):
                return response
        except RecordFaults as error:
            for path, text in show_faults(desk.form, desk.sources, error):
                if path in desk.change.fields:
                    desk.change.add_error(path, text)
                else:
                    desk.faults.append({"id": f"{path}-heading", "text": f"{path[:1].upper()}{path[1:]}: {text}"})
    return _page(desk)


def _opened(admin: ModelAdmin[Program], request: HttpRequest, program: Program | None, version: ProgramVersion | None) -> _Desk:
    """The form as it is first shown."""
    if version:
        values, sources = initial(canonical(version.record))
    else:
        values = {name: request.GET.get(name, "") for name in _PREFILLED}
        url = request.GET.get("source_url", "")
        read = request.GET.get("source_read", "") or timezone.localdate().isoformat()
        sources = [{"url": url, "title": request.GET.get("source_title", ""), "read": read}] if url else []
    suggestion = _suggestion(request.GET.get("suggestion"))
    base = working_number(program) if program else 0
    return _Desk(
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
    """The suggestion of this key, whatever was sent as one."""
    text = str(key or "")
    return Suggestion.objects.filter(pk=text).first() if text.isdecimal() and len(text) < 16 else None


def _program(admin: ModelAdmin[Program], request: HttpRequest, object_id: str | None) -> Program | None:
    if object_id is None:
        if not admin.has_add_permission(request):
            raise PermissionDenied
        return None
    program = admin.get_object(request, object_id)
    if program is None:
        raise Http404("There is no such program.")
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


def _written(desk: _Desk) -> HttpResponse | None:
    """Write what was typed; None where it first needs the editor's look at what `desk` then holds.

    Raises RecordFaults with everything that is wrong.
    """
    if desk.program is None and not desk.form.cleaned_data["slug"]:
        desk.form.cleaned_data["slug"] = free_slug(desk.form.cleaned_data["name"])
    base = _version(desk, "base")
    before = canonical(base.record) if base else None
    record = gather(desk.form, desk.sources, before)
    judged = desk.change.cleaned_data["distinct"].split()
    found = alike(record, before)
    desk.alike = [other for other in found if other.slug not in judged]
    desk.told_apart = [other.slug for other in found if other.slug in judged]
    if desk.alike:
        return None
    if desk.change.cleaned_data["begun"] and not desk.change.cleaned_data["merged"]:
        _merge(desk, record, _version(desk, "begun"), _version(desk, "base"))
        desk.faults.append({"id": "id_merged", "text": "Look at what collides, then say that you have."})
        return None
    try:
        return _write(desk, record)
    except services.NewerVersion:
        _merge(desk, record, base, working_version(desk.program) if desk.program else None)
        return None


def _version(desk: _Desk, name: str) -> ProgramVersion | None:
    """The version whose number was sent as `base` or `begun`; the working version where there is none of that number."""
    if desk.program is None:
        return None
    number = desk.change.cleaned_data[name] or 0
    return desk.program.versions.filter(number=number).first() or desk.version


def _write(desk: _Desk, record: Record) -> HttpResponse:
    publishing = "_publish" in desk.request.POST
    if publishing and not services.may_publish(desk.user, desk.user):
        raise PermissionDenied
    typed, added = desk.change.cleaned_data, desk.program is None
    standing = _says_it_already(desk, record, publishing=publishing)
    act = services.publish if publishing else services.save
    program = standing or act(desk.program, record, desk.user, typed["reason"], base=typed["base"] or 0)
    if typed["suggestion"]:
        tie(typed["suggestion"], program)
    for other in Program.objects.filter(slug__in=desk.told_apart).exclude(pk=program.pk):
        keep_apart(program, other, desk.user)  # the desk does not ask again
    if standing:
        messages.info(desk.request, f"Nothing was changed: “{record.name}” says this already.")
        return _back(desk, program)
    derived = derive(supports_of(record))
    said = f"{'published' if publishing else 'saved'} as {derived.label} ({derived.supports.combination})"
    if not publishing and program.publication == Publication.PUBLISHED:
        said += "; the public goes on seeing the published version until this one is published"
    elif not publishing and program.publication == Publication.RETIRED:
        said += "; the program stays retired until this version is published"
    log = desk.admin.log_addition if added else desk.admin.log_change
    log(desk.request, program, f"{said[:1].upper()}{said[1:]}. {typed['reason']}")
    messages.success(desk.request, f"“{record.name}” was {said}.")
    return _back(desk, program)


def _back(desk: _Desk, program: Program) -> HttpResponse:
    """To the form of the program: the list's filters and the suggestion beside it stay."""
    suggestion = desk.change.cleaned_data["suggestion"]
    address = reverse("admin:catalog_program_change", args=[program.pk])
    address += f"?{urlencode({'suggestion': suggestion.pk})}" if suggestion else ""
    filters = desk.admin.get_preserved_filters(desk.request)
    return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": desk.admin.opts}, address))


def _says_it_already(desk: _Desk, record: Record, *, publishing: bool) -> Program | None:
    """The program, where writing the record would make a version that says nothing new.

    Publishing what is pending says something new; so does to propose again, as it is, what was rejected or retired.
    """
    version = desk.version
    if desk.program is None or version is None or version.number != desk.change.cleaned_data["base"]:
        return None
    new = publishing if version.state == VersionState.PENDING else version.state != VersionState.PUBLISHED
    return None if new or canonical(version.record) != record else desk.program


def _merge(desk: _Desk, record: Record, begun: ProgramVersion | None, newer: ProgramVersion | None) -> None:
    """Put a colleague's newer change and what was typed together, for the editor to look at: nothing is saved."""
    if begun is None or newer is None:
        return
    desk.newer = desk.version = newer
    desk.merge = compare(canonical(begun.record), canonical(newer.record), record)
    values, sources = initial(desk.merge.record)
    desk.form, desk.sources = RecordForm(initial=values), SourceFormSet(initial=sources, prefix="sources")
    again = {name: desk.change.cleaned_data[name] for name in ("reason", "distinct")}
    if desk.merge.collisions:
        again["begun"] = begun.number
    suggestion = desk.change.cleaned_data["suggestion"]
    again["base"] = working_number(newer.program)
    desk.change = ChangeForm(initial={**again, "suggestion": suggestion.pk if suggestion else None})


def _page(desk: _Desk) -> HttpResponse:
    program, version, form = desk.program, desk.version, desk.form
    shown = list(sections(form))
    context: Mapping[str, Any] = {
        "opts": desk.admin.opts,
        "original": program,
        "version": version,
        "pending": bool(program and version and version.state == VersionState.PENDING),
        "turned_down": rejected().filter(program=program).first() if program else None,
        "whose": version.user if version and version.state == VersionState.PENDING and version.user != desk.user else None,
        "may_publish": services.may_publish(desk.user, desk.user),
        "reviewer": desk.user.has_perm("catalog.publish_program"),
        "preserved_filters": desk.admin.get_preserved_filters(desk.request),
        "derived": _derived(form),
        "form": form,
        "sections": shown,
        "supports": supports_shown(form),
        "sources": desk.sources,
        "change": desk.change,
        "suggestion": _suggestion(desk.change["suggestion"].value()),
        "alike": desk.alike,
        "merge": desk.merge,
        "newer": desk.newer,
        "faults": _faults(desk),
        "organizations": Organization.objects.values_list("name", flat=True),
        "known_sources": [row["url"].value() for row in desk.sources if row["url"].value()],
        "view_url": _public_url(program) if program else "",
        "media": desk.admin.media,
    }
    title = f"Change {program}" if program else "Add program"
    return page(desk.request, "admin/catalog/program/record_form.html", title, **context)


def _faults(desk: _Desk) -> list[dict[str, str]]:
    """Everything that is wrong, in the order of the page, each with the id of the field where it stands."""
    found: list[dict[str, str]] = []
    for part in (desk.form, *desk.sources.forms, desk.change):
        for bound in part if part.is_bound else ():
            found += [{"id": bound.auto_id, "text": f"{bound.label}: {text}"} for text in bound.errors]
    if desk.sources.is_bound:
        found += [{"id": "sources-heading", "text": f"Sources: {text}"} for text in desk.sources.non_form_errors()]
    return found + desk.faults


def _public_url(program: Program) -> str:
    return reverse("program", args=[program.slug]) if program.publication == Publication.PUBLISHED else ""


def _derived(form: RecordForm) -> ProgramType | None:
    """The type that the ticked supports make; None while none is ticked."""
    ticked = [support for support in Support if form[f"{support.code}_present"].value()]
    return derive(Support.from_codes(support.code for support in ticked)) if ticked else None
