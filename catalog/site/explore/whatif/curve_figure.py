"""Draw the specification curve: the share of each type under every combination of rules.

The form is that of Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4: sorted estimates, and dots below them that
show the choices behind each.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from catalog.browse.editions.changed_rules import Combination, sort_shares
from catalog.common.percent import percent, wilson_interval
from catalog.site.explore.drawing import (
    LINE,
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
    wrap_text,
)
from typology import AS_CODED, Rule

_LABELS = 215  # width of the labels on the left
_CURVE = 84  # height of the shares of one type
_ROW = 10  # height of the dots of one rule
_GAP = 38  # between two types
_DOT = 4


def draw_curve(
    names: Mapping[str, tuple[str, str]],
    combinations: Sequence[Combination],
    caption: FigureCaption,
    chosen: Rule = AS_CODED,
    *,
    has_intervals: bool = False,
) -> FigureDrawing:
    """Draw a panel for each type: its shares from low to high, and below each share the rules that are on.

    `names` holds the label and the combination of each type. The shares of the codebook as it is and of the `chosen` rules
    stand out. All panels have the same scale.
    """
    figure = FigureDrawing(WIDTH, 0, f"Specification curve: {caption.title}. {caption.sentence}")
    y = draw_head(caption, figure) + 16
    highest = max((_highest(one, code, has_intervals) for one in combinations if one.total for code in one.counts), default=0)
    top = max(10, math.ceil(10 * highest) * 10) / 100
    for code in combinations[0].counts if combinations[0].total else ():
        y = _draw_panel(figure, names[code], sort_shares(combinations, code), code, y, top, chosen, has_intervals)
    draw_foot(caption, figure, y - _GAP)
    return figure


def _highest(one: Combination, code: str, has_intervals: bool) -> float:
    return wilson_interval(one.counts[code], one.total)[1] if has_intervals else one.share(code)


def _draw_panel(
    figure: FigureDrawing,
    name: tuple[str, str],
    ranked: Sequence[Combination],
    code: str,
    y: float,
    top: float,
    chosen: Rule,
    has_intervals: bool,
) -> float:
    left, bottom = MARGIN + _LABELS, y + _CURVE
    step = (WIDTH - MARGIN - left) / max(len(ranked), 1)
    _draw_heading(figure, name, ranked, code, y, top)
    places = {one.rules: left + (number + 0.5) * step for number, one in enumerate(ranked)}
    heights = {one.rules: bottom - one.share(code) / top * _CURVE for one in ranked}
    if has_intervals:
        limits = ((places[one.rules], wilson_interval(one.counts[code], one.total)) for one in ranked)
        lines = (_box(x - 0.6, bottom - high / top * _CURVE, 1.2, (high - low) / top * _CURVE) for x, (low, high) in limits)
        figure.shapes.append(FigureShape("".join(lines), SHADES[3][0], "curve-interval"))
    points = "".join(_box(places[rules] - _DOT / 2, heights[rules] - _DOT / 2, _DOT, _DOT) for rules in places)
    figure.shapes.append(FigureShape(points, SHADES[4][0], "curve-point"))
    for one in ranked:
        if one.rules in (AS_CODED, chosen):
            _draw_marker(figure, one, code, places[one.rules], (y, heights[one.rules], bottom + 10 + len(Rule) * _ROW))
    for number, rule in enumerate(Rule):
        line = bottom + 14 + number * _ROW
        figure.texts.append(FigureText(left - 8, line + 3, rule.name_of_switch, 9, "end", fill=SOFT, name="soft"))
        figure.boxes.append(FigureBox(left, line, WIDTH - MARGIN - left, 0.5, LINE, "rule"))
        dots = "".join(_box(places[one.rules] - _DOT / 2, line - _DOT / 2, _DOT, _DOT) for one in ranked if rule in one.rules)
        figure.shapes.append(FigureShape(dots, SHADES[4][0], "curve-dot", rule.name_of_switch))
    return bottom + 14 + len(Rule) * _ROW + _GAP


def _draw_heading(
    figure: FigureDrawing, name: tuple[str, str], ranked: Sequence[Combination], code: str, y: float, top: float
) -> None:
    """Draw the name of a type, its range and the scale."""
    left, line = MARGIN + _LABELS, y + 6
    for text in wrap_text(name[0], _LABELS - 45, 14, bold=True):
        line += 15
        figure.texts.append(FigureText(MARGIN, line, text, 14, bold=True))
    line += 15
    figure.texts.append(FigureText(MARGIN, line, name[1], 11, fill=SOFT, name="soft"))
    low, high = (percent(one.counts[code], one.total) for one in (ranked[0], ranked[-1]))
    figure.texts.append(FigureText(MARGIN, line + 16, f"{low} to {high}", 12))
    for part in (0.0, 0.5, 1.0):
        height = y + _CURVE * (1 - part)
        figure.boxes.append(FigureBox(left, height, WIDTH - MARGIN - left, 0.5, LINE, "rule"))
        figure.texts.append(FigureText(left - 8, height + 4, f"{100 * top * part:.0f}%", 10, "end", fill=SOFT, name="soft"))


def _draw_marker(figure: FigureDrawing, one: Combination, code: str, x: float, levels: tuple[float, float, float]) -> None:
    """Draw the share of the codebook as it is, or of the chosen rules, and a line through its dots.

    `levels` are the heights of the panel's top, of the share and of the panel's bottom.
    """
    top, height, bottom = levels
    is_coded = one.rules == AS_CODED
    words = "as coded" if is_coded else "your rules"
    share = f"{words}: {percent(one.counts[code], one.total)}"
    start, end = (top - 4, height) if is_coded else (height, bottom + 6)
    figure.shapes.append(FigureShape(_box(x - 0.5, start, 1, end - start), SHADES[5][0], "curve-mark"))
    figure.shapes.append(FigureShape(_box(x - 4, height - 4, 8, 8), SHADES[5][0], "curve-mark", f"{share} of {one.total}"))
    anchor = "end" if x > WIDTH - 130 else "start"
    place = x - 6 if anchor == "end" else x + 6
    figure.texts.append(FigureText(place, top if is_coded else bottom + 9, share, 11, anchor, bold=True))


def _box(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a rectangle."""
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
