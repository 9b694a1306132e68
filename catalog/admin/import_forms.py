"""The forms of an import: the file, and the confirmation of what it would do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

LARGEST = 10_000_000  # bytes
SAVED, PUBLISHED = "saved", "published"


class ImportFileForm(forms.Form):
    """The file to import. Its format is found by looking into it, so nobody has to say it.

    Takes formats and resources first, as django-import-export hands them to its forms.
    """

    import_file = forms.FileField(
        label="File",
        help_text="CSV, XLSX or JSONL, at most 10 MB. Nothing is written until you have seen what would change and confirmed it.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.jsonl"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        max_length=200,
    )

    def __init__(self, formats: Any, resources: Any, **kwargs: Any):
        super().__init__(**kwargs)

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        if file.size and file.size > LARGEST:
            size, most = file.size / 1_000_000, LARGEST // 1_000_000
            raise forms.ValidationError(
                f"The file has {size:,.1f} MB; at most {most} MB are read. The whole catalog has about 1 MB: "
                "remove what is no program (pictures, other sheets), or import it in parts."
            )
        return file


class ConfirmForm(forms.Form):
    """The confirmation: which preview is confirmed, signed; why, where a type changes; what becomes of the programs.

    `publishing` is there only for a person who `may_publish` her own work.
    """

    preview = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What becomes of them",
        choices=[
            (SAVED, "Keep them for review: new programs become drafts, changed published ones get a pending change"),
            (PUBLISHED, "Publish all of them at once"),
        ],
        initial=SAVED,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="Why these changes are made; kept in the history of every program.",
    )

    def __init__(self, *args: Any, may_publish: bool = False, reason_needed: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["outcome"]
        if reason_needed:
            self.fields["reason"].label = "Reason (needed)"
            self.fields["reason"].help_text = "Why these programs are of another type now. The public is told."
            self.fields["reason"].widget.attrs["required"] = True

    @property
    def publishing(self) -> bool:
        """Whether all of them are to be published; of a valid form."""
        return bool(self.cleaned_data.get("outcome") == PUBLISHED)
