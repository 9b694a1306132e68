"""A selection: the values chosen in a query, and the selections that differ from it in one choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_noop as _

from catalog.browse.facets import FACETS, STATED, UNSTATED
from catalog.common.urls import page_address
from typology import AS_CODED, Rule

# texts in English: translate them where they are shown
SORTS = {
    "relevance": _("Best match"),
    "name": _("Name"),
    "fit": _("Best fit for me"),
    "deadline": _("Deadline, soonest first"),
    "cost": _("Cost, least first"),
    "founded": _("Founded, oldest first"),
    "seen": _("Last seen operating"),
    "updated": _("Last updated here"),
}
VIEWS = {"list": _("List"), "table": _("Table"), "map": _("Map")}
# the columns of the table view, and those that it has by default
COLUMNS = {
    "form": _("What it is"),
    "support": _("Supports"),
    "type": _("Type"),
    "state": _("Open to"),
    "sponsor_type": _("Sponsor"),
    "delivery": _("Delivery"),
    "duration": _("Length"),
    "pays": _("You pay"),
    "receives": _("You receive"),
    "credential": _("Leads to"),
    "entry": _("How you enter"),
    "experience": _("Years asked for"),
    "prerequisite": _("You must have"),
    "grade": _("Grades"),
    "focus": _("Focus"),
    "function": _("Functions"),
    "aim": _("Aims"),
    "deadline": _("Deadline"),
    "seen": _("Last seen"),
    "founded": _("Founded"),
    "status": _("Status"),
}
USUAL_COLUMNS = ("form", "support", "state", "delivery", "duration", "receives", "deadline", "seen")
PER_PAGE, PER_PAGE_MOST = 25, 100
LAST_PAGE = 1_000_000  # beyond any list; a page after the last one of a list shows the last
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Selection:
    """The valid choices of a query: facet -> codes in vocabulary order, bound -> number, and how to show the result.

    Without choices it is every published program. `excluded` holds the values that no program found has, by facet: `unstated`
    among them asks for programs that state the facet. `q` is the search as typed. `release` is the version that answers
    ("" for the current catalog), `rules` the changed coding rules, `fixed` a list of the release's programs
    (catalog.browse.fixed_list). `typed` filters nothing: it is the whole search as typed, after the browse page read it
    (catalog.browse.interpretation).
    """

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    bounds: Mapping[str, Decimal] = field(default_factory=lambda: _NOTHING)
    sponsors: tuple[str, ...] = ()
    q: str = ""
    sort: str = "name"
    page: int = 1
    per_page: int = PER_PAGE
    view: str = "list"
    columns: tuple[str, ...] = ()
    release: str = ""
    rules: Rule = AS_CODED
    fixed: str = ""
    typed: str = ""
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)

    @property
    def applied(self) -> int:
        """How many choices filter the catalog."""
        codes = (*self.chosen.values(), *self.excluded.values(), self.sponsors, self.bounds)
        return sum(map(len, codes)) + bool(self.q) + bool(self.fixed)

    def choices(self) -> Mapping[str, Any]:
        """Return the filter and the value of each facet, exclusion, sponsor and bound."""
        excluded = {exclusion_name(name): codes for name, codes in self.excluded.items()}
        return {**self.chosen, **excluded, "sponsor": self.sponsors, **self.bounds}

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns of the table view."""
        return self.columns or USUAL_COLUMNS

    @property
    def usual_sort(self) -> str:
        """The default order of the results."""
        return usual_sort(self.q)

    def query(self) -> str:
        """Return the selection as a query string in its canonical order, without default values."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, code) for name, codes in self.chosen.items() for code in codes]
        pairs += [exclusion_pair(name, code) for name, codes in self.excluded.items() for code in codes]
        pairs += [("sponsor", slug) for slug in self.sponsors]
        pairs += [(name, plain_number(value)) for name, value in self.bounds.items()]
        pairs += [("list", self.fixed)] if self.fixed else []
        pairs += [("typed", self.typed)] if self.typed else []
        pairs += [("column", code) for code in self.columns]
        for name, default in (("sort", self.usual_sort), ("view", "list"), ("per_page", PER_PAGE), ("page", 1)):
            if getattr(self, name) != default:
                pairs.append((name, str(getattr(self, name))))
        return urlencode(pairs + self.edition_pairs())

    def edition_pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of the edition: `release`, and `rule` once for each changed rule."""
        release = [("release", self.release)] if self.release else []
        return release + [("rule", code) for code in self.rules.codes]

    def address(self, path: str = "") -> str:
        """Return the address of this selection under `path`, or in the list of programs."""
        query, path = self.query(), path or page_address("browse")
        return f"{path}?{query}" if query else path

    def toggled(self, facet: str, code: str) -> Selection:
        """Return the selection with one value added, or removed if it was chosen, from its first page."""
        codes = self.chosen.get(facet, ())
        return self.with_values(facet, tuple(c for c in codes if c != code) if code in codes else (*codes, code))

    def with_values(self, facet: str, codes: tuple[str, ...]) -> Selection:
        """Return the selection with exactly these values in one facet, from its first page."""
        return replace(self, chosen=_with_codes(self.chosen, facet, codes), page=1)

    def without_values(self, facet: str, codes: tuple[str, ...]) -> Selection:
        """Return the selection that leaves out exactly these values of one facet, from its first page."""
        return replace(self, excluded=_with_codes(self.excluded, facet, codes), page=1)

    def is_stated(self, facet: str) -> bool:
        """Return whether the selection asks for programs that state a facet."""
        return UNSTATED in self.excluded.get(facet, ())

    def stating(self, facet: str) -> Selection:
        """Return the selection of programs that state a facet; itself if the facet is always stated."""
        code, left_out = FACETS[facet].not_stated, self.excluded.get(facet, ())
        return self.without_values(facet, (*left_out, code)) if code and code not in left_out else self

    def without_bound(self, name: str) -> Selection:
        """Return the selection without one bound, from its first page."""
        return replace(self, bounds={key: value for key, value in self.bounds.items() if key != name}, page=1)

    def without_sponsor(self, slug: str) -> Selection:
        """Return the selection without one sponsor, from its first page."""
        return replace(self, sponsors=tuple(other for other in self.sponsors if other != slug), page=1)

    def without_search(self) -> Selection:
        """Return the selection without its search, from its first page."""
        return replace(self.with_search(""), typed="")

    def with_search(self, q: str) -> Selection:
        """Return the selection with this search, from its first page. A default order changes to the new default."""
        sort = usual_sort(q) if self.sort in (self.usual_sort, "relevance") else self.sort
        return replace(self, q=q, sort=sort, page=1)

    def bare(self) -> Selection:
        """Return the same choices in the default order and view, for results without pages and views."""
        return replace(self, sort=self.usual_sort, page=1, per_page=PER_PAGE, view="list", columns=(), typed="")

    def whole(self) -> Selection:
        """Return the same choices in the same order, without pages and views, for a file."""
        return replace(self, page=1, per_page=PER_PAGE, view="list", columns=(), typed="")

    def present(self) -> Selection:
        """Return the same choices for the current catalog, without release, changed rules and fixed list."""
        return replace(self, release="", rules=AS_CODED, fixed="", page=1)

    def edition(self) -> Selection:
        """Return every program of the same release under the same rules, in the default view."""
        return Selection(release=self.release, rules=self.rules)

    def unfiltered(self) -> Selection:
        """Return every program of the same release under the same rules, in the same view."""
        return replace(self.without_search(), chosen=_NOTHING, excluded=_NOTHING, bounds=_NOTHING, sponsors=(), fixed="", page=1)


