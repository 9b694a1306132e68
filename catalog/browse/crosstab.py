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
USUAL = ("type", "sponsor_type")


@dataclass(frozen=True)
class CrosstabQuery:
    """A cross-table of one facet (`columns` empty) or two, and the selection that it counts."""

    asked: BrowseQuery
    rows: str
    columns: str
    show: str
    ignored: tuple[Ignored, ...]

    @property
    def selection(self) -> Selection:
        """The selection that is counted, in the default view."""
        return self.asked.selection.bare()

    @property
    def axes(self) -> tuple[str, ...]:
        """The one or two facets."""
        return (self.rows, self.columns) if self.columns else (self.rows,)

    @property
    def base(self) -> Selection:
        """The selection without choices in the facets of the table: these only select which values are shown."""
        base = self.selection
        for axis in self.axes:
            base = base.with_values(axis, ())
        return base

    @property
    def picks(self) -> Mapping[str, tuple[str, ...]]:
        """The chosen values of the facets of the table, which are those to show."""
        return {axis: self.selection.chosen[axis] for axis in self.axes if axis in self.selection.chosen}

    def count(self) -> CrosstabCounts:
        """Return the counts."""
        return self.asked.snapshot.count_cells(self.selection, self.rows, self.columns)

    def address(self, path: str = "/explore/", *, selection: Selection | None = None) -> str:
        """Return the address of this cross-table under `path`, optionally for another selection."""
        pairs = [("rows", self.rows), *([("cols", self.columns)] if self.columns else [])]
        query = (self.selection if selection is None else selection).bare().query()
        return f"{path}?{urlencode(pairs + ([('show', self.show)] if self.show != 'count' else []))}" + (
            f"&{query}" if query else ""
        )


def read_crosstab(given: QueryDict, live: Snapshot, *, usual: bool = True) -> CrosstabQuery:
    """Read a query string: `rows`, `cols`, `show`, and the parameters of a selection. Never raises.

    Values that cannot be used are in `ignored`. Without facets it takes the default ones; without `usual`, missing `rows`
    are in `ignored` too.
    """
    others, ignored = given.copy(), []
    values: dict[str, str] = {}
    for name, known in (("rows", FACETS), ("cols", FACETS), ("show", SHOWS)):
        for value in dict.fromkeys(value.strip() for value in others.pop(name, [])):
            if not value:
                continue
            if value not in known:
                what = "a facet" if known is FACETS else "a way to show counts"
                problem = f"“{shortened(value)}” is not {what} ({name})"
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
    asked = ask(others, live)
    return CrosstabQuery(asked, rows, columns, show, (*asked.ignored, *ignored))
