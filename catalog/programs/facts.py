"""The facts of a record as pages show them: groups of facts, sources, supports with their evidence."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from catalog.common.language import gettext, ngettext
from catalog.programs import display
from catalog.programs.dates.currency import fresh_since
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.history.diff import value_in_words
from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS, ProgramRecord
from catalog.schema.parts import SourceRecord, SupportRecord
from catalog.schema.vocabulary import vocabulary

AnyRecord = ProgramRecord

TAGLINES = {
    "prepare": "Builds knowledge and skill to lead",
    "place": "Puts teachers in a leadership role",
    "recognize": "Honors teachers for what they know and can do",
}


# fields that the page shows outside the groups, or as part of another field
_ELSEWHERE = frozenset(
    "slug name website summary supports form form_basis locality deadline_month deadline_rolling sources".split()
)


def fact_groups(record: AnyRecord, today: datetime.date) -> list[dict[str, Any]]:
    """Return the facts in groups. An empty value says what it means. A release has no rows for fields added later."""
    deadline = deadline_of(record, today)
    rows = {
        "Who may enter": [
            fact("serves_states", display.where(record)),
            fact("serves_basis", _serves_basis(record)),
            fact("eligibility", record.eligibility),
            fact("prerequisites", display.labels("prerequisite", record.prerequisites)),
            fact("entry", _label("entry", record.entry)),
            fact("min_years_experience", _years(record.min_years_experience)),
            fact("max_years_experience", _years(record.max_years_experience)),
            fact("audience", display.labels("audience", record.audience)),
            fact("grade_bands", display.labels("grade", record.grade_bands)),
        ],
        "What you pay and receive": [
            fact("pays", _label("pays", record.pays)),
            fact("receives", display.receives(record)),
            fact("money_note", record.money_note),
            fact("credentials", display.labels("credential", record.credentials)),
        ],
        "When": [
            fact("deadline_date", display.deadline_text(record, deadline), label=gettext("Deadline")),
            fact("deadline_note", display.deadline_note(record, deadline)),
            fact("duration_months", display.length(record)),
            fact("status", describe_status(record, today)),
            fact("evidence_year", str(record.evidence_year or "")),
            fact("founded", str(record.founded or "")),
        ],
        "How it works": [
            fact("delivery", _label("delivery", record.delivery)),
            fact("models", display.labels("model", record.models), empty=_how_empty(record)),
            fact("practice", display.labels("practice", record.practice), empty=_how_empty(record)),
            fact("focus", display.labels("focus", record.focus)),
            fact("functions", display.labels("function", record.functions)),
            fact("aims", display.labels("aim", record.aims)),
            fact("frameworks", display.labels("framework", record.frameworks)),
        ],
        "About the sponsor": [
            fact("sponsor", record.sponsor),
            fact("sponsor_type", _label("sponsor_type", record.sponsor_type)),
            fact("partners", record.partners),
            fact("scope", _label("scope", record.scope)),
            fact("home_state", _label("state", record.home_state)),
            fact("confidence", _label("confidence", record.confidence)),
        ],
    }
    grouped = {row["field"] for facts in rows.values() for row in facts}
    rows["More"] = [
        fact(code, list(value_in_words(field, getattr(record, code))))
        for code, field in FIELDS.items()
        if field.public and code not in grouped | _ELSEWHERE
    ]
    groups = {title: [row for row in facts if row["field"] in book().fields] for title, facts in rows.items()}
    return [{"title": title, "rows": facts} for title, facts in groups.items() if facts]


def describe_status(record: AnyRecord, today: datetime.date) -> str:
    """Return the status in words that agree with the age of the pages: ``Active, on pages last dated 2015``."""
    label, year = _label("status", record.status), record.evidence_year
    if record.status != "active" or (year and year >= fresh_since(today)):
        return label
    return f"{label}, on pages last dated {year}" if year else f"{label}, on pages without a year"


def fact(field: str, value: str | list[str], *, label: str = "", empty: str = "") -> dict[str, Any]:
    """Return one row of facts; an empty value becomes `empty`, or the field's own text for an empty value."""
    words_of = book().fields.get(field) or FIELDS[field]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return {
        "field": field,
        "label": label or words_of.label,
        "value": value or empty or words_of.empty,
        "is_list": isinstance(value, list) and bool(value),
        "stated": bool(value),
        "help": words_of.definition,
    }


def describe_sources(record: AnyRecord) -> list[dict[str, Any]]:
    """Return the sources of a record, numbered in order."""
    return [_source(source, number) for number, source in enumerate(record.sources, start=1)]


def describe_supports(
    record: AnyRecord, sources: list[dict[str, Any]], as_coded: AnyRecord | None = None
) -> list[dict[str, Any]]:
    """Return the three supports, present or not, each with its evidence and its source among `sources`.

    `as_coded` is the record without the changed rule, where there is one.
    """
    return [_support(code, record, sources, as_coded or record) for code in TAGLINES]


def _label(name: str, code: str | None) -> str:
    return vocabulary(name).label_of(code)


def _serves_basis(record: AnyRecord) -> str:
    term = vocabulary("serves_basis").by_code[record.serves_basis]
    return f"{term.label}: {term.definition[0].lower()}{term.definition[1:]}" if record.is_residence_assumed else term.label


def _years(years: float | None) -> str:
    if years is None:
        return ""
    return ngettext("%(years)s year of teaching", "%(years)s years of teaching", 1 if years == 1 else 2) % {"years": years}


def _how_empty(record: AnyRecord) -> str:
    return "Not stated" if record.supports.prepare.present else "Does not prepare"


def _source(source: SourceRecord, number: int) -> dict[str, Any]:
    return {
        "url": source.url,
        "title": source.title,
        "host": (urlsplit(source.url).hostname or "").removeprefix("www."),
        "read": display.day(source.read),
        "anchor": f"source-{number}",
        "number": number,
    }


def _support(code: str, record: AnyRecord, sources: list[dict[str, Any]], as_coded: AnyRecord) -> dict[str, Any]:
    support, term = record.supports.of(code), vocabulary("support").by_code[code]
    was_present = as_coded.supports.of(code).present
    return {
        "code": code,
        "label": term.label,
        "definition": term.definition,
        "tagline": TAGLINES[code],
        "present": support.present,
        "ruled_out": was_present and not support.present,
        "answer": _answer(support, was_present),
        "absence": _explain_absence(support, was_present),
        "absence_code": support.absence if _tells_absence_apart() else "",
        "evidence": support.evidence,
        "source": next((source for source in sources if source["url"] == support.source), None),
        "source_text": "Sources for this record",
        "basis": display.labels("basis", getattr(support, "basis", [])),
    }


def _answer(support: SupportRecord, was_present: bool) -> str:
    if support.present:
        return "Yes"
    if was_present:
        return "Not counted"
    return vocabulary("absence").label_of(support.absence) if _tells_absence_apart() else "Coded absent"


def _explain_absence(support: SupportRecord, was_present: bool) -> str:
    """Return what the pages say of an absent support, in a sentence; "" for others."""
    if support.present or was_present or support.absence is None:
        return ""
    if not _tells_absence_apart():
        return "This release does not record whether a page says so or the pages read describe none."
    return vocabulary("absence").by_code[support.absence].definition


def _tells_absence_apart() -> bool:
    return "absence" in book().vocabularies
