"""The form for the DOIs of releases."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from catalog.common.doi import read_doi
from catalog.programs.display import day
from catalog.releases.selectors import ReleaseInfo

SERIES = "series"  # the field of the series of releases; the others are named by their version


class DoiField(forms.CharField):
    """A DOI, or its address; empty for none."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=300)

    def clean(self, value: object) -> str:
        """Return the DOI in small letters. Raises ValidationError for anything else."""
        try:
            return read_doi(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class DoiForm(forms.Form):
    """A DOI for the series of releases and for each release."""

    def __init__(self, data: object, known: Iterable[ReleaseInfo], series: str) -> None:
        known = list(known)
        super().__init__(data, initial={SERIES: series, **{one.version: one.doi for one in known}})  # type: ignore[arg-type]
        self.fields[SERIES] = DoiField("All releases", "The DOI that always leads to the newest release (concept DOI).")
        for one in known:
            self.fields[one.version] = DoiField(f"Release {one.version}", f"{one.programs} programs, {day(one.date)}.")

    def clean(self) -> dict[str, str]:
        """Refuse a DOI that is given twice."""
        found = [doi for doi in self.cleaned_data.values() if doi]
        for name, doi in list(self.cleaned_data.items()):
            if doi and found.count(doi) > 1:
                self.add_error(name, "Each release, and the series, needs a DOI of its own.")
        return self.cleaned_data

    def dois(self) -> dict[str, str]:
        """Return the DOIs by version; that of the series by "". A release that the page did not show yet is left out."""
        return {"" if name == SERIES else name: doi for name, doi in self.cleaned_data.items() if name in self.data}
