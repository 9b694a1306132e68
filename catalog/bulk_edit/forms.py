"""The forms of a bulk edit: what changes in the chosen programs, and why; a Reviewer's decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField

from catalog.bulk_edit.operations import EDITABLE, FIRST, Action, FieldOperation
from catalog.bulk_edit.plan import MOST
from catalog.common.text import fold_line
from catalog.programs.organization_names import known_spellings
from catalog.schema.fields import FIELDS
from catalog.schema.values import organization_slug
from catalog.schema.vocabulary import Field, vocabulary

EMPTY = "-"  # the choice that empties a field
_LARGEST = 2**63 - 1  # largest primary key
_ACTIONS = [
    ("", "Leave unchanged"),
    (Action.ADD.value, "Add"),
    (Action.REMOVE.value, "Remove"),
    (Action.SET.value, "Replace all with"),
]


class ChosenProgramsField(forms.CharField):
    """The primary keys of the chosen programs, separated by dots, so that they fit into an address."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[int]:
        parts = dict.fromkeys(str(value or "").split("."))
        keys = [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 20]
        keys = [key for key in keys if key <= _LARGEST]
        if not keys:
            raise forms.ValidationError("Select programs in the list first.")
        if len(keys) > MOST:
            raise forms.ValidationError(f"Select at most {MOST} programs. You selected {len(keys)}.")
        return keys


def join_keys(keys: list[int]) -> str:
    """Return primary keys as ChosenProgramsField reads them."""
    return ".".join(map(str, keys))


class BulkEditForm(forms.Form):
    """The changes of the chosen programs. A field without a choice stays as it is.

    A set of codes has two form fields: `focus_do` says whether to add, remove or replace the codes of `focus`.
    """

    programs = ChosenProgramsField()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code in EDITABLE:
            field = FIELDS[code]
            if field.type == "set of codes":
                self.fields[f"{code}_do"] = forms.ChoiceField(label=field.label, choices=_ACTIONS, required=False)
            self.fields[code] = _form_field(field)

    def clean_sponsor(self) -> str:
        """Return the sponsor's name. Raises ValidationError for another spelling of a known organization."""
        name = fold_line(self.cleaned_data["sponsor"])
        if not name:
            return ""
        slug = organization_slug(name)
        if not slug:
            raise forms.ValidationError("Enter a name with at least one Latin letter or digit.")
        known = known_spellings().get(slug, name)
        if known != name:
            raise forms.ValidationError(f"The catalog has this organization as “{known}”. Enter that name.")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for code in EDITABLE:
            codes, action = data.get(code), data.get(f"{code}_do")
            if FIELDS[code].type != "set of codes" or codes is None or action is None:
                continue
            if codes and not action:
                self.add_error(f"{code}_do", "Choose whether to add or remove these, or to replace all others with them.")
            if action in (Action.ADD, Action.REMOVE) and not codes:
                self.add_error(code, f"Select what to {action}.")
            if action == Action.SET and not codes and FIELDS[code].required:
                self.add_error(code, "Select at least one: this field is never empty.")
        if not self.errors and not self.operations:
            raise forms.ValidationError("Choose at least one change.")
        return data

    @property
    def operations(self) -> list[FieldOperation]:
        """Return what a valid form changes, in the order of the form."""
        return list(self._operations())

    def _operations(self) -> Iterator[FieldOperation]:
        for code in EDITABLE:
            value = self.cleaned_data[code]
            if FIELDS[code].type == "set of codes":
                if action := self.cleaned_data[f"{code}_do"]:
                    yield FieldOperation(code, Action(action), value)
            elif value not in ("", None):
                yield FieldOperation(code, Action.SET, None if value == EMPTY else value)

    @property
    def first(self) -> list[tuple[BoundField | None, BoundField]]:
        """Return the fields that are always shown: the choice of what to do with a set, if it is one, and its values."""
        return [self._pair(code) for code in FIRST]

    @property
    def more(self) -> list[tuple[BoundField | None, BoundField]]:
        """Return the other fields, as `first` does."""
        return [self._pair(code) for code in EDITABLE if code not in FIRST]

    @property
    def has_more_chosen(self) -> bool:
        """Return whether one of the other fields holds a value or an error, so that they are unfolded."""
        return any(field.errors or field.value() for pair in self.more for field in pair if field)

    def _pair(self, code: str) -> tuple[BoundField | None, BoundField]:
        return self[f"{code}_do"] if f"{code}_do" in self.fields else None, self[code]


def _form_field(field: Field) -> forms.Field:
    if field.code == "sponsor":
        widget = forms.TextInput(attrs={"class": "vTextField", "list": "organizations", "placeholder": "Leave unchanged"})
        return forms.CharField(label=field.label, required=False, max_length=200, widget=widget)
    if field.type == "year":
        return forms.IntegerField(
            label=field.label, required=False, validators=[MinValueValidator(1600), MaxValueValidator(2100)]
        )
    terms = [(term.code, term.label) for term in vocabulary(field.vocabulary).terms if term.is_current]
    if field.type == "set of codes":
        return forms.MultipleChoiceField(label=field.label, choices=terms, required=False, widget=forms.CheckboxSelectMultiple)
    empty = [(EMPTY, field.empty)] if field.nullable else []
    return forms.ChoiceField(label=field.label, choices=[("", "Leave unchanged"), *terms, *empty], required=False)


class BulkReasonForm(forms.Form):
    """The reason of a bulk edit, and the digest of the preview that is confirmed."""

    basis = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Reason",
        help_text="Required. Reviewers see it, and it is kept in the history of every program.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        error_messages={"required": "Enter a reason. Reviewers see it, and it is kept in the history of every program."},
    )


class BulkDecisionForm(forms.Form):
    """A decision on a bulk edit, its note, and the token of the versions that the page displayed."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=60)
    decision = forms.CharField(
        label="Note or reason",
        help_text="Required to reject, optional to publish. The author sees it in the history.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )
