"""The FilterSet: every parameter of a selection declared, validated and documented, made from the facets."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.http import QueryDict

from catalog.browse.facets import BOUNDS, FACETS, facets_of
from catalog.browse.fixed_list import numbers_of
from catalog.browse.selection import COLUMNS, PER_PAGE, PER_PAGE_MOST, SORTS, USUAL_COLUMNS, VIEWS, Selection, usual_sort
from catalog.common.text import one_line
from catalog.models import Program
from catalog.schema.codebook import own_book
from typology import AS_CODED, Rule

# what advertisers and mailers append to addresses; dropped without a message
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|gad_\w+|msclkid|ttclid|twclid|yclid|igshid|igsh|li_fat_id"
    r"|mc_[ce]id|_ga|_gl|srsltid|mkt_tok|_hs\w+|vero_id|s_kwcid"
)
_SHOWING = {"page": 1, "per_page": PER_PAGE, "view": "list"}
_LONGEST_SHOWN = 60
LONGEST_SEARCH = 200  # characters


class ProgramFilterSet(django_filters.FilterSet):
    """Declares the parameters of a selection. The snapshot answers them; nothing here filters in SQL."""

    class Meta:
        model = Program
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Search, one filter per facet and bound, sponsor, and the parameters that only show."""
        filters: dict[str, django_filters.Filter] = {}
        filters["q"] = django_filters.CharFilter(
            label="Search",
            help_text="Words, “phrases”, OR and -minus. The last word may be the start of a longer one.",
        )
        for facet in FACETS.values():
            filters[facet.name] = django_filters.MultipleChoiceFilter(
                label=facet.words.label,
                choices=list(facet.labels.items()),
                conjoined=facet.every,
                help_text=facet.words.definition,
            )
        filters["sponsor"] = django_filters.CharFilter(label="Run by", help_text="The slug of a sponsor; may repeat.")
        for bound in BOUNDS.values():
            filters[bound.name] = django_filters.NumberFilter(
                label=bound.label,
                min_value=bound.lowest,
                max_value=bound.highest,
                max_digits=7,
                decimal_places=2,
                help_text=bound.help,
            )
        filters["list"] = django_filters.CharFilter(
            label="Fixed list", help_text="A list of programs of a release, as citations of a search write it."
        )
        filters["release"] = django_filters.CharFilter(
            label="Release", help_text="The version of the release that answers; without it the catalog as it is now."
        )
        filters["rule"] = django_filters.MultipleChoiceFilter(
            label="Rule",
            choices=[(rule.code, rule.label) for rule in Rule],
            help_text="A coding rule that is taken away: supports and types are derived again without it. May repeat.",
        )
        filters["sort"] = django_filters.ChoiceFilter(label="Sort", choices=list(SORTS.items()))
        filters["view"] = django_filters.ChoiceFilter(label="View", choices=list(VIEWS.items()))
        filters["column"] = django_filters.MultipleChoiceFilter(
            label="Columns", choices=list(COLUMNS.items()), help_text="The columns of the table view."
        )
        filters["per_page"] = django_filters.NumberFilter(
            label="Programs per page", min_value=1, max_value=PER_PAGE_MOST, decimal_places=0
        )
        filters["page"] = django_filters.NumberFilter(label="Page", min_value=1, decimal_places=0)
        return filters


@dataclass(frozen=True)
class Ignored:
    """A parameter, or one value of it, that the catalog does not know.

    `fault` says what is wrong, `outcome` what a page did about it, and `help` what is accepted.
    """

    parameter: str
    value: str
    fault: str
    outcome: str = "."
    help: str = ""

    def __str__(self) -> str:
        return f"{self.fault}{self.outcome} {self.help}".strip()

    @property
    def refusal(self) -> str:
        """The message where this ends the request with an error."""
        return f"{self.fault}. {self.help}".strip()


@dataclass(frozen=True)
class Parsed:
    """A parsed query: the selection, and what was ignored."""

    selection: Selection
    ignored: tuple[Ignored, ...]


_RULES = [rule.code for rule in Rule]
_OWN_FACETS = frozenset(facets_of(own_book()))
_FIELDS = {name: filter_.field for name, filter_ in ProgramFilterSet.base_filters.items()}


