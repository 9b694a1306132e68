"""Draw the table of two facets as a heat map."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.site.explore.drawing import (
    INK,
    LINE,
    SHADES,
    SOFT,
    FigureBox,
    FigureDrawing,
    FigureText,
    PanelGrid,
    measure_text,
    wrap_text,
)
from catalog.site.explore.presenters import CrosstabCell, CrosstabTable
from catalog.site.explore.value_labels import LABELS, layout_row_label, mark_few

_ROW = 36
_NARROWEST, _WIDEST = 34, 120  # width of a column
_NARROWEST_IN_PANEL = 46
_TALLEST = 330  # height of turned column labels, used where a column is narrower than a word


class Heatmap:
    """A heat map. A darker cell has a higher value; every cell also shows its number.

    Panels in one line share the row labels on their left.
    """

    def __init__(self, tables: Sequence[CrosstabTable]):
        self.columns = len(tables[0].columns) + 1
        narrowest = _NARROWEST_IN_PANEL if len(tables) > 1 else _NARROWEST
        self.grid = PanelGrid.fit(len(tables), self.columns * narrowest, self.columns * _WIDEST, LABELS)

    def draw(self, figure: FigureDrawing, table: CrosstabTable, left: float, top: float, *, is_first: bool) -> float:
        """Draw a table. Return how far down it reaches."""
        width = self.grid.width / self.columns
        top += _draw_column_labels(figure, table, left, top, width)
        for number, line in enumerate(table.lines):
            y = top + number * _ROW
            if is_first:
                figure.texts += layout_row_label(line.value, left - 10, y + _ROW / 2)
            for position, cell in enumerate(line.cells):
                _draw_cell(figure, cell, left + position * width, y, width)
            _draw_total(figure, table, line.total, left + len(line.cells) * width + width / 2, y)
        bottom = top + len(table.lines) * _ROW
        start = left - LABELS if is_first else left
        figure.boxes.append(FigureBox(start, bottom + 3, left + self.grid.width - start, 1, LINE, "rule"))
        if is_first:
            figure.texts.append(FigureText(left - 10, bottom + 27, "All shown", 13, "end", bold=True))
        for position, cell in enumerate((*table.totals, table.total)):
            _draw_total(figure, table, cell, left + position * width + width / 2, bottom + 5)
        return bottom + _ROW + 6


def _draw_column_labels(figure: FigureDrawing, table: CrosstabTable, left: float, top: float, width: float) -> float:
    """Draw the column labels below `top`. Return their height."""
    names = [*(value.name for value in table.columns), "All shown"]
    if all(measure_text(word, 12) + 6 <= width for name in names for word in name.split()):
        blocks = [wrap_text(name, width - 6, 12) for name in names]
        height = max(map(len, blocks)) * 15 + 10
        for position, block in enumerate(blocks):
            start = top + height - 10 - (len(block) - 1) * 15
            for number, line in enumerate(block):
                figure.texts.append(
                    FigureText(
                        left + position * width + width / 2,
                        start + number * 15,
                        line,
                        12,
                        "middle",
                        bold=position == len(names) - 1,
                    )
                )
        return height
    tall = min(_TALLEST, max(measure_text(name, 12, bold=True) for name in names) + 12)
    for position, name in enumerate(names):
        [line] = wrap_text(name, tall - 8, 12, most_lines=1, bold=position == len(names) - 1)
        figure.texts.append(
            FigureText(
                left + position * width + width / 2 + 4, top + tall - 8, line, 12, turned=True, bold=position == len(names) - 1
            )
        )
    return tall


def _draw_cell(figure: FigureDrawing, cell: CrosstabCell, x: float, y: float, width: float) -> None:
    shade, ink = SHADES[cell.level]
    figure.boxes.append(FigureBox(x + 1, y + 1, width - 2, _ROW - 2, shade, f"shade-{cell.level}", cell.label))
    fill, name = ink if cell.count else SOFT, f"on-{cell.level}"
    middle, up = x + width / 2, 6 if cell.interval else 0
    figure.texts.append(FigureText(middle, y + _ROW / 2 + 5 - up, mark_few(cell), 14, "middle", fill=fill, name=name))
    if cell.interval:
        figure.texts.append(FigureText(middle, y + _ROW / 2 + 12, cell.interval, 10, "middle", fill=fill, name=name))


def _draw_total(figure: FigureDrawing, table: CrosstabTable, cell: CrosstabCell, x: float, y: float) -> None:
    """Draw a total. A percentage also shows the number of programs, so that 100% of one program is not misread."""
    if table.show == "count":
        figure.texts.append(FigureText(x, y + _ROW / 2 + 5, cell.text, 14, "middle", bold=True, fill=INK))
        return
    figure.texts.append(FigureText(x, y + _ROW / 2 - 1, cell.text, 14, "middle", bold=True, fill=INK))
    figure.texts.append(FigureText(x, y + _ROW / 2 + 13, f"n = {cell.count:,}", 11, "middle", fill=SOFT, name="soft"))
