"""What a cross-table is asked for: which facets, what its cells show, of which selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.browse.facets import FACETS
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.results import Crossed
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
class Crossing:
    """A cross-table asked for: one facet (`columns` empty) or two different ones, and the selection it counts."""

    asked: BrowseQuery
    rows: str
    columns: str
    show: str
    ignored: tuple[Ignored, ...]

    @property
    def selection(self) -> Selection:
        """What is counted, without how programs would be listed."""
        return self.asked.selection.bare()

    @property
    def axes(self) -> tuple[str, ...]:
        """The facets that are crossed: one or two."""
        return (self.rows, self.columns) if self.columns else (self.rows,)

    @property
    def base(self) -> Selection:
        """The selection that is counted: without choices in the crossed facets, which only pick what shows of it."""
        base = self.selection
        for axis in self.axes:
            base = base.choosing(axis, ())
        return base

    @property
    def picks(self) -> Mapping[str, tuple[str, ...]]:
        """The values chosen to show, of each crossed facet that has any chosen."""
        return {axis: self.selection.chosen[axis] for axis in self.axes if axis in self.selection.chosen}

    def counted(self) -> Crossed:
        """The counts."""
        return self.asked.snapshot.crossed(self.selection, self.rows, self.columns)

    def address(self, path: str = "/explore/", *, selection: Selection | None = None) -> str:
        """The address of this cross-table under `path`, perhaps of another selection."""
        pairs = [("rows", self.rows), *([("cols", self.columns)] if self.columns else [])]
        query = (self.selection if selection is None else selection).bare().query()
        return f"{path}?{urlencode(pairs + ([('show', self.show)] if self.show != 'count' else []))}" + (
            f"&{query}" if query else ""
        )


def cross(given: QueryDict, live: Snapshot, *, usual: bool = True) -> Crossing:
    """The cross-table that a query asks for: `rows`, `cols`, `show`, and the parameters of a selection.

    Never raises: what it cannot use it names in `ignored`. Where neither facet is named it takes the usual
    two, unless not `usual`: then that, too, is named.
    """
    others, ignored = given.copy(), []
    values: dict[str, str] = {}
    for name, known in (("rows", FACETS), ("cols", FACETS), ("show", SHOWS)):
        for value in dict.fromkeys(value.strip() for value in others.pop(name, [])):
            if not value:
                continue
            if value not in known:
                what = "a facet" if known is FACETS else "a way to show counts"
                fault = f"“{shortened(value)}” is not {what} ({name})"
                ignored.append(Ignored(name, value, fault, " and was ignored.", f"It takes {', '.join(known)}."))
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
            Ignored("cols", columns, "Two different facets can be crossed", f": “{columns}” stands in the rows alone.")
        )
        columns = ""
    show = values.get("show", "count")
    if not columns and show in ("row", "column"):
        ignored.append(Ignored("show", show, f"“{show}” needs two facets", ": the percent of all is shown."))
        show = "total"
    asked = ask(others, live)
    return Crossing(asked, rows, columns, show, (*asked.ignored, *ignored))