def parse(query: QueryDict, sponsors: Container[str], releases: Sequence[str] = ()) -> Parsed:
    """Return the selection that a query asks for, with the values of the codebook in use. Never raises.

    `sponsors` are the known slugs, `releases` the known versions. What cannot be used is in `ignored`; empty values and
    advertisers' parameters are dropped.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    bounds: dict[str, Decimal] = {}
    named_sponsors: list[str] = []
    q = fixed = ""
    columns: tuple[str, ...] = ()
    rules = AS_CODED
    showing: dict[str, Any] = dict(_SHOWING)
    ignored: list[Ignored] = []
    for name, given in query.lists():
        values = list(dict.fromkeys(value.strip() for value in given if value.strip()))
        if TRACKING.fullmatch(name) or (not values and name in _FIELDS):
            continue
        if name in FACETS:
            meant = {value: FACETS[name].code_of(value) for value in values}
            ignored += [_unknown(name, value) for value, code in meant.items() if code is None]
            codes = set(meant.values()) - {None}
            if codes:
                chosen[name] = tuple(code for code in FACETS[name].labels if code in codes)
        elif name not in _FIELDS:
            ignored.append(Ignored(name, "", f"“{shortened(name)}” is not a parameter of this catalog"))
        elif name in _OWN_FACETS:  # it was added after the release
            fault = f"“{_FIELDS[name].label}” ({name}) is not a filter of this release"
            ignored += [Ignored(name, value, fault, f": “{shortened(value)}” was ignored.") for value in values]
        elif name == "column":
            columns = tuple(code for code in COLUMNS if code in values)
            ignored += [_unknown(name, value) for value in values if value not in COLUMNS]
        elif name == "rule":
            rules = Rule.from_codes(value for value in values if value in _RULES)
            ignored += [_unknown(name, value) for value in values if value not in _RULES]
        elif name == "sponsor":
            named_sponsors += [value for value in values if value in sponsors]
            ignored += [_unknown(name, value) for value in values if value not in sponsors]
        else:
            ignored += [
                Ignored(name, value, f"“{name}” takes one value", f": the last was used, “{shortened(value)}” ignored.")
                for value in values[:-1]
            ]
            if name == "q":
                q = one_line(values[-1])
                if not q:
                    ignored.append(Ignored(name, values[-1], "“q” holds nothing to search for", " and was ignored."))
                if len(q) > LONGEST_SEARCH:
                    fault = f"A search reads {LONGEST_SEARCH} characters, and this has {len(q):,}"
                    ignored.append(Ignored(name, q, fault, ": the rest was ignored."))
                    q = q[:LONGEST_SEARCH].rstrip()
                continue
            if name == "release":
                if values[-1] in releases:
                    showing[name] = values[-1]
                else:
                    ignored.append(_not_a_release(values[-1], releases))
                continue
            if name == "list":
                try:
                    numbers_of(values[-1])
                except ValueError:
                    ignored.append(_unknown(name, values[-1]))
                else:
                    fixed = values[-1]
                continue
            try:
                # the FilterSet cleans the value: the same error for pages, API and documents
                cleaned = _FIELDS[name].clean(values[-1])
            except ValidationError:
                ignored.append(_unknown(name, values[-1]))
                continue
            if name in BOUNDS:
                bounds[name] = cleaned
            else:
                showing[name] = cleaned if isinstance(cleaned, str) else int(cleaned)
    if fixed and "release" not in showing:
        ignored.append(Ignored("list", fixed, "A fixed list also needs its release", " and was ignored."))
        fixed = ""
    selection = Selection(
        chosen={name: chosen[name] for name in FACETS if name in chosen},
        bounds={name: bounds[name] for name in BOUNDS if name in bounds},
        sponsors=tuple(sorted(named_sponsors)),
        q=q,
        columns=() if columns == USUAL_COLUMNS else columns,
        rules=rules,
        fixed=fixed,
        **{"sort": usual_sort(q), **showing},
    )
    return Parsed(selection, tuple(ignored))


def is_tidy(query: QueryDict) -> bool:
    """Return whether a query has no empty values and no aliases of values, so that a page need not redirect."""
    values = [(name, value) for name, given in query.lists() for value in given]
    return all(value and (name not in FACETS or FACETS[name].code_of(value) in (value, None)) for name, value in values)


def _unknown(name: str, value: str) -> Ignored:
    heading = FACETS[name].words.label if name in FACETS else _FIELDS[name].label
    fault = f"“{shortened(value)}” is not a value of “{heading}” ({name})"
    return Ignored(name, value, fault, " and was ignored.", _allowed(name))


def _not_a_release(version: str, releases: Sequence[str]) -> Ignored:
    known = f"Available: {', '.join(releases)}." if releases else "There is no release yet."
    fault = f"“{shortened(version)}” is not a release"
    return Ignored("release", version, fault, ". This page shows the current catalog.", known)


def _allowed(name: str) -> str:
    """Return what a parameter accepts, where a sentence can say it; the page lists the values of facets."""
    if name in BOUNDS:
        return f"It takes a number from {BOUNDS[name].lowest} to {BOUNDS[name].highest}."
    if name == "per_page":
        return f"It takes a whole number from 1 to {PER_PAGE_MOST}."
    if name == "page":
        return "It takes a whole number from 1."
    words: Iterable[str] | None = {"sort": SORTS, "view": VIEWS, "column": COLUMNS, "rule": _RULES}.get(name)
    return f"It takes {', '.join(words)}." if words else ""


def shortened(text: str) -> str:
    """Return text from a query, cut to fit a message."""
    text = one_line(text)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
