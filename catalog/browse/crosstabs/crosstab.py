"""Cross-tables: from a query string to the facets, what the cells show, and the selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
FIGURES = {"heatmap": "Heat map", "bars": "Bars", "stacked": "Stacked bars"}
BACKGROUNDS = {"paper": "Paper", "white": "White"}
USUAL = ("type", "sponsor_type")
_LISTS = {
    "rows": FACETS,
    "cols": FACETS,
    "by": FACETS,
    "show": SHOWS,
    "base": BASES,
    "interval": INTERVALS,
    "figure": FIGURES,
    "background": BACKGROUNDS,
}
_WHAT = {
    "rows": "a facet",
    "cols": "a facet",
    "by": "a facet",
    "figure": "a kind of figure",
    "background": "a background",
    "show": "a way to show counts",
    "base": "a base of percentages",
    "interval": "an interval",
}


@dataclass(frozen=True)
class CrosstabQuery:
    """A cross-table of one facet (`columns` empty) or two, and the selection that it counts.

    `of_stated` counts only programs that state the facets of the table. `has_intervals` adds 95% intervals to percentages.
    `by` is a third facet ("" for none): the figure has a panel for each of its values. `figure` is the kind of figure,
    `on_white` whether it is for print.
    """

    asked: BrowseQuery
    rows: str
    columns: str
    show: str
    ignored: tuple[Ignored, ...]
    of_stated: bool = False
    has_intervals: bool = False
    by: str = ""
    figure: str = "heatmap"
    on_white: bool = False

    @property
    def selection(self) -> Selection:
        """The selection of the address, in the default view."""
        return self.asked.selection.bare()

    @property
    def counted(self) -> Selection:
        """The selection that is counted: with `of_stated`, only programs that state the facets of the table."""
        counted = self.selection
        for axis in self.facets if self.of_stated else ():
            counted = counted.stating(axis)
        return counted

    @property
    def axes(self) -> tuple[str, ...]:
        """The one or two facets."""
        return (self.rows, self.columns) if self.columns else (self.rows,)

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets of the table and of the panels."""
        return (*self.axes, self.by) if self.by else self.axes

    @property
    def usual_figure(self) -> str:
        """The kind of figure without a choice: a heat map of two facets, bars of one."""
        return "heatmap" if self.columns else "bars"

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

    def panels(self) -> dict[str, CrosstabQuery]:
        """Return the cross-table of each value of `by`: the same, limited to the programs of the selection with the value.

        Values that are chosen in `by` filter the programs, and only these have a panel.
        """
        facet, counted = FACETS[self.by], self.counted
        chosen, left_out = counted.chosen.get(self.by, ()), counted.excluded.get(self.by, ())
        codes = [code for code in (not facet.every and chosen) or facet.labels if code not in left_out]
        values = {code: tuple(dict.fromkeys((*chosen, code))) if facet.every else (code,) for code in codes}
        return {
            code: replace(self, asked=replace(self.asked, selection=counted.with_values(self.by, values[code])), by="")
            for code in codes
        }

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of the table itself, without the selection and without default values."""
        pairs = [("rows", self.rows), ("cols", self.columns), ("show", self.show if self.show != "count" else "")]
        pairs += [("base", "stated" if self.of_stated else ""), ("interval", "95" if self.has_intervals else "")]
        pairs += [("figure", self.figure if self.figure != self.usual_figure else ""), ("by", self.by)]
        pairs += [("background", "white" if self.on_white else "")]
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str = "/explore/", *, selection: Selection | None = None) -> str:
        """Return the address of this cross-table under `path`, optionally for another selection."""
        query = (self.selection if selection is None else selection).bare().query()
        return f"{path}?{urlencode(self.pairs())}" + (f"&{query}" if query else "")


def read_crosstab(given: QueryDict, live: Snapshot, *, usual: bool = True) -> CrosstabQuery:
    """Read a query string: the parameters of a cross-table and its figure, and those of a selection. Never raises.

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
    by = values.get("by", "")
    if by and by in (rows, columns):
        ignored.append(Ignored("by", by, "“by” must be another facet than the rows and columns", f": “{by}” was ignored."))
        by = ""
    figure = values.get("figure", "heatmap" if columns else "bars")
    if not columns and figure != "bars":
        ignored.append(Ignored("figure", figure, f"“{figure}” needs two facets", ": bars are drawn."))
        figure = "bars"
    asked = ask(others, live)
    return CrosstabQuery(
        asked,
        rows,
        columns,
        show,
        (*asked.ignored, *ignored),
        of_stated=values.get("base") == "stated",
        has_intervals=has_intervals,
        by=by,
        figure=figure,
        on_white=values.get("background") == "white",
    )
