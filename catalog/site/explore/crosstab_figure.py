"""The figure of a cross-table: a heat map, bars or stacked bars, once or in a panel for each value of a third facet."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.site.explore.bar_chart import BarChart
from catalog.site.explore.drawing import (
    MARGIN,
    FigureCaption,
    FigureDrawing,
    FigureText,
    draw_foot,
    draw_head,
    wrap_text,
)
from catalog.site.explore.heatmap import Heatmap
from catalog.site.explore.presenters import CrosstabTable
from catalog.site.explore.stacked_bars import StackedBars

_CHARTS: Mapping[str, tuple[type[Heatmap | BarChart | StackedBars], str]] = {
    "heatmap": (Heatmap, "Heat map"),
    "bars": (BarChart, "Bars"),
    "stacked": (StackedBars, "Stacked bars"),
}
_PANEL_TITLE = 14  # font size


def draw_table(table: CrosstabTable, caption: FigureCaption, *, on_white: bool = False) -> FigureDrawing:
    """Draw a table, or its panels if it has any. `on_white` is for print."""
    tables = [panel.table for panel in table.panels] or [table]
    make_chart, name = _CHARTS[table.figure]
    chart = make_chart(tables)
    name = f"{name} in {len(tables)} panels" if table.panels else name
    figure = FigureDrawing(chart.grid.figure_width, 0, f"{name}: {caption.title}. {caption.sentence}", on_white=on_white)
    bottom = draw_head(caption, figure)
    if isinstance(chart, StackedBars):
        bottom = chart.draw_legend(figure, table, MARGIN, bottom)
    titles = [f"{panel.value.name}, n = {panel.table.total.count:,}" for panel in table.panels]
    for start in range(0, len(tables), chart.grid.across):
        numbers = range(start, min(start + chart.grid.across, len(tables)))
        top = bottom
        heads = {number: wrap_text(titles[number], chart.grid.width, _PANEL_TITLE, bold=True) for number in numbers if titles}
        for number, lines in heads.items():
            left = chart.grid.place(number)
            for place, line in enumerate(lines):
                figure.texts.append(FigureText(left, top + 18 * (place + 1), line, _PANEL_TITLE, bold=True))
        if heads:
            top += 18 * max(map(len, heads.values())) + 8
        bottom = max(
            chart.draw(figure, tables[number], chart.grid.place(number), top, is_first=number == start) for number in numbers
        )
        bottom += 20 if titles else 0
    draw_foot(caption, figure, bottom)
    return figure
