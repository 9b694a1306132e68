"""The rows of the compare page: money, length, place, people, entry and credential first, research last."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_noop

from catalog.common.language import ENGLISH, gettext, is_english, ngettext, use_language
from catalog.programs import display
from catalog.programs.dates.currency import Currency, currency_of
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.facts import AnyRecord, describe_sources, describe_supports, fact, fact_groups
from catalog.programs.money.line import tell_money
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.vocabulary import type_of
from catalog.site.compare.presenters import MOST, compare_address
from catalog.site.program.presenters import type_words

SILENT = gettext_noop("Its pages don’t say")
# title -> fields in order; a name in capitals is a row of this page's own
_ORDER = {
    gettext_noop("What teachers ask first"): (
        "MONEY", "receives", "money_note", "duration_months", "delivery", "serves_states", "eligibility",
        "prerequisites", "min_years_experience", "max_years_experience", "grade_bands", "audience", "entry", "deadline_date",
        "deadline_note", "credentials",
    ),
    gettext_noop("About the program"): ("form", "SUMMARY", "WEBSITE", "focus"),
}  # fmt: skip
# the head of the column shows the sponsor and how current the program is
_IN_HEAD = frozenset({"sponsor", "status", "evidence_year"})
# what these rows say is in English on every page
_DATA = frozenset({"money_note", "eligibility", "deadline_note", "summary"})


@dataclass(frozen=True)
class ComparedCell:
    """One program in one row. Two cells are equal if a reader sees no difference."""

    value: str | tuple[str, ...]
    stated: bool = True
    note: str = ""
    url: str = ""
    supports: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    is_past: bool = False  # whether it was stated for a past cycle
    source: dict[str, Any] | None = field(default=None, compare=False)

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return not isinstance(self.value, str)


@dataclass(frozen=True)
class ComparedRow:
    """One row: a cell for each program. `code` names it; `kind` selects how the template prints the cells."""

    code: str
    label: str
    cells: tuple[ComparedCell, ...]
    kind: str = "fact"

    @property
    def differs(self) -> bool:
        """Whether the programs differ. A missing fact counts as a value."""
        return any(cell != self.cells[0] for cell in self.cells)

    @property
    def is_silent(self) -> bool:
        """Whether no program's pages state it."""
        return not any(cell.stated for cell in self.cells)


@dataclass(frozen=True)
class ComparedGroup:
    """Rows under one heading."""

    title: str
    rows: tuple[ComparedRow, ...]
    is_research: bool = False  # folded below the others


@dataclass(frozen=True)
class ComparedColumn:
    """One program at the head of its column. `short` names it inside the rows of narrow screens."""

    slug: str
    url: str
    name: str
    short: str
    sponsor: str
    currency: Currency
    remove_url: str


@dataclass(frozen=True)
class Comparison:
    """Everything that templates/compare/compare.html prints about the programs."""

    columns: tuple[ComparedColumn, ...]
    groups: tuple[ComparedGroup, ...]
    silent: tuple[str, ...]
    total: int
    differing: int
    only: bool
    address: str
    all_url: str
    differences_url: str

    @property
    def plain(self) -> tuple[ComparedGroup, ...]:
        """The groups that everybody sees at once."""
        return tuple(group for group in self.groups if not group.is_research)

    @property
    def research(self) -> tuple[ComparedGroup, ...]:
        """The groups for researchers."""
        return tuple(group for group in self.groups if group.is_research)

    @property
    def room(self) -> int:
        """How many more programs fit."""
        return MOST - len(self.columns)

    @property
    def title(self) -> str:
        """The title of the page."""
        words = ngettext("Compare %(count)s program", "Compare %(count)s programs", len(self.columns))
        return words % {"count": len(self.columns)} if self.columns else gettext("Compare programs")

    @property
    def tally(self) -> str:
        """The sentence on how many rows differ."""
        words = gettext("The programs differ in %(differing)s of %(total)s rows.")
        return words % {"differing": self.differing, "total": self.total}


def build_comparison(records: Sequence[AnyRecord], today: datetime.date, only: bool) -> Comparison:
    """Build the comparison as of `today`. `only` keeps the rows that differ, except for a single program.

    Rows that no program's pages state are left out; `silent` names them.
    """
    slugs = [record.slug for record in records]
    whole = _groups(records, today) if records else ()
    silent = tuple(_label(row) for group in whole for row in group.rows if row.is_silent)
    only = only and len(records) > 1
    groups = [replace(group, rows=tuple(row for row in group.rows if not row.is_silent)) for group in whole]
    rows = [row for group in groups for row in group.rows]
    if only:
        groups = [replace(group, rows=tuple(row for row in group.rows if row.differs)) for group in groups]
    names = Counter(record.name for record in records)
    return Comparison(
        columns=tuple(
            ComparedColumn(
                slug=record.slug,
                url=display.program_url(record.slug),
                name=record.name,
                short=record.name if names[record.name] == 1 else record.sponsor,
                sponsor=record.sponsor,
                currency=currency_of(record, today),
                remove_url=compare_address([slug for slug in slugs if slug != record.slug], only),
            )
            for record in records
        ),
        groups=tuple(group for group in groups if group.rows),
        silent=silent,
        total=len(rows),
        differing=sum(row.differs for row in rows),
        only=only,
        address=compare_address(slugs, only),
        all_url=compare_address(slugs),
        differences_url=compare_address(slugs, True),
    )


