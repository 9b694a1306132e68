"""Draw how programs move from type to type under a changed rule, as bands between two columns of types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.site.explore.drawing import (
    MARGIN,
    SHADES,
    SOFT,
    WIDTH,
    FigureBox,
    FigureCaption,
    FigureDrawing,
    FigureShape,
    FigureText,
    draw_foot,
    draw_head,
)

_LABELS = 250  # width of the labels on each side
_BAR = 16
_GAP = 22  # between two types
_LEAST = 38  # distance between two labels
_HIGH = 420  # height of all programs together


def draw_flow(
    names: Mapping[str, tuple[str, str]], counts: Mapping[tuple[str, str], int], caption: FigureCaption
) -> FigureDrawing:
    """Draw a band from each type before to each type after. Bands of programs that move are dark.

    `names` holds the label and the combination of each code, in order; `counts` the number of programs by (before, after).
    """
    figure = FigureDrawing(WIDTH, 0, f"Flow: {caption.title}. {caption.sentence}")
    top = draw_head(caption, figure) + 44
    left, right = MARGIN + _LABELS, WIDTH - MARGIN - _LABELS - _BAR
    total = sum(counts.values()) or 1
    unit = _HIGH / total
    sides = []
    for side, x, anchor in ((0, left, "end"), (1, right, "start")):
        sums = {code: sum(count for pair, count in counts.items() if pair[side] == code) for code in names}
        starts, bottom = _draw_column(figure, names, {code: count for code, count in sums.items() if count}, x, top, unit, anchor)
        sides.append((starts, bottom))
    figure.texts.append(FigureText(left + _BAR, top - 24, "Before", 13, "end", bold=True))
    figure.texts.append(FigureText(right, top - 24, "After", 13, bold=True))
    (before, low), (after, other_low) = sides
    order = list(names)
    for pair in sorted(counts, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        height = counts[pair] * unit
        moved = pair[0] != pair[1]
        fill, name = (SHADES[4][0], "band-moved") if moved else (SHADES[1][0], "band")
        title = f"{names[pair[0]][0]} to {names[pair[1]][0]}: {counts[pair]}"
        figure.shapes.append(
            FigureShape(_band_path(left + _BAR, before[pair[0]], right, after[pair[1]], height), fill, name, title)
        )
        before[pair[0]] += height
        after[pair[1]] += height
    draw_foot(caption, figure, max(low, other_low))
    return figure


def _draw_column(
    figure: FigureDrawing,
    names: Mapping[str, tuple[str, str]],
    sums: Mapping[str, int],
    x: float,
    top: float,
    unit: float,
    anchor: str,
) -> tuple[dict[str, float], float]:
    """Draw a column of types. Return the top of each type's bar by code, and how far down the column reaches."""
    starts, y = {}, top
    for code, count in sums.items():
        height = count * unit
        starts[code] = y
        figure.boxes.append(FigureBox(x, y, _BAR, max(height, 1), SHADES[5][0], "flow-bar", f"{names[code][0]}: {count}"))
        label, combination = names[code]
        place = x - 10 if anchor == "end" else x + _BAR + 10
        middle = y + height / 2
        figure.texts.append(FigureText(place, round(middle + 1, 1), f"{label}: {count}", 14, anchor, bold=True))
        if combination:
            figure.texts.append(FigureText(place, round(middle + 16, 1), combination, 11, anchor, fill=SOFT, name="soft"))
        y += max(height + _GAP, _LEAST)
    return starts, y


def _band_path(x: float, y: float, other_x: float, other_y: float, height: float) -> str:
    """Return the outline of a band from one bar to another."""
    middle = (x + other_x) / 2
    numbers: Sequence[float] = (x, y, middle, y, middle, other_y, other_x, other_y)
    back: Sequence[float] = (other_x, other_y + height, middle, other_y + height, middle, y + height, x, y + height)
    a, b = ([f"{number:.1f}" for number in part] for part in (numbers, back))
    return f"M{a[0]} {a[1]}C{' '.join(a[2:])}L{b[0]} {b[1]}C{' '.join(b[2:])}Z"
