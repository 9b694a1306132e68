"""The form that edits a record. It only gathers; what is right is said by catalog.records alone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory

from catalog.records import Fault, Record, RecordFaults, validate
from catalog.records.vocabulary import book, vocabulary
from typology import Support

_SUPPORTS = tuple(support.code for support in Support)
_LINES = forms.Textarea(attrs={"rows": 3, "cols": 80})


def _terms(name: str) -> list[tuple[str, str]]:
    """The codes and labels to choose from; states as people look for them, by name."""
    terms = [(term.code, term.label) for term in vocabulary(name).terms]
    return sorted(terms, key=lambda term: term[1]) if name == "state" else terms


def _choice(name: str, *, required: bool = True) -> forms.ChoiceField:
    blank = [("", "(choose)" if required else "Not stated")]
    return forms.ChoiceField(choices=blank + _terms(name), required=False)


def _set(name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=_terms(name), widget=forms.CheckboxSelectMultiple, required=False)


def _line(size: int = 80) -> forms.CharField:
    return forms.CharField(required=False, widget=forms.TextInput(attrs={"size": size}))


def _text() -> forms.CharField:
    return forms.CharField(required=False, widget=_LINES)


def _number(places: int) -> forms.DecimalField:
    return forms.DecimalField(required=False, max_digits=6, decimal_places=places)


class RecordForm(forms.Form):
    """A record's fields, supports told one by one and partners one to a line.

    `base` is the number of the version the editor began from: saving over a newer one is refused.
    """

    name = _line()
    slug = _line()
    sponsor = _line()
    sponsor_type = _choice("sponsor_type")
    partners = _text()
    scope = _choice("scope")
    locality = _line()
    home_state = _choice("state", required=False)
    serves_states = _set("state")
    website = _line()
    summary = _text()
    prepare_present = forms.BooleanField(required=False)
    prepare_evidence = _text()
    prepare_source = _line()
    place_present = forms.BooleanField(required=False)
    place_evidence = _text()
    place_source = _line()
    recognize_present = forms.BooleanField(required=False)
    recognize_basis = _set("basis")
    recognize_evidence = _text()
    recognize_source = _line()
    form = _set("form")
    form_basis = _choice("form_basis")
    models = _set("model")
    practice = _set("practice")
    credentials = _set("credential")
    frameworks = _set("framework")
    focus = _set("focus")
    delivery = _choice("delivery", required=False)
    duration_shortest = _number(1)
    duration_longest = _number(1)
    pays = _choice("pays", required=False)
    receives = _set("receives")
    money_note = _line()
    entry = _choice("entry", required=False)
    eligibility = _text()
    audience = _set("audience")
    grade_bands = _set("grade")
    min_years_experience = _number(2)
    deadline_month = _choice("deadline_month", required=False)
    deadline_date = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    deadline_rolling = forms.BooleanField(required=False)
    deadline_note = _line()
    status = _choice("status")
    evidence_year = forms.IntegerField(required=False)
    founded = forms.IntegerField(required=False)
    confidence = _choice("confidence")
    note = _text()
    reason = forms.CharField(
        required=False, label="Reason", help_text="Why you make this change; kept in the history.", max_length=500
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            words = book().fields.get(name)
            if words:
                field.label, field.help_text = words.label, words.definition
        for code in _SUPPORTS:
            term = vocabulary("support").by_code[code]
            self.fields[f"{code}_present"].label = f"{term.label}: yes, this support is given"
            self.fields[f"{code}_present"].help_text = term.definition
            self.fields[f"{code}_evidence"].label = f"{term.label}: evidence"
            self.fields[
                f"{code}_evidence"
            ].help_text = "One sentence in our own words: what shows this support, or why it is absent (10 to 320 characters)."
            self.fields[f"{code}_source"].label = f"{term.label}: source"
            self.fields[f"{code}_source"].help_text = "The address of the source below that shows it; empty = not tied to one."
        self.fields["recognize_basis"].label = vocabulary("basis").label
        self.fields["recognize_basis"].help_text = vocabulary("basis").definition
        self.fields["duration_shortest"].label = "Shortest length in months"
        self.fields["duration_longest"].label = "Longest length in months"
        self.fields["partners"].help_text = "Other organizations named as co-sponsors, one to a line."


class SourceForm(forms.Form):
    """One page that was read."""

    url = forms.CharField(required=False, label="Address", widget=forms.TextInput(attrs={"size": 60}))
    title = forms.CharField(required=False, label="Title", widget=forms.TextInput(attrs={"size": 40}))
    read = forms.DateField(required=False, label="Read on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


SourceFormSet = formset_factory(SourceForm, extra=3, can_delete=True)


def initial(record: Record) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and its sources start from to edit a record."""
    values = {name: value for name, value in record.items() if name not in ("supports", "sources", "duration_months")}
    values["partners"] = "\n".join(record["partners"])
    values["duration_shortest"], values["duration_longest"] = record["duration_months"] or (None, None)
    for code, support in record["supports"].items():
        for key, value in support.items():
            values[f"{code}_{key}"] = value
    return values, record["sources"]


