"""The admin page that retires one program, with a reason and, if another one continues it, its successor."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.admin_common.pages import admin_page, page, person
from catalog.duplicates.merge.selectors import likely_partners
from catalog.models import FormerSlug, Program, Publication, VersionState
from catalog.programs.services import NoSuccessor, retire
from catalog.programs.succession.selectors import pending_merges, successor_of

_PAGE = re.compile(r"/programs/([-\w]+)/?$", re.ASCII)
_SLUG = re.compile(r"[-\w]{1,120}", re.ASCII)
_MOST_NAMED = 5


class SuccessorField(forms.CharField):
    """A published program, as its name, its slug, or the address of its page; empty is None."""

    def clean(self, value: Any) -> Program | None:
        text = super().clean(value).strip()
        if not text:
            return None
        published = Program.objects.filter(publication=Publication.PUBLISHED).select_related("current")
        try:
            path = urlsplit(text).path
        except ValueError:
            path = ""
        address = _PAGE.search(path)
        slug = address[1] if address else text
        if _SLUG.fullmatch(slug):
            moved = FormerSlug.objects.filter(slug=slug.lower()).values_list("program__slug", flat=True).first()
            if found := published.filter(slug=moved or slug.lower()).first():
                return found
        named = list(published.filter(current__name__iexact=text)[:2])
        if len(named) == 1:
            return named[0]
        if named:
            raise forms.ValidationError("Several programs have this name. Enter the address of the right one.")
        similar = [program.name for program in published.filter(current__name__icontains=text)[:_MOST_NAMED]]
        hint = f"Similar names: {'; '.join(similar)}." if similar else "Copy the address of its public page."
        raise forms.ValidationError(f"No published program has this address or name. {hint}")


class RetireForm(forms.Form):
    """Why a program is retired, and which program continues it; `has_reason` is False for one that is retired already."""

    reason = forms.CharField(
        label="Reason",
        help_text="Kept in the program’s history.",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Enter a reason."},
    )
    successor = SuccessorField(
        required=False,
        label="Continued by",
        help_text="Optional. The program that this one is part of now: its name or the address of its page. "
        "Visitors of the old address are then led there.",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "successors", "autocapitalize": "none"}),
    )

    def __init__(self, program: Program, data: Any = None):
        super().__init__(data)
        self.program = program
        if program.publication == Publication.RETIRED:
            del self.fields["reason"]
            self.fields["successor"].required = True
            self.fields["successor"].error_messages["required"] = "Enter the program that continues this one."
            self.fields["successor"].help_text = "Its name or the address of its page."

    def clean_successor(self) -> Program | None:
        """Refuse the program itself."""
        successor: Program | None = self.cleaned_data["successor"]
        if successor == self.program:
            raise forms.ValidationError("This is the program itself. Enter another one, or nothing.")
        return successor


@admin_page("catalog.publish_program")
@require_http_methods(["GET", "HEAD", "POST"])
def retire_program(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/programs/<pk>/retire/`: retires a published program; for a retired one, changes where its address leads."""
    program = get_object_or_404(Program.objects.select_related("current", "sponsor"), pk=pk)
    form = RetireForm(program, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and program.publication != Publication.DRAFT:
        return _retire(request, program, form)
    retired = program.publication == Publication.RETIRED
    return page(
        request,
        "admin/duplicates/retire.html",
        f"Redirect {program}" if retired else f"Retire {program}",
        status=422 if form.errors else 200,
        program=program,
        retired=retired,
        successor=successor_of(program),
        form=form,
        offered=_offered(program),
        pending=program.versions.filter(state=VersionState.PENDING).select_related("user").first(),
        merges=pending_merges([program.pk]),
        opts=Program._meta,
    )


def _retire(request: HttpRequest, program: Program, form: RetireForm) -> HttpResponse:
    data, was_retired = form.cleaned_data, program.publication == Publication.RETIRED
    successor: Program | None = data["successor"]
    try:
        retire(program, person(request), data.get("reason", "").strip(), successor)
    except NoSuccessor:
        messages.warning(request, "Nothing was changed: the program that continues this one was retired since.")
        return HttpResponseRedirect(request.path)
    outcome = "" if was_retired else f"“{program.name}” was retired. "
    if successor:
        outcome += f"Its address now leads to “{successor.name}”."
    site.get_model_admin(Program).log_change(request, program, f"{outcome} {data.get('reason', '')}".strip())
    messages.success(request, outcome.strip())
    return HttpResponseRedirect(reverse("admin:catalog_program_history", args=[program.pk]))


def _offered(program: Program) -> list[tuple[str, str]]:
    """Return what to enter for every other published program, and its sponsor: likely ones and those of the sponsor first.

    To enter is its name, or its slug where several have that name.
    """
    likely = {other.pk: place for place, other in enumerate(likely_partners(program))}
    published = Program.objects.filter(publication=Publication.PUBLISHED).exclude(pk=program.pk).order_by("current__name", "pk")
    rows = list(published.values_list("pk", "slug", "current__name", "sponsor_id", "sponsor__name"))
    rows.sort(key=lambda row: (likely.get(row[0], len(likely)), row[3] != program.sponsor_id))
    names = Counter(name.casefold() for _, _, name, *_ in rows)
    return [
        (name, sponsor) if names[name.casefold()] == 1 else (slug, f"{name}, {sponsor}") for _, slug, name, _, sponsor in rows
    ]
