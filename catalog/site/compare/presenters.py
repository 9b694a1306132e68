"""Prepare the compare page: up to eight programs side by side."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog.browse.filterset import shortened
from catalog.browse.sentence import programs
from catalog.programs import display
from catalog.programs.facts import AnyRecord, describe_sources, describe_supports, fact, fact_groups
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.vocabulary import type_of
from catalog.site.parameters import find_unknown
from catalog.site.program.presenters import type_words

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


@dataclass(frozen=True)
class ComparedCell:
    """One program in one row. Two cells are equal if a reader sees no difference."""

    value: str | tuple[str, ...]
    stated: bool = True
    note: str = ""
    url: str = ""
    supports: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    source: dict[str, Any] | None = field(default=None, compare=False)

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return not isinstance(self.value, str)


@dataclass(frozen=True)
class ComparedRow:
    """One row: a cell for each program. `kind` selects how the template prints them."""

    label: str
    cells: tuple[ComparedCell, ...]
    kind: str = "fact"

    @property
    def differs(self) -> bool:
        """Whether the programs differ. "Not stated" counts as a value."""
        return any(cell != self.cells[0] for cell in self.cells)


@dataclass(frozen=True)
class ComparedGroup:
    """Rows under one heading."""

    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class ComparedColumn:
    """One program at the head of its column."""

    slug: str
    url: str
    name: str
    not_offered: str
    remove_url: str


@dataclass(frozen=True)
class Comparison:
    """Everything that templates/compare/compare.html prints about the programs."""

    columns: tuple[ComparedColumn, ...]
    groups: tuple[ComparedGroup, ...]
    total: int
    differing: int
    only: bool
    address: str
    all_url: str
    differences_url: str

    @property
    def room(self) -> int:
        """How many more programs fit."""
        return MOST - len(self.columns)

    @property
    def title(self) -> str:
        """The title of the page."""
        return f"Compare {programs(len(self.columns)) if self.columns else 'programs'}"

    @property
    def tally(self) -> str:
        """The sentence on how many rows differ."""
        return f"The programs differ in {self.differing} of {self.total} rows."


def read_query(query: QueryDict) -> ComparedList:
    """Read a query. Never raises; empty values and tracking parameters are dropped."""
    ignored = [str(entry) for entry in find_unknown(query, ("p", "only"))]
    switches = [value for value in query.getlist("only") if value.strip()]
    ignored += [
        f"“{shortened(value)}” is not a value of “only” and was ignored. It takes {DIFFERENCES}."
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
            made.append(Note("more", f"And {len(about) - MOST_NOTES} more like this."))
    if left_out:
        made.append(Note("left-out", f"{MOST} programs fit side by side. Left out:", tuple(map(_page_of, left_out))))
    return made + [Note("ignored", message) for message in ignored]


def _note(one: ComparedValue, slugs: Sequence[str]) -> Note:
    """Return the note on one value; `slugs` are the programs on the page."""
    kind, value = one.state.value, shortened(one.value.strip())
    match one.state:
        case State.SEVERAL:
            text = f"{len(one.programs)} programs are named “{one.programs[0].name}”. Choose one by its sponsor:"
            links = [(program.sponsor, compare_address([*slugs, program.slug])) for program in one.programs]
        case State.ALIKE:
            text = f"“{value}” is not the name of a program. Did you mean one of these?"
            links = [(f"{program.name} ({program.sponsor})", compare_address([*slugs, program.slug])) for program in one.programs]
        case State.RENAMED:
            program = one.programs[0]
            text = f"“{shortened(one.clean)}” is a former address. The program is now at"
            links = [(f"{program.name} ({program.slug})", display.program_url(program.slug))]
        case State.RETIRED:
            text, links = "Not shown, because it is no longer in the catalog:", [_page_of(one.programs[0])]
        case _:
            text, links = f"“{value}” is not the address or the name of a program in this catalog.", []
    return Note(kind, text, tuple(links))


def build_comparison(records: Sequence[AnyRecord], today: datetime.date, only: bool) -> Comparison:
    """Build the comparison as of `today`. `only` keeps the rows that differ, except for a single program."""
    slugs = [record.slug for record in records]
    groups = _groups(records, today) if records else ()
    rows = [row for group in groups for row in group.rows]
    only = only and len(records) > 1
    if only:
        groups = tuple(ComparedGroup(group.title, tuple(row for row in group.rows if row.differs)) for group in groups)
    return Comparison(
        columns=tuple(_column(record, [slug for slug in slugs if slug != record.slug], only) for record in records),
        groups=tuple(group for group in groups if group.rows),
        total=len(rows),
        differing=sum(row.differs for row in rows),
        only=only,
        address=compare_address(slugs, only),
        all_url=compare_address(slugs),
        differences_url=compare_address(slugs, True),
    )


def write_letter(names: Sequence[str], link: str) -> str:
    """Return a mailto: link with the names of these programs and the address of the page."""
    body = "\r\n".join([*names, "", link])
    return f"mailto:?subject={quote(f'{programs(len(names))} side by side')}&body={quote(body)}"


def _groups(records: Sequence[AnyRecord], today: datetime.date) -> tuple[ComparedGroup, ...]:
    labels = book().fields
    supports = [describe_supports(record, describe_sources(record)) for record in records]
    facts = [fact_groups(record, today) for record in records]
    brief = ComparedGroup(
        "In brief",
        (
            _facts([fact("form", display.labels("form", record.form)) for record in records]),
            ComparedRow("Supports", tuple(_supports(record) for record in records), "supports"),
            ComparedRow("Type", tuple(_type(record) for record in records), "type"),
            _facts([fact("summary", record.summary) for record in records]),
            ComparedRow(labels["website"].label, tuple(_website(record) for record in records), "website"),
        ),
    )
    why = ComparedGroup(
        "Why this type",
        tuple(ComparedRow(column[0]["label"], tuple(map(_support, column)), "support") for column in zip(*supports, strict=True)),
    )
    rest = (
        ComparedGroup(column[0]["title"], tuple(_facts(row) for row in zip(*(group["rows"] for group in column), strict=True)))
        for column in zip(*facts, strict=True)
    )
    return (brief, why, *rest)


def _facts(facts: Sequence[Mapping[str, Any]]) -> ComparedRow:
    """The same fact of every program as a row."""
    cells = (ComparedCell(tuple(one["value"]) if one["is_list"] else one["value"], one["stated"]) for one in facts)
    return ComparedRow(facts[0]["label"], tuple(cells))


def _supports(record: AnyRecord) -> ComparedCell:
    supports = supports_of(record)
    return ComparedCell(supports.combination, supports=supports.codes)


def _type(record: AnyRecord) -> ComparedCell:
    kind = type_words(type_of(supports_of(record)))
    return ComparedCell(kind["name"], note=kind["combination"], url=kind["url"])


def _website(record: AnyRecord) -> ComparedCell:
    url = record.website
    if not url:
        return ComparedCell("None found", stated=False)
    return ComparedCell(re.sub(r"^https?://(www\.)?|/$", "", url), url=url)


def _support(support: Mapping[str, Any]) -> ComparedCell:
    return ComparedCell(support["answer"], note=support["evidence"], basis=tuple(support["basis"]), source=support["source"])


def _column(record: AnyRecord, others: Sequence[str], only: bool) -> ComparedColumn:
    return ComparedColumn(
        slug=record.slug,
        url=display.program_url(record.slug),
        name=record.name,
        not_offered=display.not_offered(record),
        remove_url=compare_address(others, only),
    )


def _page_of(program: NamedProgram) -> tuple[str, str]:
    return program.name, display.program_url(program.slug)


def _first(messages: Sequence[str]) -> tuple[str, ...]:
    beyond = len(messages) - MOST_NOTES
    return (*messages[:MOST_NOTES], *([f"{beyond} more were ignored."] if beyond > 0 else []))
