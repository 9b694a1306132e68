"""The forms of the pages that were read, and the source that supports take which name none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from catalog.common.clock import today


class SourceForm(forms.Form):
    """One page that was read. `for_all` makes it the source of every support that names none."""

    url = forms.CharField(required=False, label="Address", widget=forms.TextInput(attrs={"size": 60, "inputmode": "url"}))
    title = forms.CharField(required=False, label="Title", widget=forms.TextInput(attrs={"size": 40}))
    read = forms.DateField(
        required=False, label="Read on", initial=today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    for_all = forms.BooleanField(required=False, label="Use for all three supports")


class SourceForms(BaseFormSet):
    """All pages that were read."""

    def clean(self) -> None:
        chosen = [source for source in filled_sources(self) if source.cleaned_data["for_all"]]
        for source in chosen[1:]:
            source.add_error("for_all", "Select one source only.")


# upper limit, whatever number the request claims
SourceFormSet = formset_factory(SourceForm, formset=SourceForms, extra=2, can_delete=True, max_num=200, absolute_max=200)


def filled_sources(sources: Iterable[SourceForm]) -> list[SourceForm]:
    """Return the source forms with an address or title that are not marked for removal, in order. A day alone is no source."""
    return [
        source
        for source in sources
        if any(source.cleaned_data.get(name) for name in ("url", "title")) and not source.cleaned_data.get("DELETE")
    ]


def fill_support_sources(supports: dict[str, dict[str, Any]], sources: Iterable[SourceForm], required: Iterable[str]) -> None:
    """Give a source to supports without one: all get the one that is marked for all, those in `required` the only source."""
    filled = filled_sources(sources)
    marked = next((source for source in filled if source.cleaned_data["for_all"]), None)
    default = marked or (filled[0] if len(filled) == 1 else None)
    if default:
        for code in supports if marked else required:
            supports[code]["source"] = supports[code]["source"] or default.cleaned_data["url"] or None
