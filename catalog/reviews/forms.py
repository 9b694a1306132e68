"""The form of the weekly review: an answer, and what ages in the record."""

from __future__ import annotations

from typing import Any

from django import forms

from catalog.common.clock import today
from catalog.models import Verdict
from catalog.reviews.quick_fields import AgingForm, choices_of
from catalog.schema.validation import Record


def _statuses() -> list[tuple[str, str]]:
    """Return the statuses that no answer gives."""
    return [("", "As you answer"), *(pair for pair in choices_of("status") if pair[0] not in ("active", "ended"))]


class AnswerForm(AgingForm):
    """An editor's answer: the result, what the sources show now, and the version of the record that was reviewed."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={"required": "Choose one of the four answers.", "invalid_choice": "Choose one of the four answers."},
    )
    year = forms.IntegerField(
        label="Seen operating in (year)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": "Enter a year such as 2026."},
    )
    status = forms.ChoiceField(label="Status", required=False, choices=_statuses)
    note = forms.CharField(
        required=False,
        max_length=1000,
        help_text="For colleagues; kept in the history.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
    public = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].help_text = f"The latest year that a page shows. Empty: {today().year}, with “Still running”."
        self.fields["not_announced"].help_text = "“Still running” then removes this date; its month stays."

    def clean(self) -> dict[str, Any]:
        """Give “Still running” this year if none was typed; only that answer ticks off a deadline."""
        typed = super().clean() or self.cleaned_data
        verdict, status = typed.get("verdict"), typed.get("status")
        if verdict != Verdict.STILL_TRUE:
            typed["not_announced"] = False
        elif not status and typed.get("year") is None:
            typed["year"] = today().year
        if verdict == Verdict.ENDED and status:
            self.add_error("status", "You answered “Ended”. Choose “As you answer”, or another answer.")
        return typed

    def collect_typed(self, record: Record) -> dict[str, Any]:
        changes = super().collect_typed(record)
        if self.cleaned_data["status"] not in ("", record.status):
            changes["status"] = self.cleaned_data["status"]
        return changes
