"""The forms for local terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.common.text import fold_line
from catalog.schema.local_terms import propose_code, propose_phrase
from catalog.schema.vocabulary import Term, Vocabulary
from catalog.vocabulary.services import TermWords


class LineField(forms.CharField):
    """A text on one line, without invisible differences."""

    def to_python(self, value: Any) -> str:
        text = fold_line(super().to_python(value) or "")
        if not text.isprintable():
            raise ValidationError("Remove the control characters. They are not text.")
        return text


class ReasonForm(forms.Form):
    """Asks for the reason of a change; colleagues read it, the public does not."""

    reason = LineField(
        min_length=5,
        max_length=400,
        label="Reason",
        help_text="For your colleagues. The public log shows what changed, but not the reason.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class TermForm(ReasonForm):
    """The words of a local term."""

    label = LineField(
        max_length=100,
        label="Label",
        help_text="As filters, program pages and forms show it, such as “Artificial intelligence”.",
    )
    definition = LineField(
        min_length=10,
        max_length=400,
        label="Definition",
        help_text="One sentence: when a program gets this term. Readers see it as help, editors as their rule.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    phrase = LineField(
        max_length=140,
        required=False,
        label="In a sentence",
    )
    spanish = LineField(
        max_length=100,
        required=False,
        label="Spanish label",
        help_text="For Spanish pages. Without it, they show the English label.",
    )
    field_order = ("label", "definition", "code", "phrase", "spanish", "reason")

    def __init__(self, words: Vocabulary, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sentence = words.sentence.format("…")
        self.fields["phrase"].help_text = f"As it reads in “programs {sentence}”. Leave it empty for the label in small letters."

    def clean_label(self) -> str:
        return _without_semicolon(self.cleaned_data["label"])

    def clean(self) -> dict[str, Any]:
        """Fill in what may be empty."""
        data = super().clean() or {}
        data["phrase"] = data.get("phrase") or propose_phrase(data.get("label", ""))
        return data

    def words(self) -> TermWords:
        """Return the words of a valid form."""
        data = self.cleaned_data
        return TermWords(data["label"], data["definition"], data["phrase"], data["spanish"])


class NewTermForm(TermForm):
    """The words and the code of a new term."""

    code = LineField(
        max_length=40,
        required=False,
        label="Code",
        help_text="For files and addresses. It never changes. Leave it empty to make it from the label.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["code"] = (data.get("code") or propose_code(data.get("label", ""))).lower()
        if "label" in data and not data["code"]:
            self.add_error("code", "Enter a code: the label has no Latin letter to make one from.")
        return data


class RetireTermForm(ReasonForm):
    """Asks which term takes the place of a retired one."""

    replaced_by = forms.ChoiceField(
        required=False,
        label="Replaced by",
        help_text="Programs that have the retired term get this one.",
        error_messages={"invalid_choice": "Choose a current term of this vocabulary."},
    )
    field_order = ("replaced_by", "reason")

    def __init__(self, terms: Iterable[Term], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].choices = [("", "No other term"), *((term.code, term.label) for term in terms)]  # type: ignore[attr-defined]


def _without_semicolon(text: str) -> str:
    if ";" in text:
        raise ValidationError("Leave out semicolons. In spreadsheets they separate values.")
    return text