def is_tidy(query: QueryDict) -> bool:
    """Return whether a query has no empty values and no aliases of values, so that a page need not redirect."""
    return all(_is_tidy(name, value) for name, given in query.lists() for value in given)


def _is_tidy(name: str, value: str) -> bool:
    facet = FACETS.get(name.removeprefix("-"))
    if not value or (facet and name != facet.name and value == UNSTATED and UNSTATED in facet.empty):
        return False  # the second is written as `stated`
    return facet is None or facet.code_of(value) in (value, None)


def exclusion_name(facet: str) -> str:
    """Return the parameter that leaves out values of a facet: ``-type``."""
    return f"-{facet}"


def exclusion_pair(facet: str, code: str) -> tuple[str, str]:
    """Return the parameter and the value that leave out a value: ``-type=award``, ``delivery=stated``."""
    return (facet, STATED) if code == UNSTATED else (exclusion_name(facet), code)


def _with_codes(chosen: Mapping[str, tuple[str, ...]], facet: str, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the choices with these codes of a facet, in the order of the facets, so that a selection has one address."""
    changed = {**chosen, facet: codes}
    return {name: changed[name] for name in FACETS if changed.get(name)}


def usual_sort(q: str) -> str:
    """Return the default sort: the best match of a search first, or by name."""
    return "relevance" if q else "name"


def plain_number(value: Decimal) -> str:
    """Return a number as people write it: ``12``, ``2.25``, never with an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
