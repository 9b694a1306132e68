"""What the program page shows of a record: why this type, the facts, how fresh, its sources."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from catalog.facets.declared import sponsor_slug, supports_of
from catalog.records.deadlines import deadline_of
from catalog.records.vocabulary import book, vocabulary
from catalog.views import words
from typology import Neighbour, ProgramType, derive, neighbours

AnyRecord = Mapping[str, Any]

TAGLINES = {
    "prepare": "Builds knowledge and skill to lead",
    "place": "Puts teachers in a leadership role",
    "recognize": "Holds teachers up for what they know and can do",
}
# support -> (what it would have to stop, what it would have to start doing)
_CHANGES = {
    "prepare": ("preparing teachers to lead", "prepared teachers to lead"),
    "place": ("placing teachers in a role", "placed teachers in a role"),
    "recognize": ("recognizing teachers", "recognized teachers"),
}


def profile(record: AnyRecord, today: datetime.date, version: dict[str, Any]) -> dict[str, Any]:
    """Everything the program page prints of a record, as of `today`.

    `version` holds the number and date of the published version.
    """
    supports = supports_of(record)
    program_type = derive(supports)
    sources = [_source(source, number) for number, source in enumerate(record["sources"], start=1)]
    return {
        "slug": record["slug"],
        "name": record["name"],
        "sponsor": record["sponsor"],
        "sponsor_url": f"{reverse('browse')}?{urlencode({'sponsor': sponsor_slug(record)})}",
        "forms": words.forms(record),
        "form": {
            "label": vocabulary("form").label_of(record["form"][0]),
            "url": f"{reverse('browse')}?{urlencode({'form': record['form'][0]})}",
        },
        "supports": supports.codes,
        "combination": supports.combination,
        "type": type_words(program_type),
        "summary": record["summary"],
        "website": record["website"] or "",
        "calls_itself": _calls_itself(record),
        "supports_shown": [_support(code, record, sources) for code in TAGLINES],
        "rule": {
            "combination": supports.combination,
            "type_name": program_type.label,
            "text": f"{supports.combination} makes it a program of the type {program_type.label}.",
        },
        "changes": [_change(neighbour) for neighbour in neighbours(supports)],
        "facts": _facts(record, today),
        "freshness": _freshness(record),
        "deadline": {
            "text": words.deadline_text(record, deadline_of(record, today)),
            "kind": deadline_of(record, today).kind,
            "note": record["deadline_note"],
        },
        "sources": sources,
        "version": version,
        "coding_note": "Coded by machine from the pages below; no person has reviewed these codes yet.",
    }


def type_words(program_type: ProgramType) -> dict[str, Any]:
    """A program type as pages name it: never without its combination."""
    return {
        "code": program_type.value,
        "name": program_type.label,
        "supports": program_type.supports.codes,
        "combination": program_type.supports.combination,
        "definition": vocabulary("type").by_code[program_type.value].definition,
        "url": reverse("type", args=[program_type.value]),
        "browse_url": f"{reverse('browse')}?{urlencode({'type': program_type.value})}",
    }


def _source(source: Mapping[str, str], number: int) -> dict[str, Any]:
    return {
        "url": source["url"],
        "title": source["title"],
        "host": (urlsplit(source["url"]).hostname or "").removeprefix("www."),
        "read": words.day(source["read"]),
        "anchor": f"source-{number}",
        "number": number,
    }


def _support(code: str, record: AnyRecord, sources: list[dict[str, Any]]) -> dict[str, Any]:
    support, term = record["supports"][code], vocabulary("support").by_code[code]
    return {
        "code": code,
        "label": term.label,
        "definition": term.definition,
        "tagline": TAGLINES[code],
        "present": support["present"],
        "answer": "Yes" if support["present"] else "No",
        "evidence": support["evidence"],
        "source": next((source for source in sources if source["url"] == support["source"]), None),
        "source_text": "Sources for this record",
        "basis": words.labels("basis", support.get("basis", [])),
    }


def _change(neighbour: Neighbour) -> dict[str, Any]:
    """What one change would make of the program, as a sentence around the name of the type."""
    stopped, started = _CHANGES[neighbour.change.code]
    if neighbour.type is None:
        return {
            "text": f"If it stopped {stopped}, it would give no support and leave this catalog",
            "type_name": "",
            "url": "",
            "supports": (),
            "combination": "",
            "tail": ".",
        }
    start = f"If it also {started}" if neighbour.added else f"If it stopped {stopped}"
    return {
        "text": f"{start}, its type would be",
        "type_name": neighbour.type.label,
        "url": reverse("type", args=[neighbour.type.value]),
        "supports": neighbour.type.supports.codes,
        "combination": neighbour.type.supports.combination,
        "tail": ".",
    }


def _calls_itself(record: AnyRecord) -> str:
    basis = "its name says so" if record["form_basis"] == "name" else "its description says so"
    names = words.join_words([label.lower() for label in words.labels("form", record["form"])])
    return f"Presents itself as: {names} ({basis})."


def _facts(record: AnyRecord, today: datetime.date) -> list[dict[str, Any]]:
    """The facts in groups; a row whose value is empty says "Not stated"."""
    deadline = words.deadline_text(record, deadline_of(record, today))
    years = record["min_years_experience"]
    rows = {
        "Who may enter": [
            _fact("serves_states", words.where(record)),
            _fact("eligibility", record["eligibility"]),
            _fact("entry", _label("entry", record["entry"])),
            _fact("min_years_experience", "" if years is None else f"{years} year{'' if years == 1 else 's'} of teaching"),
            _fact("audience", words.labels("audience", record["audience"])),
            _fact("grade_bands", words.labels("grade", record["grade_bands"])),
        ],
        "What you pay and receive": [
            _fact("pays", _label("pays", record["pays"])),
            _fact("receives", words.labels("receives", record["receives"])),
            _fact("money_note", record["money_note"]),
            _fact("credentials", words.labels("credential", record["credentials"]), empty="None"),
        ],
        "When": [
            _fact("deadline_date", deadline, label="Deadline"),
            _fact("deadline_note", record["deadline_note"]),
            _fact("duration_months", words.length(record)),
            _fact("status", _label("status", record["status"])),
            _fact("evidence_year", str(record["evidence_year"] or ""), empty="No year on the pages read"),
            _fact("founded", str(record["founded"] or "")),
        ],
        "How it works": [
            _fact("delivery", _label("delivery", record["delivery"])),
            _fact("models", words.labels("model", record["models"]), empty=_how_empty(record)),
            _fact("practice", words.labels("practice", record["practice"]), empty=_how_empty(record)),
            _fact("focus", words.labels("focus", record["focus"])),
            _fact("frameworks", words.labels("framework", record["frameworks"]), empty="None named"),
        ],
        "About the sponsor": [
            _fact("sponsor", record["sponsor"]),
            _fact("sponsor_type", _label("sponsor_type", record["sponsor_type"])),
            _fact("partners", record["partners"], empty="None named"),
            _fact("scope", _label("scope", record["scope"])),
            _fact("home_state", _label("state", record["home_state"])),
            _fact("confidence", _label("confidence", record["confidence"])),
        ],
    }
    return [{"title": title, "rows": facts} for title, facts in rows.items()]


def _label(name: str, code: str | None) -> str:
    return vocabulary(name).label_of(code)


def _how_empty(record: AnyRecord) -> str:
    return "Not stated" if record["supports"]["prepare"]["present"] else "Does not prepare"


def _fact(field: str, value: str | list[str], *, label: str = "", empty: str = "Not stated") -> dict[str, Any]:
    words_of = book().fields[field]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return {
        "label": label or words_of.label,
        "value": value or empty,
        "is_list": isinstance(value, list) and bool(value),
        "stated": bool(value),
        "help": words_of.definition,
    }


def _freshness(record: AnyRecord) -> dict[str, Any]:
    read = sorted({source["read"] for source in record["sources"]})
    span = words.day(read[-1]) if len(read) == 1 else f"between {words.day(read[0])} and {words.day(read[-1])}"
    pages = len(record["sources"])
    return {
        "read_text": f"{pages} page{'' if pages == 1 else 's'} read {'on ' if len(read) == 1 else ''}{span}",
        "copies_note": "The copies read can be older than that day: the program may have changed or ended since.",
        "seen_text": words.seen(record),
        "status_label": vocabulary("status").label_of(record["status"]),
        "status_code": record["status"],
        "ended": record["status"] == "ended",
    }
