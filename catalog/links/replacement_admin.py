"""The admin's page that replaces an address in every program that uses it, after a preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from catalog.admin_common.errors import in_words
from catalog.admin_common.pages import admin_page, page, person
from catalog.links.replacement import Replacement, find_replacements, replace_everywhere
from catalog.models import Program
from catalog.programs.history.diff import describe_fields
from catalog.programs.services import NewerVersion
from catalog.schema.errors import InvalidRecord

_CHANGED = "A program has changed since this page was shown. Nothing was saved. Check the list again."


class ReplacementForm(forms.Form):
    """The address to replace, and the one that replaces it."""

    old = forms.CharField(label="Address to replace", max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"}))
    new = forms.CharField(
        label="New address",
        max_length=500,
        help_text="Open it first and check that it is the same page.",
        widget=forms.TextInput(attrs={"class": "vTextField", "inputmode": "url"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("old") and values.get("old") == values.get("new"):
            self.add_error("new", "Enter an address that differs from the old one.")
        return values


@admin_page("catalog.change_program")
def replace_link(request: HttpRequest) -> HttpResponseBase:
    """`/admin/links/replace/?old=…&new=…`: the programs that use an address, and what replacing it changes.

    POST makes a pending version of each program that was shown and selected; another person publishes them.
    """
    given = request.POST if request.method == "POST" else request.GET
    form = ReplacementForm(given) if given.get("new") else ReplacementForm(initial={"old": given.get("old", "")[:500]})
    found: list[Replacement] = []
    if form.is_bound and form.is_valid():
        found = find_replacements(form.cleaned_data["old"], form.cleaned_data["new"])
        if not found:
            form.add_error("old", "No published or pending record uses this address.")
    if request.method == "POST" and found:
        seen = _read_seen(request.POST.getlist("program"))
        if not seen:
            messages.warning(request, "Select at least one program.")
        elif _replace(request, form.cleaned_data, seen):
            return HttpResponseRedirect(reverse("admin_pending"))
    return page(
        request,
        "admin/links/replace.html",
        "Replace an address",
        status=422 if form.errors else 200,
        form=form,
        found=[_present(replacement) for replacement in found],
        possible=sum(1 for replacement in found if replacement.record),
    )


def _replace(request: HttpRequest, values: dict[str, Any], seen: list[tuple[int, int]]) -> bool:
    """Replace the address; returns False, with a message, if nothing was saved."""
    try:
        changed = replace_everywhere(values["old"], values["new"], seen, person(request))
    except NewerVersion:
        messages.error(request, _CHANGED)
        return False
    except InvalidRecord as error:
        messages.error(request, f"Nothing was saved. {in_words(error.problems[0])}")
        return False
    for program in changed:
        site.get_model_admin(Program).log_change(request, program, f"Replaced the address {values['old']} by {values['new']}.")
    count = f"{len(changed)} program{'' if len(changed) == 1 else 's'}"
    messages.success(request, f"The address was replaced in {count}. Each waits for a reviewer.")
    return True


def _present(found: Replacement) -> dict[str, Any]:
    described = describe_fields(found.version.record)
    return {
        "key": f"{found.program.pk}:{found.version.number}",
        "name": found.version.record.name,
        "form": reverse("admin:catalog_program_change", args=[found.program.pk]),
        "fields": [described[path][0] for path in found.fields],
        "pending": found.version.state == "pending",
        "problems": [in_words(problem) for problem in found.problems],
        "possible": found.record is not None,
    }


def _read_seen(values: list[str]) -> list[tuple[int, int]]:
    """Return the primary keys and version numbers of the selected programs; other input is ignored."""
    pairs = (value.partition(":")[::2] for value in values)
    return [(int(key), int(number)) for key, number in pairs if _is_number(key) and _is_number(number)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
