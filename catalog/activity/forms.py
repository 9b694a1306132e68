"""The filters of the activity page."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator

from catalog.activity.kinds import KINDS, list_kinds
from catalog.activity.selectors import ActivityFilter

_YEARS = (
    MinValueValidator(datetime.date(2000, 1, 1), "Enter a day from 2000 on."),
    MaxValueValidator(datetime.date(2100, 1, 1), "Enter a day before 2100."),
)


class _Day(forms.DateField):
    def __init__(self, label: str):
        super().__init__(
            label=label,
            required=False,
            validators=_YEARS,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Enter a day such as 2026-11-29."},
        )


class ActivityForm(forms.Form):
    """Person, kind and period; all optional."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_staff=True).order_by("username"),
        required=False,
        empty_label="Everybody",
        error_messages={"invalid_choice": "Choose a person from the list."},
    )
    kind = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose a kind from the list."})
    since = _Day("From")
    until = _Day("To")

    def __init__(self, data: Any, *, for_admin: bool):
        super().__init__(data)
        self._kinds = list_kinds(for_admin=for_admin)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Everything"), *((found.code, found.label) for found in self._kinds)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", "Enter a day that is not before the first one.")
        return given

    @property
    def wanted(self) -> ActivityFilter:
        """What a valid form asks for; an invalid one asks for everything."""
        if not self.is_valid():
            return ActivityFilter(self._kinds)
        given = self.cleaned_data
        kinds = [KINDS[given["kind"]]] if given["kind"] else self._kinds
        return ActivityFilter(kinds, given["person"], given["since"], given["until"])
