"""The form fields of what ages in a record: deadline, website, status, last year seen; and the changes that they make."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict

from catalog.admin_common.edit_conflict import EditConflict, build_conflict
from catalog.common.clock import today
from catalog.duplicates.live_check import check_duplicates
from catalog.duplicates.matching import Likeness
from catalog.models import Program, ProgramVersion
from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.programs.edit_rules import check_change
from catalog.programs.history.versions import working_version
from catalog.schema.codebook import book
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical, validate
from catalog.schema.vocabulary import vocabulary

# the fields of a record that forms here edit
AGING = ("deadline_date", "deadline_month", "deadline_note", "website", "status", "evidence_year")


def choices_of(name: str, blank: str = "") -> list[tuple[str, str]]:
    """Return the codes and labels of a vocabulary, after an empty choice with the label `blank` if given."""
    terms = [(term.code, term.label) for term in vocabulary(name).terms if term.is_current]
    return [*([("", blank)] if blank else []), *terms]


class AgingForm(forms.Form):
    """The deadline and the website of a record."""

    deadline_date = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date such as March 15, 2027."},
    )
    not_announced = forms.BooleanField(
        required=False,
        label="Next deadline not announced yet",
        help_text="Removes this date; its month stays.",
    )
    deadline_month = forms.ChoiceField(required=False, choices=partial(choices_of, "deadline_month", "Not stated"))
    deadline_note = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    website = forms.CharField(
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    in_sources = forms.BooleanField(
        required=False,
        label="New address in the sources, too",
        help_text="Only if you have read the page there: today becomes its day of reading.",
    )

    # slugs of likely duplicates that the editor has checked
    distinct = forms.CharField(required=False, max_length=5_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in AGING:
            if name in self.fields and not self.fields[name].label:
                self.fields[name].label = book().fields[name].label

    def collect_changes(self, record: Record) -> dict[str, Any]:
        """Return what the valid form changes in a record: new values by field. They are not validated yet."""
        changes = self.collect_typed(record)
        if self.cleaned_data["not_announced"] and record.deadline_date and not changes.get("deadline_date"):
            changes |= _forget_deadline(record, changes)
        if self.cleaned_data["in_sources"] and changes.get("website") and record.website:
            changes |= _move_source(record, record.website, changes["website"])
        return changes

    def check_duplicates(self, program: Program, before: Record, changes: Mapping[str, Any]) -> tuple[list[Likeness], list[str]]:
        """Return the likely duplicates of a changed website, as catalog.duplicates.live_check.check_duplicates() does."""
        after = before.model_copy(update={"website": changes.get("website", before.website)})
        return check_duplicates(after, before, program.pk, self.cleaned_data["distinct"])

    def collect_typed(self, record: Record) -> dict[str, Any]:
        """Return the values that differ from a record's, without the effects of the boxes."""
        return {name: value for name, value in self.read_values().items() if value != getattr(record, name)}

    def read_values(self) -> dict[str, Any]:
        """Return the values of the valid form as a record has them, by field."""
        typed = self.cleaned_data
        date = typed["deadline_date"]
        return {
            "deadline_date": date.isoformat() if date else None,
            "deadline_month": int(typed["deadline_month"] or 0) or None,
            "deadline_note": typed["deadline_note"],
            "website": typed["website"] or None,
        }


class QuickEditForm(AgingForm):
    """Everything that ages in a record; `base` is the number of the version that the form was made from."""

    status = forms.ChoiceField(
        label="Status", choices=partial(choices_of, "status"), error_messages={"required": "Choose a status."}
    )
    evidence_year = forms.IntegerField(
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": "Enter a year such as 2026."},
    )
    reason = forms.CharField(
        required=False,
        max_length=500,
        label="Reason for this change",
        help_text="For the person who publishes it; kept in the history.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**31 - 1)

    def read_values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {**super().read_values(), "status": typed["status"], "evidence_year": typed["evidence_year"]}


def initial_values(record: Record) -> dict[str, Any]:
    """Return the values that forms here show for a record."""
    return {name: getattr(record, name) or "" for name in AGING}


def is_deadline_past(record: Record) -> bool:
    """Return whether a program that can be entered states a closing date that has passed."""
    deadline = deadline_of(record, today())
    return is_offered(record) and deadline.date is not None and not deadline.coming


def find_started_version(program: Program, number: str | None) -> ProgramVersion:
    """Return the version with the number that a form sent: it was made from that. Else the version to edit now."""
    known = program.versions.select_related("user", "decided_by")
    sent = known.filter(number=number).first() if number and number.isdecimal() and len(number) < 10 else None
    return sent or working_version(program) or known.latest("number")


def complete_data(posted: QueryDict, record: Record, names: Iterable[str] = AGING) -> QueryDict:
    """Return posted data with a record's values in these fields where they were not sent.

    So a shorter form, or one from an older page, clears nothing.
    """
    data = posted.copy()
    for name, value in initial_values(record).items():
        if name in names and name not in data:
            data[name] = str(value)
    return data


def resolve_conflict(
    form: AgingForm, posted: QueryDict, started: ProgramVersion, **others: int | None
) -> tuple[QueryDict, EditConflict]:
    """Return what a valid form then holds, and what changed, if somebody wrote a version after the one it was made from.

    The data has the newest record with the editor's values where they typed any, and `others` by name.
    """
    record, newest = canonical(started.record), find_started_version(started.program, None)
    conflict = build_conflict(started, newest, canonical({**record.as_json(), **form.collect_typed(record)}))
    data = posted.copy()
    shown = {name: value for name, value in initial_values(conflict.record).items() if name in form.fields}
    for name, value in {**shown, **others}.items():
        data[name] = "" if value is None else str(value)
    if not is_deadline_past(conflict.record):
        data.pop("not_announced", None)
    return data, conflict


def apply_changes(record: Record, changes: Mapping[str, Any]) -> Record:
    """Return the valid record with these changes.

    Raises InvalidRecord with every error that catalog.schema.validation and catalog.programs.edit_rules find.
    """
    after = {**record.as_json(), **changes}
    problems = check_change(record, after, today())
    try:
        valid = validate(after)
    except InvalidRecord as error:
        reported = {problem.field for problem in error.problems}
        raise InvalidRecord([*error.problems, *(one for one in problems if one.field not in reported)]) from None
    if problems:
        raise InvalidRecord(problems)
    return valid


def _forget_deadline(record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes that remove a deadline's date. Its month becomes the usual one, and the note keeps the date."""
    date = datetime.date.fromisoformat(record.deadline_date or "")
    note = changes.get("deadline_note", record.deadline_note)
    found: dict[str, Any] = {"deadline_date": None}
    if not changes.get("deadline_month", record.deadline_month):
        found["deadline_month"] = date.month
    if str(date.year) not in note:  # a reader sees how old the usual month is
        last = f"Last date seen: {date.day} {date:%B} {date.year}."
        found["deadline_note"] = f"{note.rstrip('. ')}. {last}" if note else last
    return found


def _move_source(record: Record, old: str, new: str) -> dict[str, Any]:
    """Return the sources and supports in which a page that moved has its new address."""
    before = record.as_json()
    known = {source["url"] for source in before["sources"]}
    if old not in known:
        return {}
    sources = [source for source in before["sources"] if source["url"] != old or new not in known]
    moved = [{**source, "url": new, "read": today().isoformat()} if source["url"] == old else source for source in sources]
    supports = {
        code: {**support, "source": new} if support["source"] == old else support for code, support in before["supports"].items()
    }
    return {"sources": moved, "supports": supports}
