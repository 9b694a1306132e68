"""The forms of an import: the file, and the confirmation of what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from catalog.imports.plan import ChangedProgram, OutdatedRow
from catalog.spreadsheets.limits import MOST_BYTES

SAVED, PUBLISHED = "saved", "published"


class ImportFileForm(forms.Form):
    """The file to import. Its format is detected from its content."""

    import_file = forms.FileField(
        label="File",
        help_text="CSV, XLSX or JSONL, at most 10 MB. Nothing is imported until you have seen and confirmed what would change.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.jsonl"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        max_length=200,
    )

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        if file.size and file.size > MOST_BYTES:
            size, most = file.size / 1_000_000, MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                f"The file has {size:,.1f} MB. The limit is {most} MB; the whole catalog has about 1 MB. "
                "Remove pictures and other sheets, or import the file in parts."
            )
        return file


class ConfirmForm(forms.Form):
    """The confirmation of a preview: its file and the digest of its plan, what to do with the programs, and why.

    Only people who may publish their own work get the field `outcome`. `leave_out` must be ticked if rows are `outdated`.
    Each program of `type_changes` has a field for the reason why its type changes, which the public sees.
    """

    pending = forms.CharField(widget=forms.HiddenInput)
    basis = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What to do with them",
        choices=[
            (SAVED, "Keep for review: new programs become drafts, published programs get a pending change"),
            (PUBLISHED, "Publish all now"),
        ],
        initial=SAVED,
        widget=forms.RadioSelect,
        required=False,
    )
    leave_out = forms.BooleanField(
        label="Leave these rows out and import the others",
        error_messages={"required": "Tick this to import the other rows, or remove these from the file and choose it again."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Why you make these changes. It is kept in the history of every program.",
    )

    def __init__(
        self,
        *args: Any,
        may_publish: bool = False,
        type_changes: Sequence[ChangedProgram] = (),
        outdated: Sequence[OutdatedRow] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        if not outdated:
            del self.fields["leave_out"]
        self._type_changes = {_why(change.present.slug): change for change in type_changes}
        if not may_publish:
            del self.fields["outcome"]
        for name, change in self._type_changes.items():
            self.fields[name] = forms.CharField(
                label=f"Why the type of “{change.record.name}” changes",
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
                error_messages={"required": "Enter why the type of this program changes. The public sees the reason."},
            )
        if self._type_changes:
            self.fields["reason"].label = "Reason for all other changes"
            self.fields["reason"].help_text = "It is kept in the history of every other program."

    @property
    def type_changes(self) -> list[tuple[ChangedProgram, forms.BoundField]]:
        """Return the programs whose type changes, each with the field for its reason."""
        return [(change, self[name]) for name, change in self._type_changes.items()]

    @property
    def reasons(self) -> dict[str, str]:
        """Return why the type of each of these changes, by slug, from a valid form."""
        return {change.present.slug: self.cleaned_data[name] for name, change in self._type_changes.items()}

    @property
    def publishing(self) -> bool:
        """Return whether a valid form asks to publish all programs."""
        return bool(self.cleaned_data.get("outcome") == PUBLISHED)


def _why(slug: str) -> str:
    """Return the name of the field for the reason why the type of this program changes."""
    return f"why_{slug}"
