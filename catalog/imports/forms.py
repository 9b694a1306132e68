"""The forms of an import: the file, and the confirmation of what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from catalog.imports.plan import Changed
from catalog.spreadsheets.limits import MOST_BYTES

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
        if file.size and file.size > MOST_BYTES:
            size, most = file.size / 1_000_000, MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                f"The file has {size:,.1f} MB; at most {most} MB are read. The whole catalog has about 1 MB: "
                "remove what is no program (pictures, other sheets), or import it in parts."
            )
        return file


class ConfirmForm(forms.Form):
    """The confirmation: which preview is confirmed, signed; why; what becomes of the programs.

    `outcome` is there only for a person who `may_publish` her own work, and a reason for each program of `retyped`, whose
    type changes and of which the public is told why.
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

    def __init__(self, *args: Any, may_publish: bool = False, retyped: Sequence[Changed] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._retyped = {_why(change.present.slug): change for change in retyped}
        if not may_publish:
            del self.fields["outcome"]
        for name, change in self._retyped.items():
            self.fields[name] = forms.CharField(
                label=f"Why “{change.record.name}” is of another type now",
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
                error_messages={"required": "Is empty: say why this program is of another type now. The public is told."},
            )
        if self._retyped:
            self.fields["reason"].label = "Reason for all other changes"
            self.fields["reason"].help_text = "Kept in the history of every other program."

    @property
    def retyped(self) -> list[tuple[Changed, forms.BoundField]]:
        """The programs whose type changes, each with the field for its reason."""
        return [(change, self[name]) for name, change in self._retyped.items()]

    @property
    def reasons(self) -> dict[str, str]:
        """Why the type of each of these changes, by slug; of a valid form."""
        return {change.present.slug: self.cleaned_data[name] for name, change in self._retyped.items()}

    @property
    def publishing(self) -> bool:
        """Whether all of them are to be published; of a valid form."""
        return bool(self.cleaned_data.get("outcome") == PUBLISHED)


def _why(slug: str) -> str:
    """The name of the field for the reason why this program is of another type."""
    return f"why_{slug}"
