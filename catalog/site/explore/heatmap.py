"""A cross-table drawn as a heat map, the counts of one facet as bars."""

from __future__ import annotations

from catalog.site.explore.presenters import Cell, Table, Value
from catalog.site.explore.svg import (
    INK,
    LINE,
    MARGIN,
    SHADES,
    SOFT,
    WIDTH,
    Box,
    Figure,
    Legend,
    Text,
    column_of,
    foot,
    head,
    width_of,
    wrapped,
)

_LABELS = 210  # width of the rows' labels
_ROW = 36
_NARROWEST, _WIDEST = 34, 120  # a column
_TALLEST = 330  # the heads of columns too narrow for their longest word, which are turned


def heatmap(table: Table, legend: Legend) -> Figure:
    """A table of two facets, a cell's shade and figure by what it shows."""
    count = len(table.columns) + 1
    width = min(_WIDEST, max(_NARROWEST, (WIDTH - _LABELS - 2 * MARGIN) / count))
    figure = Figure(max(WIDTH, _LABELS + count * width + 2 * MARGIN), 0, f"Heat map: {legend.title}. {legend.sentence}")
    top = head(legend, figure)
    left = MARGIN + _LABELS
    top += _heads(figure, table, left, top, width)
    for number, line in enumerate(table.lines):
        y = top + number * _ROW
        figure.texts += _row_label(line.value, left - 10, y + _ROW / 2)
        for place, cell in enumerate(line.cells):
            _cell(figure, cell, left + place * width, y, width)
        _total(figure, table, line.total, left + len(line.cells) * width + width / 2, y)
    bottom = top + len(table.lines) * _ROW
    figure.boxes.append(Box(MARGIN, bottom + 3, left + count * width - MARGIN, 1, LINE, "rule"))
    figure.texts.append(Text(left - 10, bottom + 27, "All that show", 13, "end", bold=True))
    for place, cell in enumerate((*table.totals, table.total)):
        _total(figure, table, cell, left + place * width + width / 2, bottom + 5)
    foot(legend, figure, bottom + _ROW + 6)
    return figure


def bars(table: Table, legend: Legend) -> Figure:
    """The counts of one facet as bars, each with its figure."""
    figure = Figure(WIDTH, 0, f"Bars: {legend.title}. {legend.sentence}")
    top = head(legend, figure) + 4
    left = MARGIN + _LABELS
    room = WIDTH - left - MARGIN - 110
    greatest = max((line.total.count for line in table.lines), default=0) or 1
    for number, line in enumerate(table.lines):
        y = top + number * _ROW
        figure.texts += _row_label(line.value, left - 10, y + _ROW / 2)
        length = round(room * line.total.count / greatest, 1)
        fill, name = (SHADES[2][0], "bar-silent") if line.value.silent else (SHADES[4][0], "bar")
        figure.boxes.append(Box(left, y + 7, length, _ROW - 14, fill, name, line.total.label))
        total = line.total.text if table.show == "count" else f"{line.total.text} (n = {line.total.count:,})"
        figure.texts.append(Text(left + length + 8, y + _ROW / 2 + 5, total, 14, bold=True))
    bottom = top + len(table.lines) * _ROW
    figure.boxes.append(Box(left - 1, top, 1, bottom - top, SOFT, "rule"))
    foot(legend, figure, bottom + 4)
    return figure


def _heads(figure: Figure, table: Table, left: float, top: float, width: float) -> float:
    """Draw the heads of the columns from `top` on; how high they are."""
    names = [*(value.name for value in table.columns), "All that show"]
    if all(width_of(word, 12) + 6 <= width for name in names for word in name.split()):
        blocks = [wrapped(name, width - 6, 12) for name in names]
        height = max(map(len, blocks)) * 15 + 10
        for place, block in enumerate(blocks):
            start = top + height - 10 - (len(block) - 1) * 15
            for number, line in enumerate(block):
                figure.texts.append(
                    Text(left + place * width + width / 2, start + number * 15, line, 12, "middle", bold=place == len(names) - 1)
                )
        return height
    tall = min(_TALLEST, max(width_of(name, 12, bold=True) for name in names) + 12)
    for place, name in enumerate(names):
        [line] = wrapped(name, tall - 8, 12, most=1, bold=place == len(names) - 1)
        figure.texts.append(
            Text(left + place * width + width / 2 + 4, top + tall - 8, line, 12, turned=True, bold=place == len(names) - 1)
        )
    return tall


def _row_label(value: Value, x: float, y: float) -> list[Text]:
    texts = column_of(
        [*wrapped(value.label, _LABELS - 10, 13, most=1 if value.combination else 2)],
        x,
        y - (6 if value.combination else 0),
        13,
        anchor="end",
    )
    if value.combination:
        texts.append(Text(x, y + 13, value.combination, 11, "end", fill=SOFT, name="soft"))
    return texts


def _cell(figure: Figure, cell: Cell, x: float, y: float, width: float) -> None:
    shade, ink = SHADES[cell.level]
    figure.boxes.append(Box(x + 1, y + 1, width - 2, _ROW - 2, shade, f"shade-{cell.level}", cell.label))
    figure.texts.append(
        Text(x + width / 2, y + _ROW / 2 + 5, cell.text, 14, "middle", fill=ink if cell.count else SOFT, name=f"on-{cell.level}")
    )


def _total(figure: Figure, table: Table, cell: Cell, x: float, y: float) -> None:
    """A total; where it is a percentage the number of programs stands below it, so that one program is not taken for many."""
    if table.show == "count":
        figure.texts.append(Text(x, y + _ROW / 2 + 5, cell.text, 14, "middle", bold=True, fill=INK))
        return
    figure.texts.append(Text(x, y + _ROW / 2 - 1, cell.text, 14, "middle", bold=True, fill=INK))
    figure.texts.append(Text(x, y + _ROW / 2 + 13, f"n = {cell.count:,}", 11, "middle", fill=SOFT, name="soft"))


def drawn(table: Table, legend: Legend) -> Figure:
    """The table as a figure: a heat map, or bars where it has no columns."""
    return heatmap(table, legend) if table.columns else bars(table, legend)
