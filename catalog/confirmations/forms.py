"""The form behind the link in a letter to a program: three questions and free text."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.common.clock import today
from catalog.common.text import one_line
from catalog.confirmations.answers import RUNNING_ANSWERS
from catalog.schema.vocabulary import vocabulary

_FURTHEST_YEARS = 5  # a later deadline is a typing error
_LIMITS = {
    "max_length": "Enter at most %(limit_value)d characters. You entered %(show_value)d.",
    "null_characters_not_allowed": "Remove the null characters. They are not text.",
}


class ConfirmationForm(forms.Form):
    """A program's answers. `company` is hidden from people, so only robots fill it in."""

    running = forms.ChoiceField(
        choices=[(code, words) for code, (words, _) in RUNNING_ANSWERS.items()],
        error_messages={"required": "Choose one of the three.", "invalid_choice": "Choose one of the three."},
    )
    deadline_date = forms.DateField(
        label="The date",
        required=False,
        help_text="Leave it empty if no date is set yet.",
        error_messages={"invalid": "Enter a date such as 2027-03-15."},
    )
    deadline_words = forms.CharField(
        label="Or in your own words",
        max_length=200,
        required=False,
        help_text="For example: open all year, or not set yet.",
        error_messages=_LIMITS,
    )
    pays = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose one of these."})
    money = forms.CharField(
        label="Amounts and what teachers get",
        max_length=500,
        required=False,
        help_text="For example: a fee of $300 in 2027, and a stipend of $1,000. At most 500 characters.",
        widget=forms.Textarea,
        error_messages=_LIMITS,
    )
    text = forms.CharField(
        label="Is anything else on our page wrong or missing?",
        max_length=2000,
        required=False,
        help_text="At most 2,000 characters.",
        widget=forms.Textarea,
        error_messages=_LIMITS,
    )
    company = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        terms = [(term.code, term.label) for term in vocabulary("pays").terms if term.is_current]
        self.fields["pays"].choices = [("", "No answer"), *terms]  # type: ignore[attr-defined]

    def clean_deadline_date(self) -> datetime.date | None:
        """Return the date, which must lie between today and a few years from now."""
        date: datetime.date | None = self.cleaned_data["deadline_date"]
        if date and date < today():
            raise ValidationError("Enter a date from today on. The next deadline cannot have passed.")
        if date and date.year > today().year + _FURTHEST_YEARS:
            raise ValidationError(f"Enter a date until {today().year + _FURTHEST_YEARS}.")
        return date

    def clean_deadline_words(self) -> str:
        """Return the words on one line."""
        return one_line(self.cleaned_data["deadline_words"])

    def clean_money(self) -> str:
        """Return the text on one line, as the record keeps it."""
        return one_line(self.cleaned_data["money"])

    def clean_text(self) -> str:
        """Return the text without control characters; line breaks stay."""
        lines = self.cleaned_data["text"].replace("\r\n", "\n").split("\n")
        return "\n".join(map(one_line, lines)).strip()

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of a valid form, without empty ones: see catalog.confirmations.answers."""
        names = ("running", "deadline_words", "pays", "money")
        given = {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
        date = self.cleaned_data["deadline_date"]
        return given | ({"deadline_date": date.isoformat()} if date else {})
