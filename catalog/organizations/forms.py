"""Forms of organizations: a new name, a merge, details, a decision."""

from __future__ import annotations

from typing import Any

from django import forms

from catalog.models import Organization
from catalog.organizations.apply import InvalidOrganizationChange
from catalog.organizations.details import FIELDS, Details, clean_details, details_of
from catalog.organizations.identifiers import SCHEMES, IdentifierScheme
from catalog.organizations.services import check_merge, check_new_name
from catalog.schema.vocabulary import original_vocabulary

_BROAD = {"class": "vTextField"}
_LONGEST_REASON = 500
_HELP = {
    "website": "The organization’s own home page. It is shown on the organization’s public page. Leave blank for none.",
    "home_state": "Where the organization has its seat. Program pages show it where the program states none.",
    "parent": "The organization that this one belongs to, such as the university of a school of education.",
}


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


class DetailsForm(forms.Form):
    """The details of an organization, one field for each of FIELDS."""

    reason = _reason("Optional. It is kept with the change.")

    def __init__(self, organization: Organization, data: Any = None):
        super().__init__(data, initial=details_of(organization))
        self.organization = organization
        for name, label in FIELDS.items():
            self.fields[name] = _detail_field(name, label)
        self.order_fields([*FIELDS, "reason"])

    def clean(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data.get(name, "") for name in FIELDS if name not in self.errors}
        found, problems = clean_details(typed)
        for field, message in problems.items():
            self.add_error(field, message)
        return {**self.cleaned_data, **found}

    @property
    def details(self) -> Details:
        """What was entered, by field of FIELDS."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def general(self) -> list[forms.BoundField]:
        """The fields that are not about identifiers."""
        return [self[name] for name in FIELDS if not name.startswith(tuple(SCHEMES))]

    @property
    def schemes(self) -> list[tuple[IdentifierScheme, list[forms.BoundField]]]:
        """Each kind of identifier with its three fields."""
        return [(scheme, [self[f"{scheme.name}{part}"] for part in ("", "_source", "_date")]) for scheme in SCHEMES.values()]


def _detail_field(name: str, label: str) -> forms.CharField | forms.ChoiceField:
    """Return the field of a detail. What is typed is checked in clean_details()."""
    attributes: dict[str, Any] = {"class": "vTextField", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
    scheme = name.partition("_")[0]
    if name == "home_state":
        states = original_vocabulary("state").terms
        choices = [("", "Not known"), *((term.code, term.label) for term in sorted(states, key=lambda term: term.label))]
        return forms.ChoiceField(label=label, choices=choices, required=False, help_text=_HELP[name])
    if name == "parent":
        attributes |= {"list": "organizations"}
    if name.endswith("_date"):
        attributes |= {"placeholder": "2026-11-30", "class": "vDateField"}
    help_text = _HELP.get(name) or ("" if "_" in name else f"{SCHEMES[scheme].title}: {SCHEMES[scheme].form}.")
    text = (
        "Source"
        if name.endswith("_source")
        else "Read on"
        if name.endswith("_date")
        else "Identifier"
        if name in SCHEMES
        else label
    )
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=text, required=False, max_length=_LONGEST_REASON, widget=widget, help_text=help_text)


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
