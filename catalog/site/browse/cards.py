"""A program as a card in a list and a row in a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import Teacher, describe_teacher
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED
from catalog.browse.selection import Selection, plain_number
from catalog.common.glyph import combination
from catalog.common.language import gettext
from catalog.programs import display
from catalog.programs.dates.currency import Currency, currency_of
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.money.line import money_line
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from catalog.search.document import texts
from catalog.search.highlight import MarkedPiece, Marker

_SHOWN = ("name", "sponsor", "summary")
_ELSEWHERE = {
    "partner": _("Found in partner:"),
    "form": _("Found in what it is:"),
    "focus": _("Found in focus:"),
    "state": _("Found in state:"),
    "locality": _("Found in locality:"),
    "eligibility": _("Found in who may enter:"),
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
    """What a list or table shows of one program.

    line    money, mode and length, where stated · reach: whose teachers may take part, for the chosen states
    fits    what the program states that fits the teacher of the selection · asks: what it does not state of what the
            selection asks for · outcome: `open`, `check` or `closed` for that teacher; empty without one
    """

    slug: str
    url: str
    name: str
    sponsor: str
    sponsor_url: str
    forms: str
    supports: tuple[str, ...]
    combination: str
    summary: str
    line: tuple[str, ...]
    reach: str
    years: str
    currency: Currency
    deadline: dict[str, str] | None
    outcome: str
    reason: str
    needs: str
    fits: tuple[str, ...]
    asks: tuple[str, ...]
    group: str
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
    With a `selection`, the card says how the program fits the teacher that it describes, and what the record leaves open.
    """
    supports = supports_of(record)
    marked = {part: marker.pieces(getattr(record, part)) for part in _SHOWN} if marker else None
    line = (money_line(record, today), vocabulary("delivery").label_of(record.delivery), display.length(record))
    asks = list_unstated(record, selection) if selection else []
    teacher = describe_teacher(selection) if selection else Teacher()
    outcome = judge(record, teacher, today) if teacher.parameters else None
    return Card(
        slug=record.slug,
        url=display.program_url(record.slug) + (f"?{answers}" if answers else ""),
        name=record.name,
        sponsor=record.sponsor,
        sponsor_url=display.sponsor_url(record),
        forms=display.forms(record),
        supports=supports.codes,
        combination=combination(supports.codes),
        summary=record.summary,
        line=tuple(filter(None, line)),
        reach=describe_reach(record, selection.chosen.get("state", ()) if selection else ()),
        # only an upper limit is shown: nothing else on the card says that it excludes people
        years=gettext("Years of teaching: %(years)s") % {"years": display.experience(record)}
        if record.max_years_experience is not None
        else "",
        currency=currency_of(record, today),
        deadline=display.deadline_badge(record, deadline_of(record, today)),
        outcome=outcome.code if outcome else "",
        reason=outcome.reasons[0] if outcome and outcome.code == "closed" else "",
        needs=next((answer.sentence for answer in outcome.answers if answer.name == "prerequisite"), "") if outcome else "",
        fits=tuple(_describe_fits(outcome.fits(teacher), teacher)) if outcome else (),
        asks=tuple(asks),
        group=group,
        marked=marked,
        elsewhere=_find_elsewhere(record, marker) if marker and not _has_match(marked) else None,
    )


def describe_reach(record: ProgramRecord, states: Sequence[str]) -> str:
    """Return whose teachers may take part, seen from the chosen states: ``Open to Ohio``, ``Probably open: run in …``."""
    phrases = {code: term.phrase for code, term in vocabulary("state").by_code.items()}
    if record.is_residence_assumed:
        seat = next((phrases[code] for code in (*record.serves_states, record.home_state) if code in phrases), "")
        if seat:
            return gettext("Probably open: run in %(state)s, no residency rule stated") % {"state": seat}
        return gettext("Probably open, no residency rule stated")
    if not record.serves_states:
        return gettext("Open to all states")
    named = [phrases[code] for code in states if code in record.serves_states]
    if record.scope == "local" or not named:
        return display.where(record)
    return gettext("Open to %(states)s") % {"states": display.join_words(named)}


def _describe_fits(names: Sequence[str], teacher: Teacher) -> Iterator[str]:
    years = "" if teacher.years is None else plain_number(teacher.years)
    words = {
        "state": vocabulary("state").label_of(teacher.state),
        "grade": vocabulary("grade").label_of(teacher.grade).lower(),
        "focus": vocabulary("focus").by_code[teacher.focus].phrase if teacher.focus else "",
        "experience": gettext("1 year") if years == "1" else gettext("{n} years").replace("{n}", years),
    }
    return (words[name] for name in words if name in names)


def list_unstated(record: ProgramRecord, selection: Selection) -> list[str]:
    """Return the headings of what a selection asks for and the record does not state, though it is among the results.

    These are facets where `unstated` is chosen as well as other values, bounds, and where teachers must live.
    """
    silent = [
        FACETS[name].words.label
        for name, codes in selection.chosen.items()
        if UNSTATED in codes and len(codes) > 1 and FACETS[name].in_record and UNSTATED in FACETS[name].values(record)
    ]
    states = selection.chosen.get("state", ())
    if states and record.is_residence_assumed and not set(states) & set(record.serves_states):
        silent.append(gettext("Where teachers must live"))
    fields = {_LIMITED[name]: None for name in selection.bounds if BOUNDS[name].value(record) is None}
    return [heading[0].lower() + heading[1:] for heading in [*silent, *(book().fields[field].label for field in fields)]]


def _find_elsewhere(record: ProgramRecord, marker: Marker) -> dict[str, Any] | None:
    """Return the first text with a word that was found, for a card that shows none."""
    for _part, what, text in texts(record):
        pieces = marker.pieces(text)
        if any(piece.found for piece in pieces):
            where = gettext(_ELSEWHERE[what]) if what in _ELSEWHERE else gettext("Found in evidence, %(what)s:") % {"what": what}
            return {"what": where, "pieces": pieces}
    return None


def _has_match(marked: dict[str, list[MarkedPiece]] | None) -> bool:
    return any(piece.found for pieces in (marked or {}).values() for piece in pieces)
