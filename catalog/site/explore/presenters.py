"""Prepare a cross-table for the page and the figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.browse.crosstabs.crosstab import BASES, FIGURES, SHOWS, CrosstabQuery
from catalog.browse.facets import FACETS, NONE, UNSTATED, Facet
from catalog.browse.results import CrosstabCounts
from catalog.browse.selection import Selection
from catalog.browse.sentence import label, programs
from catalog.common.percent import interval_text, percent
from catalog.common.urls import can_link
from catalog.site.explore.figure_limits import explain_limit
from catalog.site.explore.table_notes import FEW, CrosstabNote, list_notes
from catalog.site.explore.wording import describe_axes, describe_counts
from typology import Support

LEVELS = 5  # of shading, for values above zero


@dataclass(frozen=True)
class CrosstabCell:
    """One number of the table: `count` programs out of `whole`, and the page that lists them.

    `text` is the number as shown, `interval` its 95% interval ("" for none). `is_few` marks a percentage of fewer than FEW
    programs. `level`, from 0 (zero) to LEVELS (the highest), sets the shade. `url` is empty if no selection finds exactly
    these programs.
    """

    count: int
    whole: int
    text: str
    level: int
    url: str
    label: str
    interval: str = ""
    is_few: bool = False


@dataclass(frozen=True)
class CrosstabValue:
    """A value of a facet, as a row or a column; program types also have their combination of supports."""

    code: str
    label: str
    supports: tuple[str, ...]
    combination: str
    is_unstated: bool

    @property
    def name(self) -> str:
        """The label, with the combination for a type."""
        return f"{self.label} ({self.combination})" if self.combination else self.label


@dataclass(frozen=True)
class CrosstabRow:
    """A row of the table."""

    value: CrosstabValue
    cells: tuple[CrosstabCell, ...]
    total: CrosstabCell


@dataclass(frozen=True)
class CrosstabTable:
    """A cross-table, or the counts of one facet, which has no columns."""

    title: str
    rows_label: str
    columns_label: str
    columns: tuple[CrosstabValue, ...]
    lines: tuple[CrosstabRow, ...]
    totals: tuple[CrosstabCell, ...]
    total: CrosstabCell
    show: str
    notes: tuple[CrosstabNote, ...]
    sentence: str
    base: int  # programs counted before values of the two facets are chosen
    is_linked: bool  # whether cells link to their programs; totals always do
    figure: str = "heatmap"
    panels: tuple[CrosstabPanel, ...] = ()  # one for each value of a third facet, with the same rows and columns
    limit: str = ""  # why there is no figure

    @property
    def size(self) -> int:
        """The number of cells, without totals."""
        return len(self.lines) * max(1, len(self.columns))


@dataclass(frozen=True)
class CrosstabPanel:
    """The table of the programs with one value of a third facet."""

    value: CrosstabValue
    table: CrosstabTable


def present_table(crosstab: CrosstabQuery, names: Mapping[str, str]) -> CrosstabTable:
    """Prepare a cross-table. `names` holds the name of each chosen sponsor."""
    counts, selection = crosstab.count(), crosstab.counted
    rows, columns = FACETS[crosstab.rows], FACETS[crosstab.columns] if crosstab.columns else None
    shown_rows = _select_codes(rows, counts, selection)
    shown_columns = _select_codes(columns, counts, selection) if columns else ()
    panels = {code: (panel, panel.count()) for code, panel in crosstab.panels().items()} if crosstab.by else {}
    panels = {code: (panel, found) for code, (panel, found) in panels.items() if found.total}
    limit = explain_limit(crosstab, counts, len(panels), len(shown_rows), len(shown_columns))
    if limit:
        panels = {}
    linked = can_link(selection.address(), len(shown_rows) * len(shown_columns) * (1 + len(panels)))
    # one scale for all panels
    greatest = max((measure_greatest(one, found) for one, found in panels.values()), default=0.0)

    def build(crosstab: CrosstabQuery, counts: CrosstabCounts, greatest: float) -> CrosstabTable:
        builder = _CellBuilder(crosstab, counts, linked, greatest)
        lines = tuple(
            CrosstabRow(
                _present_value(rows, row),
                tuple(builder.build_cell(row, column) for column in shown_columns),
                builder.build_total(row=row),
            )
            for row in shown_rows
        )
        return CrosstabTable(
            title=describe_axes(crosstab),
            rows_label=rows.words.label,
            columns_label=columns.words.label if columns else "",
            columns=tuple(_present_value(columns, code) for code in shown_columns) if columns else (),
            lines=lines,
            totals=tuple(builder.build_total(column=column) for column in shown_columns),
            total=builder.build_total(),
            show=crosstab.show,
            notes=(),
            sentence="",
            base=counts.base,
            is_linked=linked,
            figure=crosstab.figure,
        )

    table = build(crosstab, counts, measure_greatest(crosstab, counts))
    presented = tuple(
        CrosstabPanel(_present_value(FACETS[crosstab.by], code), build(panel, found, greatest))
        for code, (panel, found) in panels.items()
    )
    return replace(
        table,
        sentence=describe_counts(crosstab, names),
        panels=presented,
        limit=limit,
        notes=tuple(list_notes(crosstab, counts, has_few=any(map(_has_few, (table, *(one.table for one in presented)))))),
    )


def _has_few(table: CrosstabTable) -> bool:
    return any(cell.is_few for line in table.lines for cell in (*line.cells, line.total)) or any(
        cell.is_few for cell in table.totals
    )


def whole_of(crosstab: CrosstabQuery, counts: CrosstabCounts, row: str, column: str) -> int:
    """Return the number of programs that a cell is a percentage of."""
    if crosstab.show == "row" and column:
        return counts.totals[crosstab.rows][row]
    if crosstab.show == "column" and column:
        return counts.totals[crosstab.columns][column]
    return counts.total


def measure_cell(crosstab: CrosstabQuery, counts: CrosstabCounts, row: str, column: str) -> float:
    """Return the value that sets the shade of a cell."""
    count = counts.cells[row][column] if column else counts.totals[crosstab.rows][row]
    whole = whole_of(crosstab, counts, row, column)
    return count if crosstab.show == "count" else count / whole if whole else 0.0


def measure_greatest(crosstab: CrosstabQuery, counts: CrosstabCounts) -> float:
    """Return the highest value of a cell."""
    cells = ((row, column) for row in counts.rows for column in counts.columns or ("",))
    return max((measure_cell(crosstab, counts, row, column) for row, column in cells), default=0.0)


class _CellBuilder:
    """Builds the cells of one table."""

    def __init__(self, crosstab: CrosstabQuery, counts: CrosstabCounts, linked: bool, greatest: float):
        """`greatest` is the value of the darkest shade."""
        self.crosstab, self.counts, self.linked, self.greatest = crosstab, counts, linked, greatest

    def find_level(self, row: str, column: str) -> int:
        """Return the shade of a cell."""
        value = measure_cell(self.crosstab, self.counts, row, column)
        return max(1, round(LEVELS * value / self.greatest)) if value and self.greatest else 0

    def build_cell(self, row: str, column: str) -> CrosstabCell:
        selection = None
        if self.linked:
            selection = self.crosstab.counted.with_values(self.crosstab.rows, (row,)).with_values(
                self.crosstab.columns, (column,)
            )
        name = f"{label(FACETS[self.crosstab.rows], row)}, {label(FACETS[self.crosstab.columns], column)}"
        count, whole = self.counts.cells[row][column], whole_of(self.crosstab, self.counts, row, column)
        return self._build(count, whole, self.find_level(row, column), selection, name)

    def build_total(self, row: str = "", column: str = "") -> CrosstabCell:
        """Build the total of a row, of a column, or of the whole table."""
        picked = {self.crosstab.rows: row, self.crosstab.columns: column}
        selection: Selection | None = self.crosstab.counted
        for axis, code in picked.items():
            if not axis or selection is None:
                continue
            chosen = selection.chosen.get(axis, ())
            if code:
                selection = selection.with_values(axis, (code,))
            elif len(chosen) > 1 and FACETS[axis].every:
                selection = None  # a table includes programs with any of the supports, a selection only those with all
        axis = self.crosstab.rows if row else self.crosstab.columns
        count = self.counts.totals[axis][row or column] if row or column else self.counts.total
        level = self.find_level(row, "") if row and not self.crosstab.columns else 0
        show = self.crosstab.show
        whole = count if (show == "row" and row) or (show == "column" and column) else self.counts.total
        name = label(FACETS[axis], row or column) if row or column else "All shown"
        # a total that is all of its row or column is 100% by definition
        is_share = not ((show == "row" and row) or (show == "column" and column) or (not row and not column))
        return self._build(count, whole, level, selection, name, is_share=is_share)

    def _build(
        self, count: int, whole: int, level: int, selection: Selection | None, name: str, *, is_share: bool = True
    ) -> CrosstabCell:
        url = selection.address() if count and selection else ""
        name = f"{name}: {programs(count)}"
        if self.crosstab.show == "count":
            return CrosstabCell(count, whole, f"{count:,}", level, url, name)
        interval = interval_text(count, whole) if self.crosstab.has_intervals and is_share else ""
        return CrosstabCell(count, whole, percent(count, whole), level, url, name, interval, is_share and 0 < whole < FEW)


def _present_value(facet: Facet, code: str) -> CrosstabValue:
    supports = facet.supports(code)
    combination = Support.from_codes(supports).combination if facet.name == "type" else ""
    return CrosstabValue(code, facet.labels[code], supports, combination, code in (NONE, UNSTATED))


def _select_codes(facet: Facet, counts: CrosstabCounts, selection: Selection) -> tuple[str, ...]:
    """Return the values to show: those that a program has, and those chosen."""
    chosen = selection.chosen.get(facet.name, ())
    return tuple(code for code, count in counts.totals[facet.name].items() if count or code in chosen)


def list_choices(crosstab: CrosstabQuery) -> dict[str, list[dict[str, Any]]]:
    """Return the choices of the form: facets for rows, columns and panels, what cells show, and kinds of figure."""
    facets = [{"code": facet.name, "label": facet.words.label} for facet in FACETS.values()]
    return {
        "rows": [{**one, "selected": one["code"] == crosstab.rows} for one in facets],
        "columns": [
            {"code": "", "label": "None (bars)", "selected": not crosstab.columns},
            *({**one, "selected": one["code"] == crosstab.columns} for one in facets),
        ],
        "shows": [
            {
                "code": code,
                "label": label,
                "selected": code == crosstab.show,
                "disabled": not crosstab.columns and code in ("row", "column"),
            }
            for code, label in SHOWS.items()
        ],
        "panels": [
            {"code": "", "label": "None", "selected": not crosstab.by},
            *({**one, "selected": one["code"] == crosstab.by} for one in facets if one["code"] not in crosstab.axes),
        ],
        # bars are the only figure of one facet, so a form that adds or removes the columns sends nothing for the usual figure
        "figures": [
            {
                "code": "" if code == crosstab.usual_figure else code,
                "label": label,
                "selected": code == crosstab.figure,
            }
            for code, label in FIGURES.items()
            if crosstab.columns or code == "bars"
        ],
        "bases": [
            {"code": code, "label": label, "selected": crosstab.of_stated == (code == "stated")} for code, label in BASES.items()
        ],
    }
