"""The labels of values and numbers in the figures of a cross-table."""

from __future__ import annotations

from catalog.site.explore.drawing import SOFT, FigureText, stack_lines, wrap_text
from catalog.site.explore.presenters import CrosstabCell, CrosstabValue

LABELS = 210  # width of the row labels
LABELS_IN_PANEL = 190


def layout_row_label(value: CrosstabValue, x: float, y: float, width: float = LABELS) -> list[FigureText]:
    """Return the label of a row that ends at `x`, vertically centered on `y`."""
    texts = stack_lines(
        [*wrap_text(value.label, width - 10, 13, most_lines=1 if value.combination else 2)],
        x,
        y - (6 if value.combination else 0),
        13,
        anchor="end",
    )
    if value.combination:
        texts.append(FigureText(x, y + 13, value.combination, 11, "end", fill=SOFT, name="soft"))
    return texts


def mark_few(cell: CrosstabCell) -> str:
    """Return the number of a cell, with a mark if it is a percentage of few programs."""
    return f"{cell.text}†" if cell.is_few else cell.text
