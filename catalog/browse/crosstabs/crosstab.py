"""Cross-tables: from a query string to the facets, what the cells show, and the selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.browse.facets import FACETS
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.results import CrosstabCounts
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot

SHOWS = {
    "count": "Number of programs",
    "row": "Percent of row",
    "column": "Percent of column",
    "total": "Percent of all",
}
BASES = {"all": "All programs", "stated": "Programs that state it"}
INTERVALS = {"95": "95% (Wilson)"}
USUAL = ("type", "sponsor_type")
_LISTS = {"rows": FACETS, "cols": FACETS, "show": SHOWS, "base": BASES, "interval": INTERVALS}
_WHAT = {
    "rows": "a facet",
    "cols": "a facet",
    "show": "a way to show counts",
    "base": "a base of percentages",
    "interval": "an interval",
}


@dataclass(frozen=True)
class CrosstabQuery:
    """A cross-table of one facet (`columns` empty) or two, and the selection that it counts.

    `of_stated` counts only programs that state the facets of the table. `has_intervals` adds 95% intervals to percentages.
    """

    asked: BrowseQuery
    rows: str
    columns: str
    show: str
    ignored: tuple[Ignored, ...]
    of_stated: bool = False
    has_intervals: bool = False

    @property
    def selection(self) -> Selection:
        """The selection of the address, in the default view."""
        return self.asked.selection.bare()

    @property
    def counted(self) -> Selection:
        """The selection that is counted: with `of_stated`, only programs that state the facets of the table."""
        counted = self.selection
        for axis in self.axes if self.of_stated else ():
            counted = counted.stating(axis)
        return counted

    @property
    def axes(self) -> tuple[str, ...]:
        """The one or two facets."""
        return (self.rows, self.columns) if self.columns else (self.rows,)

    @property
    def base(self) -> Selection:
        """The selection without choices in the facets of the table: these only select which values are shown."""
        base = self.counted
        for axis in self.axes:
            base = base.with_values(axis, ())
        return base

    @property
    def picks(self) -> Mapping[str, tuple[str, ...]]:
        """The chosen values of the facets of the table, which are those to show."""
        return {axis: self.selection.chosen[axis] for axis in self.axes if axis in self.selection.chosen}

    def count(self) -> CrosstabCounts:
        """Return the counts."""
        return self.asked.snapshot.count_cells(self.counted, self.rows, self.columns)

    def count_unstated(self) -> int:
        """Return how many programs `of_stated` leaves out."""
        if not self.of_stated:
            return 0
        everything = self.selection
        for axis in self.axes:
            everything = everything.with_values(axis, ())
        return self.asked.snapshot.count(everything) - self.asked.snapshot.count(self.base)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of the table itself, without the selection and without default values."""
        pairs = [("rows", self.rows), ("cols", self.columns), ("show", self.show if self.show != "count" else "")]
        pairs += [("base", "stated" if self.of_stated else ""), ("interval", "95" if self.has_intervals else "")]
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str = "/explore/", *, selection: Selection | None = None) -> str:
        """Return the address of this cross-table under `path`, optionally for another selection."""
        query = (self.selection if selection is None else selection).bare().query()
        return f"{path}?{urlencode(self.pairs())}" + (f"&{query}" if query else "")


def read_crosstab(given: QueryDict, live: Snapshot, *, usual: bool = True) -> CrosstabQuery:
    """Read a query string: `rows`, `cols`, `show`, `base`, `interval`, and the parameters of a selection. Never raises.

    Values that cannot be used are in `ignored`. Without facets it takes the default ones; without `usual`, missing `rows`
    are in `ignored` too.
    """
    others, ignored = given.copy(), []
    values: dict[str, str] = {}
    for name, known in _LISTS.items():
        for value in dict.fromkeys(value.strip() for value in others.pop(name, [])):
            if not value:
                continue
            if value not in known:
                problem = f"“{shortened(value)}” is not {_WHAT[name]} ({name})"
                ignored.append(Ignored(name, value, problem, " and was ignored.", f"It takes {', '.join(known)}."))
            elif name in values:
                ignored.append(Ignored(name, value, f"“{name}” takes one value", f": “{shortened(value)}” was ignored."))
            else:
                values[name] = value
    if "rows" not in values and not usual:
        ignored.append(Ignored("rows", "", "“rows” must name a facet", help=f"It takes {', '.join(FACETS)}."))
    rows, columns = values.get("rows", ""), values.get("cols", "")
    if not rows:
        rows, columns = (USUAL[0], columns or USUAL[1]) if columns != USUAL[0] else (columns, "")
    if rows == columns:
        ignored.append(
            Ignored("cols", columns, "Two different facets can be crossed", f": “{columns}” is used for the rows only.")
        )
        columns = ""
    show = values.get("show", "count")
    if not columns and show in ("row", "column"):
        ignored.append(Ignored("show", show, f"“{show}” needs two facets", ": the percent of all is shown."))
        show = "total"
    has_intervals = "interval" in values
    if has_intervals and show == "count":
        ignored.append(Ignored("interval", "95", "“interval” needs percentages", " and was ignored."))
        has_intervals = False
    asked = ask(others, live)
    of_stated = values.get("base") == "stated"
    return CrosstabQuery(asked, rows, columns, show, (*asked.ignored, *ignored), of_stated, has_intervals)
