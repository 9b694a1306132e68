"""The form that asks for an alert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy

from catalog.alerts.topics import LONGEST_QUERY
from catalog.common.language import gettext

_ = lazy(gettext, str)  # a form is declared before its language is known
_LIMITS = {
    "max_length": _("Enter at most %(limit_value)d characters. You entered %(show_value)d."),
    "null_characters_not_allowed": _("Remove the null characters. They are not text."),
}


class AlertForm(forms.Form):
    """What a reader asks for. `company` is hidden from people, so only robots fill it in."""

    news = forms.BooleanField(label="When something new fits", required=False)
    deadlines = forms.BooleanField(label="A month before a deadline", required=False)
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        error_messages={
            **_LIMITS,
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org."),
        },
    )
    query = forms.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={**_LIMITS, "max_length": _("These are too many choices for an alert. Go back and remove some.")},
    )
    company = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Demand at least one kind of e-mail."""
        given = super().clean() or {}
        if not given.get("news") and not given.get("deadlines"):
            self.add_error("news", gettext("Choose when we should write: at least one of the two."))
        return given
