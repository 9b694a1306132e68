"""A program as a card in a list and a row in a table."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from catalog.browse.facets import BOUNDS, FACETS, UNSTATED
from catalog.browse.selection import Selection
from catalog.programs import display
from catalog.programs.deadlines import deadline_of
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from catalog.search.document import texts
from catalog.search.highlight import MarkedPiece, Marker

_SHOWN = ("name", "sponsor", "summary")
_ELSEWHERE = {
    "partner": "partner",
    "form": "what it is",
    "focus": "focus",
    "state": "state",
    "locality": "locality",
    "eligibility": "who may enter",
}
# bound -> the field that it limits
_LIMITED = {
    "experience_max": "min_years_experience",
    "duration_max": "duration_months",
    "seen_min": "evidence_year",
    "founded_min": "founded",
    "founded_max": "founded",
}


@dataclass(frozen=True)
class Card:
    """What a list or table shows of one program."""

    slug: str
    url: str
    name: str
    sponsor: str
    sponsor_url: str
    forms: str
    supports: tuple[str, ...]
    combination: str
    summary: str
    facts: tuple[str, ...]
    open: tuple[str, ...]
    deadline: dict[str, str] | None
    not_offered: str
    group: str
    states_text: str
    delivery: str
    length: str
    pays: str
    receives: str
    seen: str
    marked: dict[str, list[MarkedPiece]] | None
    elsewhere: dict[str, Any] | None


def build_card(
    record: ProgramRecord,
    today: datetime.date,
    group: str = "",
    marker: Marker | None = None,
    answers: str = "",
    selection: Selection | None = None,
) -> Card:
    """Return the card of a record as of `today`, under the heading of its group; `marker` marks the words found.

    `answers` is the query string of a teacher's answers, which the program page uses to say whether they can enter.
    With a `selection`, the card lists what the selection asks for and the record does not state.
    """
    supports = supports_of(record)
    marked = {part: marker.pieces(getattr(record, part)) for part in _SHOWN} if marker else None
    delivery = vocabulary("delivery").label_of(record.delivery)
    receives = ", ".join(display.labels("receives", record.receives))
    where, length = display.where(record), display.length(record)
    sponsor_type = vocabulary("sponsor_type").label_of(record.sponsor_type)
    # only an upper limit is shown: nothing else on the card says that it excludes people
    years = f"Years of teaching: {display.experience(record)}" if record.max_years_experience is not None else ""
    facts = (sponsor_type, where, years, delivery, receives, length, display.describe_last_seen(record))
    return Card(
        slug=record.slug,
        url=display.program_url(record.slug) + (f"?{answers}" if answers else ""),
        name=record.name,
        sponsor=record.sponsor,
        sponsor_url=display.sponsor_url(record),
        forms=display.forms(record),
        supports=supports.codes,
        combination=supports.combination,
        summary=record.summary,
        facts=tuple(fact for fact in facts if fact),
        open=tuple(list_unstated(record, selection)) if selection else (),
        deadline=display.deadline_badge(record, deadline_of(record, today)),
        not_offered=display.not_offered(record),
        group=group,
        states_text=where,
        delivery=delivery,
        length=length,
        pays=vocabulary("pays").label_of(record.pays),
        receives=receives,
        seen=str(record.evidence_year or ""),
        marked=marked,
        elsewhere=_find_elsewhere(record, marker) if marker and not _has_match(marked) else None,
    )


def list_unstated(record: ProgramRecord, selection: Selection) -> list[str]:
    """Return the headings of what a selection asks for and the record does not state, though it is among the results.

    These are facets where `unstated` is chosen as well as other values, bounds, and where teachers must live.
    """
    silent = [
        FACETS[name].words.label
        for name, codes in selection.chosen.items()
        if UNSTATED in codes and len(codes) > 1 and UNSTATED in FACETS[name].values(record)
    ]
    states = selection.chosen.get("state", ())
    if states and record.is_residence_assumed and not set(states) & set(record.serves_states):
        silent.append("Where teachers must live")
    fields = {_LIMITED[name]: None for name in selection.bounds if BOUNDS[name].value(record) is None}
    return [heading[0].lower() + heading[1:] for heading in [*silent, *(book().fields[field].label for field in fields)]]


def _find_elsewhere(record: ProgramRecord, marker: Marker) -> dict[str, Any] | None:
    """Return the first text with a word that was found, for a card that shows none."""
    for _, what, text in texts(record):
        pieces = marker.pieces(text)
        if any(piece.found for piece in pieces):
            return {"what": _ELSEWHERE.get(what, f"evidence, {what}"), "pieces": pieces}
    return None


def _has_match(marked: dict[str, list[MarkedPiece]] | None) -> bool:
    return any(piece.found for pieces in (marked or {}).values() for piece in pieces)
