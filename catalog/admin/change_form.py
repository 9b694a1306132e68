"""What goes with a change of a program, beside its record."""

from __future__ import annotations

from django import forms

from catalog.models import Suggestion


class ChangeForm(forms.Form):
    """What goes with a change, beside the record.

    `base` is the number of the version it began from; `distinct` names the look-alikes that the editor has judged to be
    other programs; `begun` is set where a colleague's change and hers collide, to the number of the version both
    began from, and `merged` says that she has looked at that.
    """

    reason = forms.CharField(
        required=False,
        label="Reason for this change",
        max_length=500,
        help_text="Kept in the history. Demanded where the program type changes; then the public is told.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    suggestion = forms.ModelChoiceField(Suggestion.objects.all(), widget=forms.HiddenInput, required=False)
    distinct = forms.CharField(required=False)
    begun = forms.IntegerField(widget=forms.HiddenInput, required=False)
    merged = forms.BooleanField(required=False)
