"""The form for the details of a change: its reason, and the version it is based on."""

from __future__ import annotations

from django import forms

from catalog.models import Suggestion


class ChangeForm(forms.Form):
    """The details of a change, next to the record itself.

    `base` is the number of the version that the form was made from; `distinct` lists the slugs of likely duplicates that
    the editor marked as different programs; `from_page` lists the fields that were filled in from a web page.
    """

    reason = forms.CharField(
        required=False,
        label="Reason for this change",
        max_length=500,
        help_text="Kept in the history. Required, and public, if the program type changes.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    suggestion = forms.ModelChoiceField(Suggestion.objects.all(), widget=forms.HiddenInput, required=False)
    from_page = forms.CharField(widget=forms.HiddenInput, required=False)
    distinct = forms.CharField(required=False)
