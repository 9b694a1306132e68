"""The form that edits a record, in the codebook's terms. Validation is in catalog.schema."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join

from catalog.programs.codebook import rules
from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS, lengths
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
    fields: dict[str, forms.Field] = {f"{code}_present": forms.BooleanField(required=False)}
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
        evidence = "One sentence in our own words: what shows this support, or why it is absent. 10 to 320 characters."
        self._label(f"{code}_evidence", f"{term.label}: evidence", evidence)
        self._limit(f"{code}_evidence", 320)
        source = "The address of the source below that shows it. Required when you enter or change this support."
        self._label(f"{code}_source", f"{term.label}: source", source)

    def _describe(self, name: str, vocabulary_code: str) -> None:
        if not vocabulary_code:
            _, most = lengths(name)
            self._limit(name, most)
            return
        terms = vocabulary(vocabulary_code).terms
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


class SourceForm(forms.Form):
    """One page that was read."""

    url = forms.CharField(required=False, label="Address", widget=forms.TextInput(attrs={"size": 60, "inputmode": "url"}))
    title = forms.CharField(required=False, label="Title", widget=forms.TextInput(attrs={"size": 40}))
    read = forms.DateField(required=False, label="Read on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


# upper limit, whatever number the request claims
SourceFormSet = formset_factory(SourceForm, extra=2, can_delete=True, max_num=200, absolute_max=200)


def sections(form: RecordForm) -> Iterable[dict[str, Any]]:
    """Yield the form's fields in groups; the template renders the groups "supports" and "sources" itself.

    Fields in no group come last.
    """
    grouped = {name for _, names in _SECTIONS for name in names.split()}
    rest = [name for name in form.fields if name not in grouped and name.split("_")[0] not in SUPPORTS]
    for title, names in _SECTIONS:
        if names in ("supports", "sources"):
            yield {"title": title, "kind": names}
            continue
        yield {"title": title, "kind": "fields", "fields": [present_field(form, name) for name in names.split()]}
    if rest:
        yield {"title": "More", "kind": "fields", "fields": [present_field(form, name) for name in rest]}


def present_field(form: RecordForm, name: str) -> dict[str, Any]:
    """Describe a field for the template: the bound field, its layout, and the meaning of each code."""
    field = form[name]
    is_set = field.widget_type == "checkboxselectmultiple"
    return {
        "field": field,
        "wide": is_set or field.widget_type in ("members", "textarea"),
        "required": is_required(name),
        "required_if_new": name in {f"{code}_source" for code in SUPPORTS},
        "narrowed": is_set and len(list(field.field.widget.choices)) > MANY,
        "meanings": form.meanings.get(name, ()),
    }


def is_required(name: str) -> bool:
    """Return whether a program cannot be sent for review without this field. A yes or no is always given, a slug is made."""
    if name in {f"{code}_evidence" for code in SUPPORTS}:
        return True
    field = FIELDS.get(name)
    return bool(field and field.empty == NEVER_EMPTY and field.type != "true or false" and name != "slug")


def present_supports(form: RecordForm) -> list[dict[str, Any]]:
    """The fields of the three supports, side by side, each with the codebook's rule."""
    parts = ("present", "basis", "evidence", "source")
    return [
        {
            "code": code,
            "codes": (code,),
            "label": vocabulary("support").label_of(code),
            "rule": rules().supports[code],
            "fields": [present_field(form, f"{code}_{part}") for part in parts if f"{code}_{part}" in form.fields],
        }
        for code in SUPPORTS
    ]


_SECTIONS = (
    ("What it is", "slug name sponsor sponsor_type partners"),
    ("Where", "scope locality home_state serves_states serves_basis"),
    ("In short", "website summary"),
    ("The three supports", "supports"),
    ("What it calls itself", "form form_basis"),
    ("How it works", "models practice credentials frameworks focus functions aims delivery duration_shortest duration_longest"),
    ("Money", "pays receives money_note"),
    ("Who may enter", "entry eligibility audience grade_bands min_years_experience max_years_experience prerequisites"),
    ("Deadline", "deadline_month deadline_date deadline_rolling deadline_note"),
    ("How fresh", "status evidence_year founded"),
    ("Sources", "sources"),
    ("For coders", "confidence note"),
)
