"""The query of the compare page: which programs it names, and notes on values that cannot be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog.browse.filterset import shortened
from catalog.common.language import gettext, ngettext
from catalog.programs import display
from catalog.site.parameters import find_unknown

MOST = 8  # programs side by side
MOST_NOTES = 20  # of one kind; the rest are only counted
LONGEST = 2000  # characters of a value that are read
DIFFERENCES = "differences"

_PAGE = re.compile(r"(?:^|/)programs/([-\w]+)/?(?:[?#].*)?$", re.ASCII)
_SLUG = re.compile(r"/?([-\w]{1,120})/?", re.ASCII)


@dataclass(frozen=True)
class ComparedList:
    """The query of the compare page: the values in order, and messages about ignored parts."""

    values: tuple[str, ...]
    only: bool
    ignored: tuple[str, ...]


class State(Enum):
    """What a value of the query stands for."""

    PUBLISHED = "published"
    RENAMED = "renamed"  # the value is its former slug
    RETIRED = "retired"
    SEVERAL = "several"  # more than one program has this name
    ALIKE = "alike"  # part of a name, or a misspelled one
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NamedProgram:
    """A program as a note names it."""

    slug: str
    name: str
    sponsor: str = ""


@dataclass(frozen=True)
class ComparedValue:
    """A value and its programs: one; several candidates for SEVERAL and ALIKE; none for UNKNOWN.

    `clean` is the form of the value in a tidy address.
    """

    value: str
    clean: str
    state: State
    programs: tuple[NamedProgram, ...] = ()

    @property
    def shown(self) -> NamedProgram | None:
        """The program to show for it."""
        return self.programs[0] if self.state in (State.PUBLISHED, State.RENAMED) else None


@dataclass(frozen=True)
class Note:
    """A note on one part of the query: its text, then links. `kind` is the state of the value, or what was left out."""

    kind: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


def read_query(query: QueryDict) -> ComparedList:
    """Read a query. Never raises; empty values and tracking parameters are dropped."""
    ignored = [str(entry) for entry in find_unknown(query, ("p", "only"))]
    switches = [value for value in query.getlist("only") if value.strip()]
    ignored += [
        gettext("“%(value)s” is not a value of “only” and was ignored. It takes %(accepted)s.")
        % {"value": shortened(value), "accepted": DIFFERENCES}
        for value in dict.fromkeys(switches)
        if value != DIFFERENCES
    ]
    values = dict.fromkeys(value for value in query.getlist("p") if value.strip())
    return ComparedList(tuple(values), DIFFERENCES in switches, _first(ignored))


def find_slug(value: str) -> str:
    """Return the slug in a typed value: alone or in the address of a program's page; empty if there is none."""
    text = value[:LONGEST].strip()
    found = _PAGE.search(text) or _SLUG.fullmatch(text)
    return found[1].lower() if found else ""


def clean_name(value: str) -> str:
    """Return a typed value as a program name with single spaces; empty if it cannot be one."""
    text = " ".join(value[:LONGEST].split())
    return text if text.isprintable() else ""


def compare_address(slugs: Iterable[str], only: bool = False) -> str:
    """Return the address of the page with these programs."""
    query = [("p", slug) for slug in slugs] + ([("only", DIFFERENCES)] if only else [])
    return f"{reverse('compare')}?{urlencode(query)}" if query else reverse("compare")


def select_programs(found: Sequence[ComparedValue]) -> tuple[tuple[NamedProgram, ...], tuple[NamedProgram, ...]]:
    """Return the programs to show, each once, and those that do not fit."""
    every = tuple({one.shown.slug: one.shown for one in found if one.shown}.values())
    return every[:MOST], every[MOST:]


def build_notes(found: Sequence[ComparedValue], ignored: Sequence[str]) -> list[Note]:
    """Return the notes on values that the page does not simply show."""
    shown, left_out = select_programs(found)
    slugs = [program.slug for program in shown]
    made: list[Note] = []
    for state in (State.SEVERAL, State.ALIKE, State.RENAMED, State.RETIRED, State.UNKNOWN):
        about = [_note(one, slugs) for one in found if one.state is state]
        made += about[:MOST_NOTES]
        if len(about) > MOST_NOTES:
            made.append(Note("more", gettext("And %(count)s more like this.") % {"count": len(about) - MOST_NOTES}))
    if left_out:
        text = gettext("%(most)s programs fit side by side. Left out:") % {"most": MOST}
        made.append(Note("left-out", text, tuple(map(_page_of, left_out))))
    return made + [Note("ignored", message) for message in ignored]


def _note(one: ComparedValue, slugs: Sequence[str]) -> Note:
    """Return the note on one value; `slugs` are the programs on the page."""
    kind, value = one.state.value, shortened(one.value.strip())
    match one.state:
        case State.SEVERAL:
            text = gettext("%(count)s programs are named “%(name)s”. Choose one by its sponsor:")
            text %= {"count": len(one.programs), "name": one.programs[0].name}
            links = [(program.sponsor, compare_address([*slugs, program.slug])) for program in one.programs]
        case State.ALIKE:
            text = gettext("“%(value)s” is not the name of a program. Did you mean one of these?") % {"value": value}
            links = [(f"{program.name} ({program.sponsor})", compare_address([*slugs, program.slug])) for program in one.programs]
        case State.RENAMED:
            program = one.programs[0]
            text = gettext("“%(value)s” is a former address. The program is now at") % {"value": shortened(one.clean)}
            links = [(f"{program.name} ({program.slug})", display.program_url(program.slug))]
        case State.RETIRED:
            text, links = gettext("Not shown, because it is no longer in the catalog:"), [_page_of(one.programs[0])]
        case _:
            text = gettext("“%(value)s” is not the address or the name of a program in this catalog.") % {"value": value}
            links = []
    return Note(kind, text, tuple(links))


def _page_of(program: NamedProgram) -> tuple[str, str]:
    return program.name, display.program_url(program.slug)


def _first(messages: Sequence[str]) -> tuple[str, ...]:
    beyond = len(messages) - MOST_NOTES
    more = ngettext("%(count)s more was ignored.", "%(count)s more were ignored.", beyond) % {"count": beyond}
    return (*messages[:MOST_NOTES], *([more] if beyond > 0 else []))
