"""The form to decide a coding disagreement. Validation is in catalog.coding.decisions."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from catalog.admin_common.errors import in_words, text_of
from catalog.coding.attributes import describe_codes, label_of
from catalog.coding.decision_result import (
    UNTIED,
    DisputedCoding,
    find_disputed_attributes,
    find_disputes,
    needs_basis,
    needs_source,
    record_has,
)
from catalog.coding.reliability import who
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.vocabulary import vocabulary
from typology import Support

_NOT_CHOSEN, _NONE_OF_THEM = "", "none"


class CodingDecisionForm(forms.Form):
    """Each disputed support present or absent, with what the record then needs, each disputed field, and the reason.

    `base` is the number of the version that the reviewer sees.
    """

    reason = forms.CharField(
        required=False,
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="At most 500 characters. Public on the program’s page and the methods page, without your name.",
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, record: ProgramRecord, codings: tuple[DisputedCoding, DisputedCoding], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.codings, self.asked = codings, find_disputes(*codings)
        addresses = [source.url for source in record.sources]
        pages = []
        for code in self.asked:
            label = vocabulary("support").label_of(code)
            by_answer = {coding.has_support(code): coding for coding in codings}
            self.fields[f"{code}_present"] = forms.ChoiceField(
                choices=[
                    ("yes", f"Present, as {who(by_answer[True].coder)} coded"),
                    ("no", f"Absent, as {who(by_answer[False].coder)} coded"),
                ],
                widget=forms.RadioSelect,
                required=False,
                label=f"{label}: which is right?",
            )
            in_record = record_has(record, code, codings[0].rules)
            changing = by_answer[not in_record]
            if needs_source(record, code, changing):
                options = [(source.url, f"{source.title} ({source.url})") for source in record.sources]
                if changing.page and changing.read and changing.page not in addresses:
                    pages.append(changing.page)
                    options.append(
                        (changing.page, f"The page {who(changing.coder)} read, added to the sources ({changing.page})")
                    )
                choices = [(_NOT_CHOSEN, "(choose)"), *options, (_NONE_OF_THEM, "None of them")]
                answer = "absent" if in_record else "present"
                self.fields[f"{code}_source"] = forms.ChoiceField(
                    choices=choices,
                    required=False,
                    label=f"{label}: the source that shows it",
                    help_text=f"Required if you decide {answer}: {who(changing.coder)} read none of the record’s sources.",
                )
            if code == Support.RECOGNIZE.code and needs_basis(record, changing):
                terms = [(term.code, f"{term.label}: {term.definition}") for term in vocabulary("basis").terms]
                self.fields["recognize_basis"] = forms.MultipleChoiceField(
                    choices=terms,
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    label=vocabulary("basis").label,
                    help_text=f"Required if you decide present: {who(changing.coder)} did not record it.",
                )
        self.asked_attributes = find_disputed_attributes(*codings)
        for name in self.asked_attributes:
            self.fields[name] = forms.ChoiceField(
                choices=[
                    (str(number), f"{describe_codes(name, coding.attributes[name])}, as {who(coding.coder)} coded")
                    for number, coding in enumerate(codings)
                ],
                widget=forms.RadioSelect,
                required=False,
                label=f"{label_of(name)}: which is right?",
            )
        if pages:
            self.fields["title"] = forms.CharField(
                required=False,
                label="Title of the added page",
                help_text="Required if you add a page to the sources: " + ", ".join(sorted(set(pages))),
                widget=forms.TextInput(attrs={"size": 60}),
            )

    def decisions(self) -> list[dict[str, Any]]:
        """Each disputed support with both codings of it and its fields, as the page shows them."""
        return [
            {
                "term": vocabulary("support").by_code[code],
                "codings": [
                    {"who": who(coding.coder), "present": coding.has_support(code), **_describe(coding, code)}
                    for coding in self.codings
                ],
                "present": self[f"{code}_present"],
                "source": self[f"{code}_source"] if f"{code}_source" in self.fields else None,
                "basis": self["recognize_basis"] if f"{code}_basis" in self.fields else None,
            }
            for code in self.asked
        ]

    def attributes(self) -> list[dict[str, Any]]:
        """Each disputed field with its definition and its choice, as the page shows them."""
        return [
            {"code": name, "field": FIELDS[name], "label": label_of(name), "choice": self[name]} for name in self.asked_attributes
        ]

    def added_title(self) -> forms.BoundField | None:
        """The field for the title of a page that joins the sources; None where none can."""
        return self["title"] if "title" in self.fields else None

    def gather(self) -> dict[str, Any]:
        """What a clean form holds, as arguments of catalog.coding.decisions.decide()."""
        typed = self.cleaned_data
        present = {code: typed[f"{code}_present"] for code in self.asked}
        sources = {code: typed.get(f"{code}_source", _NOT_CHOSEN) for code in self.asked}
        return {
            "supports": {code: answer == "yes" for code, answer in present.items() if answer},
            "attributes": {
                name: self.codings[int(typed[name])].attributes[name] for name in self.asked_attributes if typed[name]
            },
            "reason": typed["reason"],
            "basis": typed.get("recognize_basis", []),
            "sources": {code: UNTIED if url == _NONE_OF_THEM else url for code, url in sources.items() if url},
            "title": typed.get("title", ""),
            "base": typed["base"],
        }

    def show(self, error: InvalidRecord) -> None:
        """Add every error to its field."""
        for problem in error.problems:
            support = re.fullmatch(r"supports\.(\w+)\.(\w+)", problem.field)
            name = f"{support[1]}_{support[2]}" if support else problem.field
            if re.fullmatch(r"sources\[\d+\]\.title", problem.field):
                name = "title"
            known = name in self.fields
            self.add_error(name if known else None, self._text(name, problem) if known else in_words(problem))

    def _text(self, name: str, problem: RecordProblem) -> str:
        if isinstance(self.fields[name], forms.ChoiceField) and not self.cleaned_data.get(name):
            return "Select a value."
        return text_of(problem)


def _describe(coding: DisputedCoding, code: str) -> dict[str, Any]:
    support = coding.supports[code]
    return {
        "evidence": support["evidence"],
        "absence": vocabulary("absence").label_of(support.get("absence")),
        "basis": [vocabulary("basis").label_of(basis) for basis in support.get("basis", [])],
        "page": coding.page,
    }