def _label(row: ComparedRow) -> str:
    """Return the label of a row in the language in use; the rows for researchers are in English."""
    words = book().fields.get(row.code)
    return words.label if words and not is_english() else row.label


def _groups(records: Sequence[AnyRecord], today: datetime.date) -> list[ComparedGroup]:
    """Return the groups of rows, those for teachers in the language in use and those for researchers in English."""
    *groups, research = _arrange(records, today)
    if not is_english():
        with use_language(ENGLISH):
            *_, research = _arrange(records, today)
    return [*groups, research]


def _arrange(records: Sequence[AnyRecord], today: datetime.date) -> list[ComparedGroup]:
    facts = [{row["field"]: row for group in fact_groups(record, today) for row in group["rows"]} for record in records]
    rows = {code: _facts([one[code] for one in facts]) for code in facts[0] if code not in _IN_HEAD}
    rows["form"] = _facts([fact("form", display.labels("form", record.form)) for record in records])
    rows["MONEY"] = ComparedRow("money", gettext("Cost or pay"), tuple(_money(record, today) for record in records))
    rows["SUMMARY"] = _facts([fact("summary", record.summary) for record in records])
    if "deadline_note" in rows:
        rows["deadline_note"] = _deadline_notes(records, today)
    website = book().fields["website"].label
    rows["WEBSITE"] = ComparedRow("website", website, tuple(_website(record) for record in records), "website")
    groups = [
        ComparedGroup(gettext(title), tuple(rows.pop(code) for code in codes if code in rows)) for title, codes in _ORDER.items()
    ]
    supports = [describe_supports(record, describe_sources(record)) for record in records]
    research = [
        ComparedRow("supports", "Supports", tuple(_supports(record) for record in records), "supports"),
        ComparedRow("type", "Type", tuple(_type(record) for record in records), "type"),
        *(
            ComparedRow(column[0]["code"], column[0]["label"], tuple(map(_support, column)), "support")
            for column in zip(*supports, strict=True)
        ),
    ]
    return [*groups, ComparedGroup("For researchers", (*research, *rows.values()), is_research=True)]


def _facts(facts: Sequence[Mapping[str, Any]]) -> ComparedRow:
    """The same fact of every program as a row."""
    cells = (_fact(tuple(one["value"]) if one["is_list"] else one["value"], one["stated"]) for one in facts)
    code = facts[0]["field"]
    return ComparedRow(code, facts[0]["label"], tuple(cells), "data" if code in _DATA else "fact")


def _deadline_notes(records: Sequence[AnyRecord], today: datetime.date) -> ComparedRow:
    """What the sources say of each deadline, in their words, and apart from them whether it is past."""
    row = _facts([fact("deadline_note", record.deadline_note) for record in records])
    cells = (
        replace(cell, is_past=cell.stated and deadline_of(record, today).past)
        for cell, record in zip(row.cells, records, strict=True)
    )
    return replace(row, cells=tuple(cells))


def _fact(value: str | tuple[str, ...], stated: bool) -> ComparedCell:
    is_silent = not stated and value in ("Not stated", gettext("Not stated"))
    return ComparedCell(gettext(SILENT) if is_silent else value, stated)


def _money(record: AnyRecord, today: datetime.date) -> ComparedCell:
    line = tell_money(record, today)
    return ComparedCell(line) if line else ComparedCell(gettext(SILENT), stated=False)


def _supports(record: AnyRecord) -> ComparedCell:
    supports = supports_of(record)
    return ComparedCell(supports.combination, supports=supports.codes)


def _type(record: AnyRecord) -> ComparedCell:
    kind = type_words(type_of(supports_of(record)))
    return ComparedCell(kind["name"], note=kind["combination"], url=kind["url"])


def _website(record: AnyRecord) -> ComparedCell:
    url = record.website
    if not url:
        return ComparedCell(gettext("None found"), stated=False)
    return ComparedCell(re.sub(r"^https?://(www\.)?|/$", "", url), url=url)


def _support(support: Mapping[str, Any]) -> ComparedCell:
    return ComparedCell(support["answer"], note=support["evidence"], basis=tuple(support["basis"]), source=support["source"])
