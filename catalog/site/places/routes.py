"""The ways to lead that many states have: Teacher of the Year, a teacher council, an endorsement or certificate.

They are found by the states that a program names, its form and, for Teacher of the Year, its name and sponsor. Nothing is
guessed: a state without such a program gets an empty list, and the name of a program known to be missing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from catalog.common.language import gettext
from catalog.programs import display
from catalog.programs.dates.currency import currency_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import original_vocabulary, vocabulary
from catalog.search.missing import missing_programs

_TEACHER_OF_THE_YEAR = re.compile(r"\bteachers?(?: and \w+)? of the year\b", re.IGNORECASE)
_DISTRICT = re.compile(r"\b(?:district|county|school)\b", re.IGNORECASE)


@dataclass(frozen=True)
class RouteEntry:
    """A program of a route: where it is open, and whether it still runs."""

    slug: str
    url: str
    name: str
    sponsor: str
    where: str
    seen: str
    seen_code: str


@dataclass(frozen=True)
class Route:
    """One way to lead in a state, with the catalog's programs for it.

    `none` says that there are none. `missing` names a program that exists and is not in the catalog, if there is one ("" else).
    """

    code: str
    title: str
    none: str
    missing: str
    entries: tuple[RouteEntry, ...]


def is_teacher_of_the_year(record: ProgramRecord) -> bool:
    """Return whether a program is a state's own Teacher of the Year.

    That is an award for the whole state with these words in its name, of a state agency or with the state's name in its
    name. Associations have awards for teachers of one subject: these are not the state's.
    """
    if record.scope != "state" or "award" not in record.form or not _TEACHER_OF_THE_YEAR.search(record.name):
        return False
    state = original_vocabulary("state").by_code.get(record.home_state or "")
    if _DISTRICT.search(record.name):  # a title that each district gives is not the state's
        return False
    named = state is not None and re.search(rf"\b{re.escape(state.label)}\b", record.name, re.IGNORECASE)
    return record.sponsor_type == "state_agency" or bool(named)


def is_council(record: ProgramRecord) -> bool:
    """Return whether a program presents itself as a council."""
    return "council" in record.form


def is_credential_route(record: ProgramRecord) -> bool:
    """Return whether a program presents itself as an endorsement or a certificate."""
    return bool({"endorsement", "certificate"} & set(record.form))


_ROUTES: tuple[tuple[str, str, str, Callable[[ProgramRecord], bool]], ...] = (
    (
        "teacher-of-the-year",
        gettext_noop("Teacher of the Year"),
        gettext_noop("We have not found a Teacher of the Year program for %(state)s yet. There may still be one."),
        is_teacher_of_the_year,
    ),
    (
        "council",
        gettext_noop("Teacher councils and advisory groups"),
        gettext_noop("We have not found a teacher council or advisory group for %(state)s yet. There may still be one."),
        is_council,
    ),
    (
        "credential",
        gettext_noop("Endorsements and certificates"),
        gettext_noop(
            "We have not found an endorsement or certificate for teacher leaders for %(state)s yet. There may still be one."
        ),
        is_credential_route,
    ),
)


def find_routes(records: Iterable[ProgramRecord], state: str, today: datetime.date) -> tuple[Route, ...]:
    """Return the routes of a state (its code): programs that name it, those seen most recently first, older programs last.

    Ended programs are left out.
    """
    naming = [record for record in records if state in record.serves_states and record.status != "ended"]
    naming.sort(
        key=lambda record: (
            currency_of(record, today).is_older,
            record.scope == "local",
            -(record.evidence_year or 0),
            record.name.casefold(),
        )
    )
    routes, place = [], {"state": vocabulary("state").by_code[state].phrase}
    for code, title, none, fits in _ROUTES:
        entries = tuple(_build_entry(record, today) for record in naming if fits(record))
        missing = "" if entries else _find_missing(code, state)
        routes.append(Route(code, gettext(title), gettext(none) % place, missing, entries))
    return tuple(routes)


def _find_missing(route: str, state: str) -> str:
    # the states in the list of missing programs are those whose Teacher of the Year is missing
    found = (one.name for one in missing_programs() if one.state == state)
    return next(found, "") if route == "teacher-of-the-year" else ""


def _build_entry(record: ProgramRecord, today: datetime.date) -> RouteEntry:
    currency = currency_of(record, today)
    return RouteEntry(
        slug=record.slug,
        url=display.program_url(record.slug),
        name=record.name,
        sponsor=record.sponsor,
        where=display.where(record),
        seen=currency.text,
        seen_code=currency.code,
    )
