"""Draw a cross-table: a heat map of two facets, or bars of one."""

from __future__ import annotations

from catalog.site.explore.drawing import (
    INK,
    LINE,
    MARGIN,
    SHADES,
    SOFT,
    WIDTH,
    FigureBox,
    FigureCaption,
    FigureDrawing,
    FigureText,
    draw_foot,
    draw_head,
    measure_text,
    stack_lines,
    wrap_text,
)
from catalog.site.explore.presenters import CrosstabCell, CrosstabTable, CrosstabValue

_LABELS = 210  # width of the row labels
_ROW = 36
_NARROWEST, _WIDEST = 34, 120  # width of a column
_TALLEST = 330  # height of turned column labels, used where a column is narrower than a word


def draw_table(table: CrosstabTable, caption: FigureCaption) -> FigureDrawing:
    """Draw a table: a heat map, or bars if it has no columns."""
    return draw_heatmap(table, caption) if table.columns else draw_bars(table, caption)


def draw_heatmap(table: CrosstabTable, caption: FigureCaption) -> FigureDrawing:
    """Draw a table of two facets. A darker cell has a higher value; every cell also shows its number."""
    count = len(table.columns) + 1
    width = min(_WIDEST, max(_NARROWEST, (WIDTH - _LABELS - 2 * MARGIN) / count))
    figure = FigureDrawing(max(WIDTH, _LABELS + count * width + 2 * MARGIN), 0, f"Heat map: {caption.title}. {caption.sentence}")
    top = draw_head(caption, figure)
    left = MARGIN + _LABELS
    top += _draw_column_labels(figure, table, left, top, width)
    for number, line in enumerate(table.lines):
        y = top + number * _ROW
        figure.texts += _layout_row_label(line.value, left - 10, y + _ROW / 2)
        for position, cell in enumerate(line.cells):
            _draw_cell(figure, cell, left + position * width, y, width)
        _draw_total(figure, table, line.total, left + len(line.cells) * width + width / 2, y)
    bottom = top + len(table.lines) * _ROW
    figure.boxes.append(FigureBox(MARGIN, bottom + 3, left + count * width - MARGIN, 1, LINE, "rule"))
    figure.texts.append(FigureText(left - 10, bottom + 27, "All shown", 13, "end", bold=True))
    for position, cell in enumerate((*table.totals, table.total)):
        _draw_total(figure, table, cell, left + position * width + width / 2, bottom + 5)
    draw_foot(caption, figure, bottom + _ROW + 6)
    return figure


def draw_bars(table: CrosstabTable, caption: FigureCaption) -> FigureDrawing:
    """Draw the counts of one facet as bars, each with its number."""
    figure = FigureDrawing(WIDTH, 0, f"Bars: {caption.title}. {caption.sentence}")
    top = draw_head(caption, figure) + 4
    left = MARGIN + _LABELS
    room = WIDTH - left - MARGIN - 110
    greatest = max((line.total.count for line in table.lines), default=0) or 1
    for number, line in enumerate(table.lines):
        y = top + number * _ROW
        figure.texts += _layout_row_label(line.value, left - 10, y + _ROW / 2)
        length = round(room * line.total.count / greatest, 1)
        fill, name = (SHADES[2][0], "bar-unstated") if line.value.is_unstated else (SHADES[4][0], "bar")
        figure.boxes.append(FigureBox(left, y + 7, length, _ROW - 14, fill, name, line.total.label))
        total = line.total.text
        if table.show != "count":
            interval = f" [{line.total.interval}]" if line.total.interval else ""
            total = f"{_mark_few(line.total)}{interval} (n = {line.total.count:,})"
        figure.texts.append(FigureText(left + length + 8, y + _ROW / 2 + 5, total, 14, bold=True))
    bottom = top + len(table.lines) * _ROW
    figure.boxes.append(FigureBox(left - 1, top, 1, bottom - top, SOFT, "rule"))
    draw_foot(caption, figure, bottom + 4)
    return figure


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


def _layout_row_label(value: CrosstabValue, x: float, y: float) -> list[FigureText]:
    texts = stack_lines(
        [*wrap_text(value.label, _LABELS - 10, 13, most_lines=1 if value.combination else 2)],
        x,
        y - (6 if value.combination else 0),
        13,
        anchor="end",
    )
    if value.combination:
        texts.append(FigureText(x, y + 13, value.combination, 11, "end", fill=SOFT, name="soft"))
    return texts


def _mark_few(cell: CrosstabCell) -> str:
    return f"{cell.text}†" if cell.is_few else cell.text


def _draw_cell(figure: FigureDrawing, cell: CrosstabCell, x: float, y: float, width: float) -> None:
    shade, ink = SHADES[cell.level]
    figure.boxes.append(FigureBox(x + 1, y + 1, width - 2, _ROW - 2, shade, f"shade-{cell.level}", cell.label))
    fill, name = ink if cell.count else SOFT, f"on-{cell.level}"
    middle, up = x + width / 2, 6 if cell.interval else 0
    figure.texts.append(FigureText(middle, y + _ROW / 2 + 5 - up, _mark_few(cell), 14, "middle", fill=fill, name=name))
    if cell.interval:
        figure.texts.append(FigureText(middle, y + _ROW / 2 + 12, cell.interval, 10, "middle", fill=fill, name=name))


def _draw_total(figure: FigureDrawing, table: CrosstabTable, cell: CrosstabCell, x: float, y: float) -> None:
    """Draw a total. A percentage also shows the number of programs, so that 100% of one program is not misread."""
    if table.show == "count":
        figure.texts.append(FigureText(x, y + _ROW / 2 + 5, cell.text, 14, "middle", bold=True, fill=INK))
        return
    figure.texts.append(FigureText(x, y + _ROW / 2 - 1, cell.text, 14, "middle", bold=True, fill=INK))
    figure.texts.append(FigureText(x, y + _ROW / 2 + 13, f"n = {cell.count:,}", 11, "middle", fill=SOFT, name="soft"))
