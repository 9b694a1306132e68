"""The form that edits a record, in the codebook's terms. Validation is in catalog.schema."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join

from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS, lengths
from catalog.schema.parts import SILENT
from catalog.schema.vocabulary import NEVER_EMPTY, Field, Term, vocabulary
from typology import Support

SUPPORTS = tuple(support.code for support in Support)
BLANKS = 2  # empty inputs at the end of a list
MANY = 12  # with this many terms, a script adds a filter box


class Members(forms.TextInput):
    """A list of short texts, one input each, plus blank inputs."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        found = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return [value.strip() for value in found if value.strip()]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        known = self.attrs.get("list", "")
        inputs = (
            (name, text, f"id_{name}" if number == 1 else f"id_{name}_{number}", known, f"Partner {number}")
            for number, text in enumerate([*(value or []), *[""] * BLANKS], start=1)
        )
        one = '<input type="text" class="vTextField" name="{}" value="{}" id="{}" list="{}" aria-label="{}">'
        return format_html('<div class="members" data-members>{}</div>', format_html_join("\n", one, inputs))


class MembersField(forms.Field):
    """A list of short texts; blank ones are left out."""

    widget = Members

    def clean(self, value: Any) -> list[str]:
        for text in value or []:
            forms.CharField().clean(text)  # refuses null characters
        return value or []


def _terms(name: str) -> list[tuple[str, str]]:
    """Return the choices of a vocabulary; states are sorted by name."""
    terms = [(term.code, term.label) for term in vocabulary(name).terms if term.is_current]
    return sorted(terms, key=lambda term: term[1]) if name == "state" else terms


def _choice(name: str, *, required: bool = True) -> forms.ChoiceField:
    blank = [("", "(choose)" if required else "Not stated")]
    return forms.ChoiceField(choices=lambda: blank + _terms(name), required=False)


def _set(name: str) -> forms.MultipleChoiceField:
    # a function, because an Admin may add terms while the process runs
    return forms.MultipleChoiceField(choices=partial(_terms, name), widget=forms.CheckboxSelectMultiple, required=False)


def _line(**attrs: Any) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "vTextField", **attrs}))


def _address(**attrs: Any) -> forms.CharField:
    # not type=url: our own validation reports invalid URLs with all other errors
    return _line(inputmode="url", autocapitalize="none", spellcheck="false", **attrs)


def _text(rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "cols": 80, "class": "vLargeTextField"})
    return forms.CharField(required=False, widget=widget)


def _number(places: int) -> forms.DecimalField:
    return forms.DecimalField(required=False, max_digits=6, decimal_places=places)


def _date() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


_LONG_TEXTS = ("summary", "eligibility", "note")


def _field_for(name: str, field: Field) -> forms.Field:
    """The form field that edits a field of the record, by the kind of its value."""
    match field.type:
        case "one code":
            return _choice(field.vocabulary, required=not field.nullable)
        case "set of codes":
            return _set(field.vocabulary)
        case "month 1–12":
            return _choice(field.vocabulary, required=False)
        case "list of text":
            return MembersField(required=False, widget=Members(attrs={"list": "organizations"}))
        case "true or false":
            return forms.BooleanField(required=False)
        case "number":
            return _number(2)
        case "year":
            return forms.IntegerField(required=False)
        case "date (ISO 8601)":
            return _date()
        case "URL":
            return _address()
    return _text() if name in _LONG_TEXTS else _line(**_ATTRS.get(name, {}))


_ATTRS = {"slug": {"autocapitalize": "none", "spellcheck": "false"}, "sponsor": {"list": "organizations"}}


def _support_fields(code: str) -> dict[str, forms.Field]:
    # what claims least comes first
    absence = forms.ChoiceField(choices=lambda: sorted(_terms("absence"), key=lambda term: term[0] != SILENT), required=False)
    fields: dict[str, forms.Field] = {f"{code}_present": forms.BooleanField(required=False), f"{code}_absence": absence}
    if code == Support.RECOGNIZE.code:
        fields[f"{code}_basis"] = _set("basis")
    return {**fields, f"{code}_evidence": _text(), f"{code}_source": _address(list="sources-known")}


