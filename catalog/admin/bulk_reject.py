"""Reject several pending changes and drafts from their list, with one reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.http import HttpRequest

from catalog.admin.pending_changes import version_token
from catalog.admin_common.pages import person
from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.services import NotPending, reject


class ShownVersionsField(forms.Field):
    """The tokens of the versions that were selected: those still pending, and how many are not."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[list[ProgramVersion], int]:
        tokens = set(value or [])
        if not tokens:
            raise forms.ValidationError("Select at least one.")
        keys = [int(key) for token in tokens if (key := token.split(":")[0]).isascii() and key.isdecimal() and len(key) < 16]
        pending = ProgramVersion.objects.filter(program__in=keys, state=VersionState.PENDING).select_related("program__current")
        found = [version for version in pending if version_token(version) in tokens]
        return found, len(tokens) - len(found)


class RejectSelectedForm(forms.Form):
    """One reason for all selected versions."""

    shown = ShownVersionsField()
    reason = forms.CharField(
        label="Reason",
        help_text="Required. Each author sees it in the history.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        error_messages={"required": "Enter a reason. Each author sees it in the history."},
    )


def reject_selected(request: HttpRequest, shown: tuple[list[ProgramVersion], int], reason: str) -> None:
    """Reject the versions; the message also counts those that somebody changed or decided on since."""
    versions, left = shown
    rejected = 0
    for version in versions:
        try:
            reject(version, person(request), reason)
        except NotPending:
            left += 1
            continue
        rejected += 1
        outcome = f"Version {version.number} of “{version.record.name}” was rejected. {reason}"
        site.get_model_admin(Program).log_change(request, version.program, outcome)
    if rejected:
        messages.success(request, f"{rejected} rejected.")
    if left:
        messages.warning(request, f"{left} not rejected: changed or decided on since you opened the list.")
