"""Draw a table of two facets as stacked bars: a bar for each row, a part for each column."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.site.explore.bar_chart import measure
from catalog.site.explore.drawing import (
    SOFT,
    FigureBox,
    FigureDrawing,
    FigureText,
    PanelGrid,
    measure_text,
    wrap_text,
)
from catalog.site.explore.presenters import CrosstabCell, CrosstabTable
from catalog.site.explore.value_labels import LABELS, LABELS_IN_PANEL, layout_row_label, mark_few

_ROW = 36
_LEAST = 150  # length of the longest bar, at least
_UNSTATED = "#e4e4e4"
# from dark to light, so that the order also shows in gray: points on cividis (Nuñez, Anderton and Renslow 2018, PLOS ONE
# 13(7)), which people with color vision deficiency see alike
_RAMP = ((0x0B, 0x2A, 0x5B), (0x3F, 0x4A, 0x6B), (0x6B, 0x6D, 0x71), (0x95, 0x8F, 0x78), (0xC6, 0xB7, 0x6A), (0xFB, 0xE6, 0x49))


class StackedBars:
    """Stacked bars with a legend in the order of the parts, and a number in each part that has room for it."""

    def __init__(self, tables: Sequence[CrosstabTable]):
        self.longest = max(
            (sum(measure(table, cell) for cell in line.cells) for table in tables for line in table.lines), default=0
        )
        self.longest = self.longest or 1
        totals = [_write_total(table, line.total) for table in tables for line in table.lines]
        self.numbers = max((measure_text(text, 13, bold=True) for text in totals), default=0) + 12
        self.labels = LABELS if len(tables) == 1 else LABELS_IN_PANEL
        self.grid = PanelGrid.fit(len(tables), self.labels + _LEAST + self.numbers, float("inf"))
        columns = tables[0].columns
        stated = [number for number, column in enumerate(columns) if not column.is_unstated]
        self.fills = [
            color_of(stated.index(number), len(stated)) if number in stated else _UNSTATED for number in range(len(columns))
        ]

    def draw_legend(self, figure: FigureDrawing, table: CrosstabTable, left: float, top: float) -> float:
        """Draw the names of the parts. Return how far down they reach."""
        x, y = left, top
        for column, fill in zip(table.columns, self.fills, strict=True):
            lines = wrap_text(column.name, figure.width - 2 * left - 26, 13)
            wide = max(measure_text(line, 13) for line in lines) + 26
            if x > left and x + wide > figure.width - left:
                x, y = left, y + 22
            figure.boxes.append(FigureBox(x, y, 16, 16, fill, "part"))
            for number, line in enumerate(lines):
                figure.texts.append(FigureText(x + 22, y + 13 + 16 * number, line, 13))
            y += 16 * (len(lines) - 1)
            x += wide + 14
        return y + 32

    def draw(self, figure: FigureDrawing, table: CrosstabTable, left: float, top: float, *, is_first: bool) -> float:
        """Draw a table. Return how far down it reaches."""
        unit = (self.grid.width - self.labels - self.numbers) / self.longest
        y = top + 4
        for line in table.lines:
            x = left + self.labels
            figure.texts += layout_row_label(line.value, x - 10, y + _ROW / 2, self.labels)
            for cell, fill in zip(line.cells, self.fills, strict=True):
                length = measure(table, cell) * unit
                if not cell.count:
                    continue
                figure.boxes.append(FigureBox(x, y + 5, max(length - 1, length / 2), _ROW - 10, fill, "part", cell.label))
                if measure_text(mark_few(cell), 13) + 4 <= length:
                    middle, ink = x + length / 2, choose_ink(fill)
                    figure.texts.append(
                        FigureText(middle, y + _ROW / 2 + 5, mark_few(cell), 13, "middle", fill=ink, name="on-part")
                    )
                x += length
            figure.texts.append(FigureText(x + 8, y + _ROW / 2 + 5, _write_total(table, line.total), 13, bold=True))
            y += _ROW
        figure.boxes.append(FigureBox(left + self.labels - 1, top + 4, 1, y - top - 4, SOFT, "rule"))
        return y + 4


def color_of(number: int, count: int) -> str:
    """Return the color of one of several parts, dark ones first."""
    place = number / (count - 1) * (len(_RAMP) - 1) if count > 1 else 1
    start = min(int(place), len(_RAMP) - 2)
    share = place - start
    return "#" + "".join(
        f"{round(low + (high - low) * share):02x}" for low, high in zip(_RAMP[start], _RAMP[start + 1], strict=True)
    )


def choose_ink(fill: str) -> str:
    """Return the color of text on a color: black or white, one of which always has a contrast of 4.5."""
    light = measure_luminance(fill) + 0.05
    return "#ffffff" if 1.05 / light > light / 0.05 else "#000000"


def measure_luminance(color: str) -> float:
    """Return the relative luminance of a color, from 0 to 1 (WCAG 2.2)."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _write_total(table: CrosstabTable, cell: CrosstabCell) -> str:
    return cell.text if table.show == "count" else f"n = {cell.count:,}"
