"""The form to code a program. Validation is in catalog.coding.record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from catalog.admin_common.errors import text_of
from catalog.coding.attributes import ATTRIBUTES, label_of, may_be_empty, takes_one
from catalog.programs.codebook import rules
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS
from catalog.schema.parts import SourceRecord
from catalog.schema.vocabulary import vocabulary
from typology import Support

OTHER = "other"
UNSTATED = "unstated"  # a choice that the coder makes, unlike skipping the field
YES_NO = [("yes", "Yes, present"), ("no", "No, absent")]


class CodingForm(forms.Form):
    """The three supports with evidence, the basis of recognition, other fields, the page read, and the coder's confidence."""

    recognize_basis = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    page = forms.ChoiceField(widget=forms.RadioSelect, required=False, label="Which page did you read?")
    other_page = forms.CharField(required=False, label="Address of another page", widget=forms.TextInput(attrs={"size": 60}))
    confidence = forms.ChoiceField(widget=forms.RadioSelect, required=False, label="How sure are you?")

    def __init__(self, sources: Sequence[SourceRecord], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for term in vocabulary("support").terms:
            self.fields[f"{term.code}_present"] = forms.ChoiceField(
                choices=YES_NO, widget=forms.RadioSelect, required=False, label=f"{term.label}: is it present?"
            )
            self.fields[f"{term.code}_absence"] = forms.ChoiceField(
                choices=_choices("absence")[::-1],
                widget=forms.RadioSelect,
                required=False,
                help_text="Without an answer, it counts as not described.",
                label="If absent, what do the pages say?",
            )
            self.fields[f"{term.code}_evidence"] = forms.CharField(
                required=False,
                label=f"{term.label}: evidence",
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="One sentence in your own words: what shows it, or why it is absent (10 to 320 characters).",
            )
        for name in ATTRIBUTES:
            choices = _choices(FIELDS[name].vocabulary)
            choices += [(UNSTATED, "Not stated: the pages do not say it")] if may_be_empty(name) else []
            one = takes_one(name)
            self.fields[name] = (forms.ChoiceField if one else forms.MultipleChoiceField)(
                choices=choices,
                widget=forms.RadioSelect if one else forms.CheckboxSelectMultiple,
                required=False,
                label=label_of(name),
                help_text=f"{FIELDS[name].definition} Select {'one' if one else 'all that apply'}, or nothing to skip it.",
            )
        basis, confidence, page = (self.fields[name] for name in ("recognize_basis", "confidence", "page"))
        basis.label, basis.help_text = vocabulary("basis").label, "If recognize is present, select everything that shows it."
        basis.choices = _choices("basis")  # type: ignore[attr-defined]
        confidence.choices = _choices("confidence")  # type: ignore[attr-defined]
        page.choices = [(source.url, f"{source.title} ({source.url})") for source in sources]  # type: ignore[attr-defined]
        page.choices += [(OTHER, "Another page")]  # type: ignore[attr-defined]

    def supports(self) -> list[dict[str, Any]]:
        """Each support with its rule and its fields, as the page shows them."""
        return [
            {
                "term": term,
                "rule": rules().supports[term.code],
                "present": self[f"{term.code}_present"],
                "absence": self[f"{term.code}_absence"],
                "evidence": self[f"{term.code}_evidence"],
                "basis": self["recognize_basis"] if term.code == Support.RECOGNIZE.code else None,
            }
            for term in vocabulary("support").terms
        ]

    def attributes(self) -> list[forms.BoundField]:
        """The fields that a coder may code besides the supports."""
        return [self[name] for name in ATTRIBUTES]

    def clean(self) -> None:
        """“Not stated” goes with no other choice."""
        for name in ATTRIBUTES:
            chosen = self.cleaned_data.get(name)
            if isinstance(chosen, list) and UNSTATED in chosen and len(chosen) > 1:
                self.add_error(name, "Select either “Not stated” or what applies.")

    def gather(self) -> tuple[dict[str, Any], str | None, str, dict[str, list[str]]]:
        """What a clean form holds, as catalog.coding.tasks.code() takes it: supports, page, confidence, and other fields."""
        typed = self.cleaned_data
        supports: dict[str, dict[str, Any]] = {
            support.code: {
                "present": {"yes": True, "no": False}.get(typed[f"{support.code}_present"]),
                "absence": typed[f"{support.code}_absence"] or None,
                "evidence": typed[f"{support.code}_evidence"],
            }
            for support in Support
        }
        supports[Support.RECOGNIZE.code]["basis"] = typed["recognize_basis"]
        page = typed["other_page"] if typed["page"] == OTHER else typed["page"]
        chosen = {name: [value] if isinstance(value, str) else value for name in ATTRIBUTES if (value := typed[name])}
        attributes = {name: [code for code in codes if code != UNSTATED] for name, codes in chosen.items()}
        return supports, page or None, typed["confidence"], attributes

    def show(self, error: InvalidRecord) -> None:
        """Add every error to its field."""
        for problem in error.problems:
            path = problem.field.partition("[")[0].split(".")
            name = "_".join(path[1:3]) if path[0] == "supports" else path[-1]
            if name == "page" and self.cleaned_data["page"] == OTHER:
                name = "other_page"
            self.add_error(name if name in self.fields else None, self._text(name, problem))

    def _text(self, name: str, problem: RecordProblem) -> str:
        if name == "recognize_basis":
            ticked = bool(self.cleaned_data[name])
            return "Select nothing here: you coded recognize as absent." if ticked else "Select at least one."
        if name == "models":
            return "Select nothing or “Not stated”: you coded prepare as absent."
        chosen = isinstance(self.fields.get(name), forms.ChoiceField)
        if chosen and not self.cleaned_data.get(name):
            return "Select a value."
        return text_of(problem)


def describe_rules() -> dict[str, Any]:
    """The codebook's rules for a coder: each support and each basis of recognize with its rule, and what holds for all."""
    found = rules()
    return {
        "supports": tuple((term, found.supports[term.code]) for term in vocabulary("support").terms),
        "bases": tuple((term, found.bases[term.code]) for term in vocabulary("basis").terms),
        "general": found.general,
    }


def _choices(name: str) -> list[tuple[str, str]]:
    return [(term.code, f"{term.label}: {term.definition}") for term in vocabulary(name).terms]
