"""Convert between a record and the form that edits it: initial values, the typed record, errors at their fields."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from catalog.admin_common.errors import text_of
from catalog.common.clock import today
from catalog.programs.edit_rules import check_change, check_sources
from catalog.record_form.forms import SUPPORTS, RecordForm
from catalog.record_form.sources import fill_support_sources, filled_sources
from catalog.schema.codebook import book
from catalog.schema.errors import InvalidRecord
from catalog.schema.parts import settle_absence
from catalog.schema.validation import Record, validate

_SPECIAL = ("supports", "sources", "duration_months")


def initial(record: Record) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the initial values of the form and of its sources."""
    values = {name: value for name, value in record.as_json().items() if name not in _SPECIAL}
    values["duration_shortest"], values["duration_longest"] = record.duration_months or (None, None)
    for code, support in record.supports.by_code():
        for key, value in support.model_dump().items():
            values[f"{code}_{key}"] = value
    return values, [source.model_dump() for source in record.sources]


def gather(form: RecordForm, sources: Any, before: Record | None) -> Record:
    """Return the valid record of a clean form and its sources; `before` is the record it is based on, if any.

    Raises InvalidRecord with every error that catalog.schema.validation and catalog.programs.edit_rules find.
    """
    record = collect_input(form, sources)
    without = [problem.field.split(".")[1] for problem in check_sources(before, record)]
    fill_support_sources(record["supports"], sources, without)
    problems = check_change(before, record, today())
    try:
        valid = validate(record)
    except InvalidRecord as error:
        reported = {problem.field for problem in error.problems}
        raise InvalidRecord([*error.problems, *(one for one in problems if one.field not in reported)]) from None
    if problems:
        raise InvalidRecord(problems)
    return valid


def collect_record(form: RecordForm, sources: Any) -> Record:
    """Return the valid record of a clean form by the codebook's rules alone. Raises InvalidRecord."""
    record = collect_input(form, sources)
    fill_support_sources(record["supports"], sources, SUPPORTS)
    return validate(record)


def collect_input(form: RecordForm, sources: Any) -> dict[str, Any]:
    """Return the record as entered, not validated yet."""
    values = form.cleaned_data
    record: dict[str, Any] = {}
    for name, words in book().fields.items():
        if name in _SPECIAL:
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
    record["duration_months"] = _span(values["duration_shortest"], values["duration_longest"])
    record["supports"] = {
        code: {
            "present": values[f"{code}_present"],
            "absence": settle_absence(values[f"{code}_present"], values[f"{code}_absence"]),
            "evidence": values[f"{code}_evidence"],
            "source": values[f"{code}_source"] or None,
        }
        for code in SUPPORTS
    }
    record["supports"]["recognize"]["basis"] = values["recognize_basis"]
    record["sources"] = [
        {"url": row["url"], "title": row["title"], "read": row["read"].isoformat() if row["read"] else ""}
        for row in (source.cleaned_data for source in filled_sources(sources))
    ]
    return record


def add_record_errors(form: RecordForm, sources: Any, error: InvalidRecord) -> list[tuple[str, str]]:
    """Add every error to its form field; return the path and text of errors without a field."""
    filled = filled_sources(sources)
    rest = []
    for problem in error.problems:
        row = re.match(r"sources\[(\d+)\](?:\.(\w+))?", problem.field)
        if row:
            filled[int(row[1])].add_error(row[2], text_of(problem))
            continue
        name = _form_field(problem.field)
        if name not in form.fields:
            rest.append((problem.field, text_of(problem)))
        elif isinstance(form.fields[name], forms.ChoiceField) and problem.message == "is empty":
            form.add_error(name, "Select a value.")
        else:
            form.add_error(name, text_of(problem))
    return rest


def list_errors(form: RecordForm, sources: Any) -> list[dict[str, str]]:
    """Return every error of the form and its sources, each with the id of its field."""
    errors: list[dict[str, str]] = []
    for part in (form, *sources.forms):
        for bound in part if part.is_bound else ():
            errors += [{"id": bound.auto_id, "text": f"{bound.label}: {text}"} for text in bound.errors]
    if sources.is_bound:
        errors += [{"id": "sources-heading", "text": f"Sources: {text}"} for text in sources.non_form_errors()]
    return errors


def _span(shortest: Decimal | None, longest: Decimal | None) -> list[float] | None:
    if shortest is None and longest is None:
        return None
    lengths = [float(value) for value in (shortest, longest) if value is not None]
    return [lengths[0], lengths[-1]]


def _form_field(path: str) -> str:
    """Return the form field of a record path; empty for the list of sources."""
    support = re.fullmatch(r"supports\.(\w+)\.(\w+)(\[\d+\])?", path)
    if support:
        return f"{support[1]}_{support[2]}"
    name = re.split(r"[.\[]", path)[0]
    return {"supports": "prepare_present", "sources": "", "duration_months": "duration_shortest"}.get(name, name)
