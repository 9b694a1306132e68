"""Draw a cross-table as bars: one for each value of one facet, or grouped by the rows of two facets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.common.percent import wilson_interval
from catalog.site.explore.drawing import (
    INK,
    SHADES,
    SOFT,
    FigureBox,
    FigureDrawing,
    FigureText,
    PanelGrid,
    measure_text,
    stack_lines,
    wrap_text,
)
from catalog.site.explore.presenters import CrosstabCell, CrosstabRow, CrosstabTable, CrosstabValue
from catalog.site.explore.value_labels import LABELS, LABELS_IN_PANEL, layout_row_label, mark_few

_ROW = 36
_BAR = 22  # height of the line of a bar in a group
_LEAST = 120  # length of the longest bar, at least
_NUMBERS = 14  # font size


class BarChart:
    """Bars with their labels and numbers in text, so that no color is needed. Lines across bars are intervals."""

    def __init__(self, tables: Sequence[CrosstabTable]):
        self.is_short = len(tables) > 1
        cells = [(table, cell) for table in tables for line in table.lines for cell in cells_of(line)]
        self.longest = max((_measure_reach(*one) for one in cells), default=0) or 1
        texts = [self.write_number(*one) for one in cells]
        self.numbers = max((measure_text(text, _NUMBERS, bold=True) for text in texts), default=0) + 12
        self.labels = LABELS_IN_PANEL if self.is_short else LABELS
        self.grid = PanelGrid.fit(len(tables), self.labels + _LEAST + self.numbers, float("inf"))

    def draw(self, figure: FigureDrawing, table: CrosstabTable, left: float, top: float, *, is_first: bool) -> float:
        """Draw a table. Return how far down it reaches."""
        x = left + self.labels
        unit = (self.grid.width - self.labels - self.numbers) / self.longest
        y = start = top + 4
        for line in table.lines:
            if not table.columns:
                figure.texts += layout_row_label(line.value, x - 10, y + _ROW / 2, self.labels)
                self._draw_bar(figure, table, line.value, line.total, x, y, _ROW, unit)
                y += _ROW
                continue
            y = self._draw_group(figure, table, line, left, y, unit)
        if not table.columns:
            _draw_axis(figure, x, start, y)
        return y + 4

    def write_number(self, table: CrosstabTable, cell: CrosstabCell) -> str:
        """Return a count, or a percentage with its interval and its number of programs, where its group does not say it."""
        if table.show == "count":
            return cell.text
        number = f"{mark_few(cell)} [{cell.interval}]" if cell.interval else mark_few(cell)
        if not table.columns:
            return f"{number} (n = {cell.count:,})"
        return number if self.is_short and table.show == "row" else f"{number} ({cell.count:,} of {cell.whole:,})"

    def _draw_group(
        self, figure: FigureDrawing, table: CrosstabTable, line: CrosstabRow, left: float, y: float, unit: float
    ) -> float:
        name = line.value.name if table.show == "count" else f"{line.value.name}, n = {line.total.count:,}"
        for text in wrap_text(name, self.grid.width, 13, bold=True):
            y += 18
            figure.texts.append(FigureText(left, y, text, 13, bold=True))
        start = y = y + 6
        for value, cell in zip(table.columns, line.cells, strict=True):
            label = wrap_text(value.name, self.labels - 10, 12)
            height = _BAR + 14 * (len(label) - 1)
            figure.texts += stack_lines(label, left + self.labels - 10, y + height / 2, 12, anchor="end")
            self._draw_bar(figure, table, value, cell, left + self.labels, y, height, unit)
            y += height
        _draw_axis(figure, left + self.labels, start, y)
        return y + 8

    def _draw_bar(
        self,
        figure: FigureDrawing,
        table: CrosstabTable,
        value: CrosstabValue,
        cell: CrosstabCell,
        x: float,
        y: float,
        height: float,
        unit: float,
    ) -> None:
        middle = y + height / 2
        length = round(measure(table, cell) * unit, 1)
        thick = 22 if height == _ROW else 14
        is_light = value.is_unstated or cell.interval  # a line is seen on a light bar
        fill, name = (SHADES[2][0], "bar-unstated") if is_light else (SHADES[4][0], "bar")
        figure.boxes.append(FigureBox(x, middle - thick / 2, length, thick, fill, name, cell.label))
        end = length
        if cell.interval:
            low, high = (round(limit * unit, 1) for limit in wilson_interval(cell.count, cell.whole))
            end = max(length, high)
            figure.boxes += [
                FigureBox(x + low, middle - 0.75, high - low, 1.5, INK, "whisker", f"95% interval {cell.interval}%"),
                FigureBox(x + low - 0.75, middle - 4, 1.5, 8, INK, "whisker"),
                FigureBox(x + high - 0.75, middle - 4, 1.5, 8, INK, "whisker"),
            ]
        text = self.write_number(table, cell)
        figure.texts.append(FigureText(x + end + 8, middle + 5, text, _NUMBERS, bold=True))


def _draw_axis(figure: FigureDrawing, x: float, top: float, bottom: float) -> None:
    figure.boxes.append(FigureBox(x - 1, top, 1, bottom - top, SOFT, "rule"))


def cells_of(line: CrosstabRow) -> Iterator[CrosstabCell]:
    """Yield the cells of a row; its total where the table has no columns."""
    yield from line.cells or (line.total,)


def measure(table: CrosstabTable, cell: CrosstabCell) -> float:
    """Return the length of a bar: the count, or the share."""
    if table.show == "count":
        return cell.count
    return cell.count / cell.whole if cell.whole else 0


def _measure_reach(table: CrosstabTable, cell: CrosstabCell) -> float:
    """Return how far a bar and its interval reach."""
    return wilson_interval(cell.count, cell.whole)[1] if cell.interval else measure(table, cell)
