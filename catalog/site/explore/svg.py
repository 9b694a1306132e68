"""Figures drawn here, to be shown in a page and kept as files: pieces with their places, head and foot.

Colors stand on the pieces themselves, so that a file needs no style sheet; in a page the classes let the
style sheet put its own in their place, for the dark scheme.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

INK, SOFT, LINE, PAPER = "#1b1d21", "#555a63", "#e0dcd3", "#fbfaf7"
# shades of the accent, from nothing to the greatest, with the ink that is read on each
SHADES = (
    ("#ffffff", INK),
    ("#e9eff6", INK),
    ("#cddbeb", INK),
    ("#9db9d6", INK),
    ("#3d6a9c", "#ffffff"),
    ("#1f3a5f", "#ffffff"),
)
WIDTH = 1000
MARGIN = 20
# widths of letters in their own size, a little more than those of the fonts that figures name
_LETTERS = {**dict.fromkeys("iljI.,:;'|!·’", 0.3), **dict.fromkeys('frt()[]{}-/ “”"', 0.4), **dict.fromkeys("mwMW%@–…→", 0.93)}
_SMALL, _CAPITAL, _FULL = 0.58, 0.72, 1.0
_BOLD = 1.08  # times as wide


@dataclass(frozen=True)
class Text:
    """A line of text: its place, size, anchor (start, middle, end), and turned upward where `turned`."""

    x: float
    y: float
    text: str
    size: float = 13
    anchor: str = "start"
    bold: bool = False
    serif: bool = False
    fill: str = INK
    name: str = "ink"
    turned: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    name: str
    title: str = ""


@dataclass(frozen=True)
class Shape:
    """An outline of any form: the `d` of an SVG path."""

    d: str
    fill: str
    name: str
    title: str = ""


@dataclass
class Figure:
    """A figure: its size, what assistive technology reads, its pieces from back to front."""

    width: float
    height: float
    label: str
    boxes: list[Box] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Legend:
    """What every figure says of itself: title, selection as a sentence, notes, when and what it describes."""

    title: str
    sentence: str
    notes: Sequence[str]
    dated: str
    footnote: str


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is at most, at a letter size."""
    return sum(map(_letter, text)) * size * (_BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, most: int = 0, *, bold: bool = False) -> list[str]:
    """The text in lines that fit a width at a letter size; at most so many, the last one cut, where `most` is given.

    A word too long for a line is broken.
    """
    lines, line = [], ""
    for word in text.split():
        if line and width_of(f"{line} {word}", size, bold=bold) <= width:
            line = f"{line} {word}"
            continue
        lines += [line] if line else []
        while width_of(word, size, bold=bold) > width and len(word) > 1:
            fits = max(1, sum(width_of(word[: end + 1], size, bold=bold) <= width for end in range(len(word))))
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines += [line]
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last}…", size, bold=bold) > width:
            last = last[:-1].rstrip()
        lines = [*lines[: most - 1], f"{last}…"]
    return lines


def _letter(char: str) -> float:
    if char in _LETTERS:
        return _LETTERS[char]
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL
    return _CAPITAL if char.isupper() or not char.isascii() else _SMALL


def head(legend: Legend, figure: Figure) -> float:
    """Draw title and sentence at the top; how far down they reach."""
    y = 14.0
    for text, size, serif, soft in ((legend.title, 22, True, False), (legend.sentence, 14, False, True)):
        for line in wrapped(text, figure.width - 2 * MARGIN, size, bold=serif):
            y += size * 1.35
            figure.texts.append(
                Text(
                    MARGIN,
                    round(y, 1),
                    line,
                    size,
                    bold=serif,
                    serif=serif,
                    fill=SOFT if soft else INK,
                    name="soft" if soft else "ink",
                )
            )
    return y + 14


def foot(legend: Legend, figure: Figure, y: float) -> None:
    """Draw notes, date and footnote below `y`, and make the figure as high as it takes."""
    y += 8
    for text, bold in (*((note, False) for note in legend.notes), (legend.dated, False), (legend.footnote, True)):
        for line in wrapped(text, figure.width - 2 * MARGIN, 12, bold=bold):
            y += 17
            figure.texts.append(Text(MARGIN, round(y, 1), line, 12, bold=bold, fill=SOFT, name="soft"))
    figure.height = round(y + MARGIN, 1)


def column_of(texts: Iterable[str], x: float, y: float, size: float, **rest: object) -> list[Text]:
    """Lines of text one under the other, centered on `y` as a block."""
    lines = list(texts)
    top = y - (len(lines) - 1) * size * 0.6 + size * 0.35
    return [Text(x, round(top + number * size * 1.2, 1), line, size, **rest) for number, line in enumerate(lines)]  # type: ignore[arg-type]