def gather(form: RecordForm, sources: Any) -> Record:
    """The valid record that a form and its sources hold, both already clean.

    Raises RecordFaults as catalog.records.validate does.
    """
    values = form.cleaned_data
    record: dict[str, Any] = {}
    for name, words in book().fields.items():
        if name in ("supports", "sources", "duration_months", "partners"):
            continue
        value = values[name]
        if isinstance(value, Decimal):
            value = float(value)
        elif name == "deadline_month":
            value = int(value) if value else None
        elif name == "deadline_date":
            value = value.isoformat() if value else None
        elif value == "" and words.type != "text" and words.empty != "Never empty":
            value = None
        record[name] = value
    record["locality"] = values["locality"] or None
    record["partners"] = [line.strip() for line in values["partners"].splitlines() if line.strip()]
    record["duration_months"] = _span(values["duration_shortest"], values["duration_longest"])
    record["supports"] = {
        code: {
            "present": values[f"{code}_present"],
            "evidence": values[f"{code}_evidence"],
            "source": values[f"{code}_source"] or None,
        }
        for code in _SUPPORTS
    }
    record["supports"]["recognize"]["basis"] = values["recognize_basis"]
    record["sources"] = [
        {"url": row["url"], "title": row["title"], "read": row["read"].isoformat() if row["read"] else ""}
        for row in (source.cleaned_data for source in kept_sources(sources))
    ]
    return validate(record)


def kept_sources(sources: Any) -> list[forms.Form]:
    """The source forms that hold something and are not to be removed, in order."""
    return [
        source
        for source in sources
        if any(source.cleaned_data.get(name) for name in ("url", "title", "read")) and not source.cleaned_data.get("DELETE")
    ]


def _span(shortest: Decimal | None, longest: Decimal | None) -> list[float] | None:
    if shortest is None and longest is None:
        return None
    return [float(value) for value in (shortest or longest, longest or shortest) if value is not None]


def show_faults(form: RecordForm, sources: Any, error: RecordFaults) -> None:
    """Put every fault where the editor can mend it."""
    kept = kept_sources(sources)
    for fault in error.faults:
        row = re.match(r"sources\[(\d+)\](?:\.(\w+))?", fault.field)
        if row:
            kept[int(row[1])].add_error(row[2], _text_of(fault))
            continue
        name = _form_field(fault.field)
        if name is None:
            form.add_error(None, f"{book().fields[fault.field].label}: {_text_of(fault)}")
        elif isinstance(form.fields[name], forms.ChoiceField) and fault.message == "is empty":
            form.add_error(name, "Nothing is chosen.")
        else:
            form.add_error(name, _text_of(fault))


def _text_of(fault: Fault) -> str:
    text = fault.message[:1].upper() + fault.message[1:]
    return f"{text} (allowed: {fault.allowed})." if fault.allowed else f"{text}."


def _form_field(path: str) -> str | None:
    support = re.fullmatch(r"supports\.(\w+)\.(\w+)(\[\d+\])?", path)
    if support:
        return f"{support[1]}_{support[2]}"
    name = re.split(r"[.\[]", path)[0]
    return {"supports": "prepare_present", "sources": None, "duration_months": "duration_shortest"}.get(name, name)
