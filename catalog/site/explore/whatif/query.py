"""The query of the what-if page and its files: the changed rules, the selection as coded, and the intervals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.browse.crosstabs.crosstab import INTERVALS
from catalog.browse.filterset import Ignored, parse, shortened
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.schema.vocabulary import types
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import edition_columns
from typology import Rule

_INTERVAL = "interval"
WHATIF = "whatif"  # the parameter of /cite/ that cites the what-if page


@dataclass(frozen=True)
class WhatIfQuery:
    """Changed rules for a selection. `asked` has the selection without them: its choices select programs as coded."""

    asked: BrowseQuery
    rules: Rule
    ignored: tuple[Ignored, ...]
    has_intervals: bool = False

    def address(self, path: str = "") -> str:
        """Return the permanent address of this query under `path`, or of the page."""
        address = replace(self.asked.selection.bare(), rules=self.rules).address(path or reverse("whatif"))
        return f"{address}{'&' if '?' in address else '?'}{_INTERVAL}=95" if self.has_intervals else address

    def cited_query(self) -> str:
        """Return the query string with which `/cite/` cites this page."""
        return "&".join(filter(None, [f"{WHATIF}=1", self.address().partition("?")[2]]))

    def describe(self) -> str:
        """Return the selection in words."""
        return describe_selection(self.asked.selection, self.asked.edition.sponsor_names(self.asked.selection.sponsors))


def read_whatif(given: QueryDict, snapshot: Snapshot) -> WhatIfQuery:
    """Read a query string. Never raises: parameters and values that cannot be used are in `ignored`."""
    rules, others = QueryDict(mutable=True), given.copy()
    rules.setlist("rule", others.pop("rule", []))
    intervals = [value.strip() for value in others.pop(_INTERVAL, []) if value.strip()]
    asked, read = ask(others, snapshot), parse(rules)
    ignored = [*asked.ignored, *read.ignored]
    for value in dict.fromkeys(intervals):
        if value not in INTERVALS:
            takes = f"It takes {', '.join(INTERVALS)}."
            ignored.append(Ignored(_INTERVAL, value, f"“{shortened(value)}” is not an interval", " and was ignored.", takes))
    return WhatIfQuery(asked, read.selection.rules, tuple(ignored), any(value in INTERVALS for value in intervals))


def name_types() -> dict[str, tuple[str, str]]:
    """Return the label and the combination of every type by code."""
    return {kind.code: (kind.label, kind.combination) for kind in types()}


def describe_edition(request: HttpRequest, query: WhatIfQuery) -> dict[str, str]:
    """Return the columns of a file that say what it counts and where it is from."""
    columns = edition_columns(request, query.asked, query.address())
    return {"selection": query.describe(), **columns, "about": FOOTNOTE}
