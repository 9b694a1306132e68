"""Forms of organizations: a new name, a merge, a website, a decision."""

from __future__ import annotations

from typing import Any

from django import forms

from catalog.models import Organization
from catalog.organizations.services import InvalidOrganizationChange, check_merge, check_new_name

_BROAD = {"class": "vTextField"}
_LONGEST_REASON = 500


def _reason(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=False,
        help_text=help_text,
        max_length=_LONGEST_REASON,
        widget=forms.TextInput(attrs=_BROAD),
    )


class _ChangeForm(forms.Form):
    """What the forms of a rename and a merge share. `other` and `waiting` say what stands in the way, as the service does."""

    other: Organization | None = None
    waiting: Any = None
    reason = _reason("Optional. It is kept in the history of each program.")

    def __init__(self, organization: Organization, data: Any = None):
        super().__init__(data)
        self.organization = organization

    def refuse(self, field: str | None, error: InvalidOrganizationChange) -> None:
        """Add why the change is not possible."""
        self.other, self.waiting = error.other, error.waiting
        self.add_error(field, str(error))


class RenameForm(_ChangeForm):
    """A new name for an organization."""

    name = forms.CharField(
        label="New name",
        max_length=200,
        widget=forms.TextInput(attrs=_BROAD),
        help_text="Capital letters, spaces and punctuation count, too.",
        error_messages={"required": "Enter the new name."},
    )
    field_order = ("name", "reason")

    def clean_name(self) -> str:
        try:
            return check_new_name(self.organization, self.cleaned_data["name"])
        except InvalidOrganizationChange as error:
            self.other, self.waiting = error.other, error.waiting
            raise forms.ValidationError(str(error)) from None


class MergeOrganizationForm(_ChangeForm):
    """The organization that an organization becomes part of."""

    into = forms.CharField(
        label="Merge into",
        max_length=200,
        widget=forms.TextInput(attrs=_BROAD | {"list": "organizations", "autocomplete": "off"}),
        help_text="The name of the organization that stays. Start typing, then choose from the list.",
        error_messages={"required": "Enter the organization that stays."},
    )
    field_order = ("into", "reason")

    def clean_into(self) -> Organization:
        typed = self.cleaned_data["into"]
        into = Organization.objects.filter(slug=Organization.slug_for(typed)).first()
        if into is None:
            raise forms.ValidationError(f"“{typed}” is not in the catalog. To give this name to the organization, rename it.")
        try:
            check_merge(self.organization, into)
        except InvalidOrganizationChange as error:
            self.waiting = error.waiting
            raise forms.ValidationError(str(error)) from None
        return into


class WebsiteForm(forms.Form):
    """The address of an organization's own site."""

    website = forms.URLField(
        label="Website",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vTextField", "autocapitalize": "none", "spellcheck": "false"}),
        help_text="The organization’s own home page. It is shown on the organization’s public page. Leave blank for none.",
    )


class OrganizationDecisionForm(forms.Form):
    """A note on a change. `basis` names the effects that the page showed."""

    decision = forms.CharField(
        required=False,
        label="Note or reason",
        help_text="Required to reject, optional to publish. The author sees it.",
        max_length=_LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    basis = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class DropForm(forms.Form):
    """The organizations to drop, by primary key; keys of others are ignored."""

    organization = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Select at least one organization."})

    def __init__(self, unused: list[Organization], data: Any = None):
        super().__init__(data)
        field: Any = self.fields["organization"]
        field.choices = [(one.pk, one.name) for one in unused]
