"""A selection: the values chosen in a query, and the addresses of its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from catalog.browse.facets import FACETS
from typology import AS_CODED, Rule

SORTS = {
    "relevance": "Best match",
    "name": "Name",
    "deadline": "Deadline, soonest first",
    "founded": "Founded, oldest first",
    "seen": "Last seen operating",
    "updated": "Last updated here",
}
VIEWS = {"list": "List", "table": "Table", "map": "Map"}
# the columns of the table view, and those it has unless others are asked for
COLUMNS = {
    "form": "What it is",
    "support": "Supports",
    "type": "Type",
    "state": "Open to",
    "sponsor_type": "Sponsor",
    "delivery": "Delivery",
    "duration": "Length",
    "pays": "You pay",
    "receives": "You receive",
    "credential": "Leads to",
    "entry": "How you enter",
    "experience": "Years asked for",
    "prerequisite": "You must have",
    "grade": "Grades",
    "focus": "Focus",
    "function": "Functions",
    "aim": "Aims",
    "deadline": "Deadline",
    "seen": "Last seen",
    "founded": "Founded",
    "status": "Status",
}
USUAL_COLUMNS = ("form", "support", "state", "delivery", "duration", "receives", "deadline", "seen")
PER_PAGE, PER_PAGE_MOST = 25, 100
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Selection:
    """What a query asks for, already checked: facet -> codes in vocabulary order, bound -> number, and how to show it.

    `q` is what is searched for, as typed. Nothing chosen means every published program. `release` is the
    version that answers ("" for the catalog as it is now), `rules` the changed rules it answers under,
    `fixed` a list of the release's programs (catalog.browse.fixed_list).
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

    @property
    def applied(self) -> int:
        """How many choices narrow the catalog."""
        return sum(map(len, self.chosen.values())) + len(self.bounds) + len(self.sponsors) + bool(self.q) + bool(self.fixed)

    def choices(self) -> Mapping[str, Any]:
        """Return the parameter and the value of each facet, sponsor and bound."""
        return {**self.chosen, "sponsor": self.sponsors, **self.bounds}

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns of the table view."""
        return self.columns or USUAL_COLUMNS

    @property
    def usual_sort(self) -> str:
        """How results stand where nothing else is asked for."""
        return usual_sort(self.q)

    def query(self) -> str:
        """The selection as a query string in its one canonical order, without what is as by default."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, code) for name, codes in self.chosen.items() for code in codes]
        pairs += [("sponsor", slug) for slug in self.sponsors]
        pairs += [(name, plain_number(value)) for name, value in self.bounds.items()]
        pairs += [("list", self.fixed)] if self.fixed else []
        pairs += [("column", code) for code in self.columns]
        for name, default in (("sort", self.usual_sort), ("view", "list"), ("per_page", PER_PAGE), ("page", 1)):
            if getattr(self, name) != default:
                pairs.append((name, str(getattr(self, name))))
        return urlencode(pairs + self.edition_pairs())

    def edition_pairs(self) -> list[tuple[str, str]]:
        """The parameters that say which edition answers: `release`, and `rule` once for each changed rule."""
        release = [("release", self.release)] if self.release else []
        return release + [("rule", code) for code in self.rules.codes]

    def address(self, path: str = "/programs/") -> str:
        """The address of this selection under `path`."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def toggled(self, facet: str, code: str) -> Selection:
        """The same selection with one value chosen, or dropped if it was chosen; from its first page."""
        codes = self.chosen.get(facet, ())
        return self.choosing(facet, tuple(c for c in codes if c != code) if code in codes else (*codes, code))

    def choosing(self, facet: str, codes: tuple[str, ...]) -> Selection:
        """The same selection with exactly these values chosen in one facet; from its first page."""
        chosen = {**self.chosen, facet: codes}
        # in the order of the facets, whichever was chosen first: one selection, one address
        return replace(self, chosen={name: chosen[name] for name in FACETS if chosen.get(name)}, page=1)

    def without_bound(self, name: str) -> Selection:
        """The same selection without one bound; from its first page."""
        return replace(self, bounds={key: value for key, value in self.bounds.items() if key != name}, page=1)

    def without_sponsor(self, slug: str) -> Selection:
        """The same selection without one sponsor; from its first page."""
        return replace(self, sponsors=tuple(other for other in self.sponsors if other != slug), page=1)

    def without_search(self) -> Selection:
        """The same selection without what is searched for; from its first page."""
        return self.searching("")

    def searching(self, q: str) -> Selection:
        """The same selection with this searched for; in the usual order if it stood in that, from its first page."""
        sort = usual_sort(q) if self.sort in (self.usual_sort, "relevance") else self.sort
        return replace(self, q=q, sort=sort, page=1)

    def bare(self) -> Selection:
        """The same choices, shown as by default: for what has neither pages nor views."""
        return replace(self, sort=self.usual_sort, page=1, per_page=PER_PAGE, view="list", columns=())

    def whole(self) -> Selection:
        """The same choices in the same order, without pages and views: for what holds all of it, as a file does."""
        return replace(self, page=1, per_page=PER_PAGE, view="list", columns=())

    def present(self) -> Selection:
        """The same choices asked of the catalog as it is now and is coded, with nothing of a release."""
        return replace(self, release="", rules=AS_CODED, fixed="", page=1)

    def edition(self) -> Selection:
        """Every program of the same release under the same rules, shown as by default."""
        return Selection(release=self.release, rules=self.rules)

    def unfiltered(self) -> Selection:
        """Every program of the same release under the same rules, shown the same way."""
        return replace(self.without_search(), chosen=_NOTHING, bounds=_NOTHING, sponsors=(), fixed="", page=1)


def usual_sort(q: str) -> str:
    """The sort of results where none is asked for: the best match of a search first, else by name."""
    return "relevance" if q else "name"


def plain_number(value: Decimal) -> str:
    """A number as people write it: ``12``, ``2.25``; never an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
