"""The forms for families of programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.common.text import fold_line
from catalog.families.selectors import find_programs
from catalog.models import Program, ProgramFamily, Publication


class FamilyForm(forms.Form):
    """The name and the description of a family."""

    name = forms.CharField(
        max_length=100, label="Name", help_text="As pages and files show it, such as “State Teacher of the Year”."
    )
    description = forms.CharField(
        max_length=400,
        label="Description",
        help_text="One sentence: what its programs have in common.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    def clean_name(self) -> str:
        return fold_line(self.cleaned_data["name"])

    def clean_description(self) -> str:
        return fold_line(self.cleaned_data["description"])


class FamilyPageForm(FamilyForm):
    """The same, with the programs to add and to remove."""

    add = forms.CharField(
        required=False,
        label="Add programs",
        help_text="One a line: the program’s name, or the last part of its address.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    remove = forms.MultipleChoiceField(required=False, label="Remove programs", widget=forms.CheckboxSelectMultiple)

    def __init__(self, family: ProgramFamily, members: Sequence[Program], data: Mapping[str, Any] | None):
        super().__init__(data, initial={"name": family.name, "description": family.description})
        self.members = {str(program.pk): program for program in members}
        choices = [(key, _label(program)) for key, program in self.members.items()]
        self.fields["remove"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["remove"]

    def clean_add(self) -> list[Program]:
        """Return the programs to add."""
        typed = [line for text in self.cleaned_data["add"].splitlines() if (line := fold_line(text))]
        found, unknown = find_programs(typed)
        if unknown:
            raise ValidationError([f"There is no program “{text}”. Use its name or its address." for text in unknown[:10]])
        return found

    def removed(self) -> list[Program]:
        """Return the programs to remove, of a valid form."""
        return [self.members[key] for key in self.cleaned_data.get("remove", ())]


def _label(program: Program) -> str:
    is_public = program.publication == Publication.PUBLISHED
    return program.name if is_public else f"{program.name} ({program.get_publication_display().lower()})"
