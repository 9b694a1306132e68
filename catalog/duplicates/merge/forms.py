"""The form that merges two programs: which one survives, and a side for each part in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from catalog.duplicates.merge.fields import MergeField, Side
from catalog.models import ProgramVersion

_PREFIX = "keep-"


def input_name(path: str) -> str:
    """Return the name of the radio buttons of a part of the record."""
    return f"{_PREFIX}{path}"


class MergeForm(forms.Form):
    """`left` and `right` are the numbers of the versions that the page showed."""

    left = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    right = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    survivor = forms.ChoiceField(
        choices=[(Side.LEFT, Side.LEFT), (Side.RIGHT, Side.RIGHT)],
        error_messages={"required": "Choose which program survives.", "invalid_choice": "Choose which program survives."},
    )
    reason = forms.CharField(
        required=False,
        label="Reason",
        help_text="Why they are one program. Kept in the history. Required, and public, if the program type changes.",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, parts: Sequence[MergeField], data: Any = None, **options: Any):
        super().__init__(data, **options)
        self.parts = parts
        for part in parts:
            message = f"{part.label}: choose a side."
            self.fields[input_name(part.path)] = forms.ChoiceField(
                choices=[(side, side) for side in part.sides],
                error_messages={"required": message, "invalid_choice": message},
            )

    @property
    def choices(self) -> dict[str, Side]:
        """The chosen side of each part; the form must be valid."""
        return {part.path: Side(self.cleaned_data[input_name(part.path)]) for part in self.parts}

    def chosen(self, part: MergeField) -> str:
        """Return the side that is checked for a part, valid or not."""
        return str(self[input_name(part.path)].value() or "")


def first_choices(parts: Sequence[MergeField], left: ProgramVersion, right: ProgramVersion, survivor: Side) -> dict[str, Any]:
    """Return the values of a form that nobody has filled in yet."""
    return {
        "left": left.number,
        "right": right.number,
        "survivor": survivor,
        **{input_name(part.path): part.preferred for part in parts},
    }
