"""What the explore page shows of a cross-table, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.browse.crosstab import SHOWS, Crossing
from catalog.browse.facets import FACETS, NONE, UNSTATED, Facet
from catalog.browse.results import Crossed
from catalog.browse.selection import Selection
from catalog.browse.sentence import label, programs
from catalog.common.percent import percent
from catalog.common.urls import can_link
from catalog.programs.display import join_words
from catalog.site.explore.wording import in_table, named, sentence, title
from typology import Support

LEVELS = 5  # of shading, above none
# what programs without a value do, several and one
_SAID = {UNSTATED: ("do not state it", "does not state it"), NONE: ("have the value “{}”", "has the value “{}”")}


@dataclass(frozen=True)
class Cell:
    """One figure: `count` programs of the `whole` that it is a percentage of, and where it leads.

    `text` is what shows; `level` from 0 (none) to LEVELS says how it compares with the greatest; `url` is empty
    where no selection finds exactly these programs.
    """

    count: int
    whole: int
    text: str
    level: int
    url: str
    label: str


@dataclass(frozen=True)
class Value:
    """A row or column: a facet's value, with the combination where it is a type."""

    code: str
    label: str
    supports: tuple[str, ...]
    combination: str
    silent: bool

    @property
    def name(self) -> str:
        """How it reads alone: a type never without its combination."""
        return f"{self.label} ({self.combination})" if self.combination else self.label


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    value: Value
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Table:
    """A cross-table, or the counts of one facet (then without columns), ready to print."""

    title: str
    rows_label: str
    columns_label: str
    columns: tuple[Value, ...]
    lines: tuple[Line, ...]
    totals: tuple[Cell, ...]
    total: Cell
    show: str
    notes: tuple[str, ...]
    sentence: str
    linked: bool  # whether its cells lead anywhere; totals always do

    @property
    def size(self) -> int:
        """How many figures it has, totals aside."""
        return len(self.lines) * max(1, len(self.columns))


def table(crossing: Crossing, names: Mapping[str, str]) -> Table:
    """The cross-table as the page and the figure show it; `names` gives each chosen sponsor's name."""
    counts, selection = crossing.counted(), crossing.selection
    rows, columns = FACETS[crossing.rows], FACETS[crossing.columns] if crossing.columns else None
    shown_rows = _shown(rows, counts, selection)
    shown_columns = _shown(columns, counts, selection) if columns else ()
    linked = can_link(selection.address(), len(shown_rows) * len(shown_columns))
    made = _Maker(crossing, counts, linked)
    return Table(
        title=title(crossing),
        rows_label=rows.words.label,
        columns_label=columns.words.label if columns else "",
        columns=tuple(_value(columns, code) for code in shown_columns) if columns else (),
        lines=tuple(
            Line(
                _value(rows, row),
                tuple(made.cell(row, column) for column in shown_columns),
                made.total(row=row),
            )
            for row in shown_rows
        ),
        totals=tuple(made.total(column=column) for column in shown_columns),
        total=made.total(),
        show=crossing.show,
        notes=tuple(_notes(crossing, counts)),
        sentence=sentence(crossing, names),
        linked=linked,
    )


