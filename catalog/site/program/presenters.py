"""What the program page shows of a record: why this type, the facts, how fresh, its sources."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from catalog.browse.facets import sponsor_slug
from catalog.programs import display
from catalog.programs.deadlines import deadline_of, is_offered
from catalog.programs.facts import AnyRecord, fact_groups, sources_shown, supports_shown
from catalog.programs.supports import supports_of
from catalog.reviews.summary import Origin
from catalog.schema.vocabulary import Term, type_of, vocabulary
from catalog.site.program.review_notes import coding_note, look_note
from typology import Neighbour, neighbours

# support -> (what it would have to stop, what it would have to start doing)
_CHANGES = {
    "prepare": ("preparing teachers to lead", "prepared teachers to lead"),
    "place": ("placing teachers in a role", "placed teachers in a role"),
    "recognize": ("recognizing teachers", "recognized teachers"),
}


def profile(
    record: AnyRecord,
    today: datetime.date,
    version: dict[str, Any],
    origin: Origin | None,
    *,
    as_coded: AnyRecord | None = None,
) -> dict[str, Any]:
    """Everything the program page prints of a record, as of `today`.

    `version` holds the number and date of the published version; `origin` says who coded it and when an editor last
    looked at it, None of a record as a release has it; `as_coded` is the record as it is coded, where this one stands
    under a changed rule.
    """
    supports = supports_of(record)
    program_type = type_of(supports)
    sources = sources_shown(record)
    return {
        "slug": record.slug,
        "name": record.name,
        "sponsor": record.sponsor,
        "sponsor_url": f"{reverse('browse')}?{urlencode({'sponsor': sponsor_slug(record)})}",
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
        "calls_itself": _calls_itself(record),
        "supports_shown": supports_shown(record, sources, as_coded),
        "rule": {
            "combination": supports.combination,
            "type_name": program_type.label,
            "text": f"{supports.combination} makes it a program of the type {program_type.label}.",
        },
        "changes": [_change(neighbour) for neighbour in neighbours(supports)],
        "facts": fact_groups(record, today),
        "freshness": _freshness(record),
        "deadline": {
            "text": display.deadline_text(record, deadline_of(record, today)),
            "kind": deadline_of(record, today).kind,
            "note": record.deadline_note,
        },
        "sources": sources,
        "version": version,
        "coding_note": coding_note(origin),
        "corrected": bool(origin and origin.corrected),
        "look_note": look_note(origin.look) if origin else "",
    }


def type_words(program_type: Term) -> dict[str, Any]:
    """A program type as pages name it: never without its combination."""
    return {
        "code": program_type.code,
        "name": program_type.label,
        "supports": program_type.supports,
        "combination": program_type.combination,
        "definition": program_type.definition,
        "url": reverse("type", args=[program_type.code]),
        "browse_url": f"{reverse('browse')}?{urlencode({'type': program_type.code})}",
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
    changed = type_of(neighbour.type.supports)
    return {
        "text": f"{start}, its type would be",
        "type_name": changed.label,
        "url": reverse("type", args=[changed.code]),
        "supports": changed.supports,
        "combination": changed.combination,
        "tail": ".",
    }


def _calls_itself(record: AnyRecord) -> str:
    basis = "its name says so" if record.form_basis == "name" else "its description says so"
    names = display.join_words([label.lower() for label in display.labels("form", record.form)])
    return f"Presents itself as: {names} ({basis})."


def _freshness(record: AnyRecord) -> dict[str, Any]:
    read = sorted({source.read for source in record.sources})
    span = display.day(read[-1]) if len(read) == 1 else f"between {display.day(read[0])} and {display.day(read[-1])}"
    pages = len(record.sources)
    return {
        "read_text": f"{pages} page{'' if pages == 1 else 's'} read {'on ' if len(read) == 1 else ''}{span}",
        "copies_note": "The copies read can be older than that day: the program may have changed or ended since.",
        "seen_text": display.seen(record),
        "status_label": vocabulary("status").label_of(record.status),
        "status_code": record.status,
        "not_offered": record.status if not is_offered(record) else "",
    }