def _declared() -> dict[str, forms.Field]:
    """The form's fields in the codebook's order; a length is two numbers, sources have forms of their own."""
    found: dict[str, forms.Field] = {}
    for name, field in FIELDS.items():
        if name == "supports":
            for code in SUPPORTS:
                found |= _support_fields(code)
        elif name == "duration_months":
            found |= {"duration_shortest": _number(1), "duration_longest": _number(1)}
        elif name != "sources":
            found[name] = _field_for(name, field)
    return found


class RecordForm(type("DeclaredForm", (forms.Form,), _declared())):  # type: ignore[misc]
    """A record's fields in the codebook's order, as catalog.schema.fields declares them."""

    # the terms that each field of codes has to choose from, for help that says what each means
    meanings: dict[str, tuple[Term, ...]]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.meanings = {}
        for name, field in self.fields.items():
            words = book().fields.get(name)
            if words:
                field.label, field.help_text = words.label, f"{words.definition} {_rule(name)}".strip()
                self._describe(name, words.vocabulary)
        for code in SUPPORTS:
            self._label_support(code)
        for name, field in self.fields.items():
            if is_required(name) and not isinstance(field.widget, forms.CheckboxSelectMultiple):
                # only the name, without which nothing is saved, is required by the browser
                field.widget.attrs["required" if name == "name" else "aria-required"] = "true"
        self._label("recognize_basis", vocabulary("basis").label, vocabulary("basis").definition)
        self._describe("recognize_basis", "basis")
        for name, what in (("duration_shortest", "Shortest"), ("duration_longest", "Longest")):
            self._label(
                name,
                f"{what} length in months",
                "As stated, in whole or half months. Enter the same number twice for one length.",
            )
        self._label(
            "slug", book().fields["slug"].label, f"{book().fields['slug'].definition} Leave empty to create it from the name."
        )

    def _label(self, name: str, label: str, text: str) -> None:
        self.fields[name].label, self.fields[name].help_text = label, text

    def _label_support(self, code: str) -> None:
        term = vocabulary("support").by_code[code]
        self._label(f"{code}_present", f"{term.label}: yes, the program gives this support", term.definition)
        absence = f"{term.label}: if not given, what the pages say"
        self._label(f"{code}_absence", absence, "Ignored if the program gives this support.")
        self._describe(f"{code}_absence", "absence")
        evidence = "One sentence in our own words: what shows this support, or why it is absent. 10 to 320 characters."
        self._label(f"{code}_evidence", f"{term.label}: evidence", evidence)
        self._limit(f"{code}_evidence", 320)
        source = "The address of the source above that shows it. Leave empty to use the only source, or the one for all three."
        self._label(f"{code}_source", f"{term.label}: source", source)

    def _describe(self, name: str, vocabulary_code: str) -> None:
        if not vocabulary_code:
            _, most = lengths(name)
            self._limit(name, most)
            return
        terms = tuple(term for term in vocabulary(vocabulary_code).terms if term.is_current)
        if vocabulary_code not in ("state", "deadline_month"):
            self.meanings[name] = terms

    def _limit(self, name: str, most: int | None) -> None:
        """Let a script count characters. Input is never cut; a long text is an error."""
        if most and isinstance(self.fields[name].widget, forms.Textarea):
            self.fields[name].widget.attrs["data-most"] = most


def _rule(name: str) -> str:
    """Describe the codebook's length limits of a text."""
    least, most = lengths(name)
    return f"{least} to {most} characters." if least and least > 1 and most else ""


def is_required(name: str) -> bool:
    """Return whether a program cannot be sent for review without this field. A yes or no is always given, a slug is made."""
    if name in {f"{code}_evidence" for code in SUPPORTS}:
        return True
    declared = FIELDS.get(name)
    return bool(declared and declared.empty == NEVER_EMPTY and declared.type != "true or false" and name != "slug")