class _Maker:
    """Makes the cells of one table."""

    def __init__(self, crossing: Crossing, counts: Crossed, linked: bool):
        self.crossing, self.counts, self.linked = crossing, counts, linked
        self.greatest = max(
            (self.measured(row, column) for row in counts.rows for column in counts.columns or ("",)), default=0.0
        )

    def measured(self, row: str, column: str) -> float:
        """What the shading of a cell compares."""
        count = self.count(row, column)
        whole = self.whole(row, column)
        return count if self.crossing.show == "count" else count / whole if whole else 0.0

    def count(self, row: str, column: str) -> int:
        return self.counts.cells[row][column] if column else self.counts.totals[self.crossing.rows][row]

    def whole(self, row: str, column: str) -> int:
        """The programs that a cell is a percentage of."""
        if self.crossing.show == "row" and column:
            return self.counts.totals[self.crossing.rows][row]
        if self.crossing.show == "column" and column:
            return self.counts.totals[self.crossing.columns][column]
        return self.counts.total

    def cell(self, row: str, column: str) -> Cell:
        selection = None
        if self.linked:
            selection = self.crossing.selection.choosing(self.crossing.rows, (row,)).choosing(self.crossing.columns, (column,))
        value = self.measured(row, column)
        level = max(1, round(LEVELS * value / self.greatest)) if value and self.greatest else 0
        name = f"{label(FACETS[self.crossing.rows], row)}, {label(FACETS[self.crossing.columns], column)}"
        return self._cell(self.count(row, column), self.whole(row, column), level, selection, name)

    def total(self, row: str = "", column: str = "") -> Cell:
        """The total of a row, of a column, or of everything that shows."""
        picked = {self.crossing.rows: row, self.crossing.columns: column}
        selection: Selection | None = self.crossing.selection
        for axis, code in picked.items():
            if not axis or selection is None:
                continue
            chosen = selection.chosen.get(axis, ())
            if code:
                selection = selection.choosing(axis, (code,))
            elif len(chosen) > 1 and FACETS[axis].every:
                selection = None  # a table joins its rows by OR, a selection of supports by AND
        axis = self.crossing.rows if row else self.crossing.columns
        count = self.counts.totals[axis][row or column] if row or column else self.counts.total
        level = 0
        if row and not self.crossing.columns:
            value = self.measured(row, "")
            level = max(1, round(LEVELS * value / self.greatest)) if value and self.greatest else 0
        show = self.crossing.show
        whole = count if (show == "row" and row) or (show == "column" and column) else self.counts.total
        name = label(FACETS[axis], row or column) if row or column else "All that show"
        return self._cell(count, whole, level, selection, name)

    def _cell(self, count: int, whole: int, level: int, selection: Selection | None, name: str) -> Cell:
        text = f"{count:,}" if self.crossing.show == "count" else percent(count, whole)
        url = selection.address() if count and selection else ""
        return Cell(count, whole, text, level, url, f"{name}: {programs(count)}")


def _value(facet: Facet, code: str) -> Value:
    supports = facet.supports(code)
    combination = Support.from_codes(supports).combination if facet.name == "type" else ""
    return Value(code, facet.labels[code], supports, combination, code in (NONE, UNSTATED))


def _shown(facet: Facet, counts: Crossed, selection: Selection) -> tuple[str, ...]:
    """The values that show: those that some program has, and those chosen."""
    chosen = selection.chosen.get(facet.name, ())
    return tuple(code for code, count in counts.totals[facet.name].items() if count or code in chosen)


def _notes(crossing: Crossing, counts: Crossed) -> list[str]:
    notes, axes = [], crossing.axes
    if crossing.picks:
        facets = join_words([f"“{FACETS[axis].words.label.lower()}”" for axis in crossing.picks])
        has = "has" if counts.total == 1 else "have"
        notes.append(f"Only chosen values of {facets} show: {counts.total:,} of {programs(counts.base)} {has} them.")
    for axis in axes:
        facet, totals = FACETS[axis], counts.totals[axis]
        name = facet.words.label.lower()
        where = "rows" if axis == crossing.rows else "columns"
        if sum(totals.values()) > counts.total:
            notes.append(
                f"A program can have several values of “{name}” and then counts in several {where}; totals count it once."
                + (" Nationwide programs count in every state." if axis == "state" else "")
            )
        for empty, count in counts.silent[axis].items():
            if count:
                said = _SAID[empty][count == 1].format(facet.labels[empty])
                notes.append(f"{facet.words.label}: {count:,} of {programs(counts.base)} {said}.")
    for axis in axes:
        left = [name for code, name in FACETS[axis].labels.items() if counts.totals[axis].get(code) == 0]
        left = [name for name in left if name not in _chosen_labels(axis, crossing.selection)]
        if left:
            notes.append(f"Left out, as no program that shows has them: {named(left)} ({FACETS[axis].words.label.lower()}).")
    notes += filter(None, [in_table(crossing)])
    if crossing.show != "count":
        whole = {"row": "of the programs in its row", "column": "of the programs in its column", "total": "of all that show"}
        notes.append(f"Percentages are {whole[crossing.show]}, those that do not state a value included.")
    return notes


def _chosen_labels(axis: str, selection: Selection) -> list[str]:
    return [FACETS[axis].labels[code] for code in selection.chosen.get(axis, ())]


def choices_of(crossing: Crossing) -> dict[str, list[dict[str, Any]]]:
    """What the page's form offers: facets for rows and columns, and what cells show."""
    facets = [{"code": facet.name, "label": facet.words.label} for facet in FACETS.values()]
    return {
        "rows": [{**one, "selected": one["code"] == crossing.rows} for one in facets],
        "columns": [
            {"code": "", "label": "Nothing: bars", "selected": not crossing.columns},
            *({**one, "selected": one["code"] == crossing.columns} for one in facets),
        ],
        "shows": [
            {
                "code": code,
                "label": label,
                "selected": code == crossing.show,
                "disabled": not crossing.columns and code in ("row", "column"),
            }
            for code, label in SHOWS.items()
        ],
    }
