"""What the compare page shows of up to eight programs, ready to print."""

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

from catalog.browse.filterset import TRACKING, shortened
from catalog.browse.sentence import programs
from catalog.programs import display
from catalog.programs.facts import AnyRecord, fact, fact_groups, sources_shown, supports_shown
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.vocabulary import type_of
from catalog.site.program.presenters import type_words

MOST = 8  # programs side by side
MOST_NOTES = 20  # of one kind; what is beyond is counted, not named
LONGEST = 2000  # characters of a value that are read
DIFFERENCES = "differences"

_PAGE = re.compile(r"(?:^|/)programs/([-\w]+)/?(?:[?#].*)?$", re.ASCII)
_SLUG = re.compile(r"/?([-\w]{1,120})/?", re.ASCII)


@dataclass(frozen=True)
class ComparedList:
    """The query of the compare page: what was asked for, in order, and what of it was left aside."""

    values: tuple[str, ...]
    only: bool
    ignored: tuple[str, ...]


class State(Enum):
    """What an asked value turned out to be."""

    PUBLISHED = "published"
    RENAMED = "renamed"  # its former slug was asked for
    RETIRED = "retired"
    SEVERAL = "several"  # a name that more than one program has
    ALIKE = "alike"  # no name, but a part of one, or one misspelt
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NamedProgram:
    """A program as a note names it."""

    slug: str
    name: str
    sponsor: str = ""


@dataclass(frozen=True)
class Found:
    """One asked value and the programs it stands for: one, for SEVERAL and ALIKE those it may be, for UNKNOWN none.

    `clean` is what a tidy address would say in its place.
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
    """A remark on what was asked for: text, then links."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ComparedCell:
    """What one row says of one program. Two cells are equal where a reader would find no difference."""

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
    """One row: a cell for each program. `kind` tells the template how to print them."""

    label: str
    cells: tuple[ComparedCell, ...]
    kind: str = "fact"

    @property
    def differs(self) -> bool:
        """Whether the programs differ in it; "Not stated" is a value like any other."""
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
    """Everything the compare page prints of its programs; see templates/compare/compare.html."""

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
        """What the page is called."""
        return f"Compare {programs(len(self.columns)) if self.columns else 'programs'}"

    @property
    def tally(self) -> str:
        """In how many rows the programs differ."""
        return f"The programs differ in {self.differing} of {self.total} rows."


def asked(query: QueryDict) -> ComparedList:
    """What a query asks to compare. Never raises; empty values and advertisers' parameters are dropped."""
    ignored = [
        f"“{shortened(name)}” is not a parameter of this page."
        for name in query
        if name not in ("p", "only") and not TRACKING.fullmatch(name)
    ]
    switches = [value for value in query.getlist("only") if value.strip()]
    ignored += [
        f"“{shortened(value)}” is not a value of “only” and was ignored. It takes {DIFFERENCES}."
        for value in dict.fromkeys(switches)
        if value != DIFFERENCES
    ]
    values = dict.fromkeys(value for value in query.getlist("p") if value.strip())
    return ComparedList(tuple(values), DIFFERENCES in switches, _first(ignored))


def slug_in(value: str) -> str:
    """The slug that a typed value holds: plain, or in the address of a program's page; empty where none."""
    text = value[:LONGEST].strip()
    found = _PAGE.search(text) or _SLUG.fullmatch(text)
    return found[1].lower() if found else ""


def name_in(value: str) -> str:
    """A typed value as the name of a program, white space made plain; empty where it can't be one."""
    text = " ".join(value[:LONGEST].split())
    return text if text.isprintable() else ""


def address(slugs: Iterable[str], only: bool = False) -> str:
    """The address that shows these programs side by side."""
    query = [("p", slug) for slug in slugs] + ([("only", DIFFERENCES)] if only else [])
    return f"{reverse('compare')}?{urlencode(query)}" if query else reverse("compare")


def chosen(found: Sequence[Found]) -> tuple[tuple[NamedProgram, ...], tuple[NamedProgram, ...]]:
    """The programs to show, each once, and those that don't fit beside them."""
    every = tuple({one.shown.slug: one.shown for one in found if one.shown}.values())
    return every[:MOST], every[MOST:]


def notes(found: Sequence[Found], ignored: Sequence[str]) -> list[Note]:
    """What the page has to say on values it does not simply show."""
    shown, left_out = chosen(found)
    slugs = [program.slug for program in shown]
    several = [
        Note(
            f"{len(one.programs)} programs are named “{one.programs[0].name}”. Choose one by its sponsor:",
            tuple((program.sponsor, address([*slugs, program.slug])) for program in one.programs),
        )
        for one in found
        if one.state is State.SEVERAL
    ]
    alike = [
        Note(
            f"“{shortened(one.value.strip())}” is not the name of a program. Did you mean one of these?",
            tuple((_with_sponsor(program), address([*slugs, program.slug])) for program in one.programs),
        )
        for one in found
        if one.state is State.ALIKE
    ]
    renamed = [
        Note(f"“{shortened(one.clean)}” is a former address. The program is now at", (_page_of(one.programs[0], slug=True),))
        for one in found
        if one.state is State.RENAMED
    ]
    retired = [
        Note("Not shown, because it is no longer in the catalog:", (_page_of(one.programs[0]),))
        for one in found
        if one.state is State.RETIRED
    ]
    unknown = [
        Note(f"“{shortened(one.value.strip())}” is not the address or the name of a program in this catalog.")
        for one in found
        if one.state is State.UNKNOWN
    ]
    made = [*_few(several), *_few(alike), *_few(renamed), *_few(retired), *_few(unknown)]
    if left_out:
        made.append(Note(f"{MOST} programs fit side by side. Left out:", tuple(map(_page_of, left_out))))
    return made + [Note(message) for message in ignored]


def compare(records: Sequence[AnyRecord], today: datetime.date, only: bool) -> Comparison:
    """These records side by side as of `today`; `only` keeps the rows in which they differ.

    One program differs in nothing: it keeps all its rows.
    """
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
        address=address(slugs, only),
        all_url=address(slugs),
        differences_url=address(slugs, True),
    )


def letter(names: Sequence[str], link: str) -> str:
    """A mailto: address for a letter that names these programs and says where they stand side by side."""
    body = "\r\n".join([*names, "", link])
    return f"mailto:?subject={quote(f'{programs(len(names))} side by side')}&body={quote(body)}"


def _groups(records: Sequence[AnyRecord], today: datetime.date) -> tuple[ComparedGroup, ...]:
    labels = book().fields
    supports = [supports_shown(record, sources_shown(record)) for record in records]
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
        remove_url=address(others, only),
    )


def _page_of(program: NamedProgram, *, slug: bool = False) -> tuple[str, str]:
    return (f"{program.name} ({program.slug})" if slug else program.name, display.program_url(program.slug))


def _first(messages: Sequence[str]) -> tuple[str, ...]:
    beyond = len(messages) - MOST_NOTES
    return (*messages[:MOST_NOTES], *([f"{beyond} more were ignored."] if beyond > 0 else []))


def _with_sponsor(program: NamedProgram) -> str:
    return f"{program.name} ({program.sponsor})"


def _few(made: Sequence[Note]) -> list[Note]:
    beyond = len(made) - MOST_NOTES
    return [*made[:MOST_NOTES], *([Note(f"And {beyond} more like this.")] if beyond > 0 else [])]
