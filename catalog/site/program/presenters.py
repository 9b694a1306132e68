"""What the program page shows of a record: the facts to start with, then for researchers why this type, facts, sources."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup, escape

from catalog.common.language import gettext, is_english
from catalog.common.text import lower_first
from catalog.programs import display
from catalog.programs.dates.currency import confirmed_on, currency_of, describe_confirmation
from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.programs.facts import AnyRecord, describe_sources, describe_status, describe_supports, fact_groups
from catalog.programs.supports import supports_of
from catalog.reviews.summary import Origin
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import UNSTATED_LABEL, Term, type_of, vocabulary
from catalog.site.program.review_notes import describe_coding, describe_review
from catalog.site.program.tiles import build_tiles, describe_reading
from typology import Neighbor, neighbors

# support -> (what the program would have to stop, what it would have to start)
_CHANGES = {
    "prepare": ("preparing teachers to lead", "prepared teachers to lead"),
    "place": ("placing teachers in a role", "placed teachers in a role"),
    "recognize": ("recognizing teachers", "recognized teachers"),
}


def build_profile(
    record: AnyRecord,
    today: datetime.date,
    version: dict[str, Any],
    origin: Origin | None,
    *,
    as_coded: AnyRecord | None = None,
) -> dict[str, Any]:
    """Return everything the program page prints of a record, as of `today`.

    `version` holds the number and date of the published version. `origin` says who coded the record and when an editor
    last reviewed it; it is None for a record of a release. `as_coded` is the record without the changed rules, where there
    are any.
    """
    supports = supports_of(record)
    program_type = type_of(supports)
    sources = describe_sources(record)
    currency = currency_of(record, today)
    groups, unstated = _split_facts(fact_groups(record, today))
    return {
        "slug": record.slug,
        "name": record.name,
        "sponsor": record.sponsor,
        "sponsor_url": display.sponsor_url(record),
        "forms": display.forms(record),
        "form": {
            "label": vocabulary("form").label_of(record.form[0]),
            "url": f"{reverse('browse')}?{urlencode({'form': record.form[0]})}",
        },
        "supports": supports.codes,
        "combination": supports.combination,
        "type": type_words(program_type),
        "summary": record.summary,
        "website": record.website or "",
        "kind": _describe_kind(record),
        "supports_shown": describe_supports(record, sources, as_coded),
        "rule": {
            "combination": supports.combination,
            "type_name": program_type.label,
            "text": f"{supports.combination} makes it a program of the type {program_type.label}.",
        },
        "changes": [_describe_change(neighbour) for neighbour in neighbors(supports)],
        "facts": groups,
        "unstated": unstated,
        "badge": {"code": currency.code, "text": currency.text},
        "tiles": build_tiles(record, currency, today),
        "facts_to_know": _list_facts_to_know(record),
        "freshness": _describe_freshness(record, today),
        "deadline": {
            "text": display.deadline_text(record, deadline_of(record, today)),
            "kind": deadline_of(record, today).kind,
            "note": record.deadline_note,
            "past": deadline_of(record, today).past,
        },
        "sources": sources,
        "version": version,
        "coding": describe_coding(origin),
        "corrected": bool(origin and origin.corrected),
        "review": describe_review(origin.look) if origin else None,
    }


def type_words(program_type: Term) -> dict[str, Any]:
    """Return a program type as pages show it: always with its combination."""
    return {
        "code": program_type.code,
        "name": program_type.label,
        "supports": program_type.supports,
        "combination": program_type.combination,
        "definition": program_type.definition,
        "url": reverse("type", args=[program_type.code]),
        "browse_url": f"{reverse('browse')}?{urlencode({'type': program_type.code})}",
    }


def _split_facts(groups: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return the groups with the rows that say something, and field and heading of what its pages do not say."""
    silent = (UNSTATED_LABEL, FIELDS["evidence_year"].empty)
    unstated = [row for group in groups for row in group["rows"] if row["value"] in silent]
    kept = [{**group, "rows": [row for row in group["rows"] if row["value"] not in silent]} for group in groups]
    missing = [{"field": row["field"], "words": lower_first(row["label"])} for row in unstated]
    return [group for group in kept if group["rows"]], missing


def _list_facts_to_know(record: AnyRecord) -> list[dict[str, Any]]:
    """Return what a teacher earns, learns about and does, as far as it is stated: name, heading and words.

    Amounts and partners are in English, the language of the data.
    """
    focus = [_mark_english(vocabulary("focus").by_code[code]) for code in record.focus]
    functions = [vocabulary("function").by_code[code].phrase for code in record.functions]
    credentials = [lower_first(label) for label in display.labels("credential", record.credentials)]
    facts = (
        ("money", gettext("Amounts"), record.money_note),
        (
            "credential",
            gettext("You earn"),
            display.join_words(credentials),
        ),
        ("focus", gettext("It is about"), Markup(display.join_words(focus))),
        ("function", gettext("You help with"), display.join_words(functions)),
        ("partners", gettext("With"), display.join_words(record.partners)),
    )
    english = ("money", "partners")
    return [
        {"name": name, "heading": heading, "words": words, "is_english": name in english}
        for name, heading, words in facts
        if words
    ]


def _mark_english(term: Term) -> Markup:
    """Return a term's phrase, ready to print: marked as English where the page is not."""
    return (
        Markup('<span lang="en">{}</span>').format(term.phrase) if term.is_english and not is_english() else escape(term.phrase)
    )


def _describe_change(neighbour: Neighbor) -> dict[str, Any]:
    """Return a sentence on what one change would make of the program, with the name of the type apart."""
    stopped, started = _CHANGES[neighbour.change.code]
    if neighbour.type is None:
        return {
            "text": f"If it stopped {stopped}, it would do none of the three and leave this catalog",
            "type_name": "",
            "url": "",
            "supports": (),
            "combination": "",
            "tail": ".",
        }
    start = f"If it also {started}" if neighbour.added else f"If it stopped {stopped}"
    changed = type_of(neighbour.type.supports)
    return {
        "text": f"{start}, its type would be",
        "type_name": changed.label,
        "url": reverse("type", args=[changed.code]),
        "supports": changed.supports,
        "combination": changed.combination,
        "tail": ".",
    }


def _describe_kind(record: AnyRecord) -> str:
    basis = "its name says so" if record.form_basis == "name" else "its description says so"
    names = display.join_words([label.lower() for label in display.labels("form", record.form)])
    return f"Kind of program: {names} ({basis})."


def _describe_freshness(record: AnyRecord, today: datetime.date) -> dict[str, Any]:
    confirmed = confirmed_on(record)
    return {
        "read_text": describe_reading(record),
        "copies_note": "The copies may be older than that. The program may have changed or ended since.",
        "seen_text": display.describe_last_seen(record),
        "confirmed": _describe_confirmation(confirmed) if confirmed and is_offered(record) else None,
        "status_label": describe_status(record, today),
        "status_code": record.status,
        "not_offered": record.status if not is_offered(record) else "",
    }


def _describe_confirmation(day: datetime.date) -> dict[str, str]:
    """Return the program's own confirmation: its day, the words of the badge, and a sentence for the sources."""
    return {
        "day": day.isoformat(),
        "text": describe_confirmation(day),
        "source": f"The program itself confirmed to us on {display.day(day)} that it is running.",
    }
