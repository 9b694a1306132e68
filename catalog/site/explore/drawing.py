"""The parts of a figure: text, boxes and shapes with their positions, a header and a footer.

Each part has its own color, so a file needs no style sheet. In a page, the style sheet sets other colors through the
parts' class names, for the dark scheme.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

INK, SOFT, LINE, PAPER = "#1b1d21", "#555a63", "#e0dcd3", "#fbfaf7"
# shades of the accent, from zero to the highest value, each with the color of text on it
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
PANEL_GAP = 28
# letter widths relative to the font size, slightly wider than in the fonts that figures use
_LETTERS = {**dict.fromkeys("iljI.,:;'|!·’", 0.3), **dict.fromkeys('frt()[]{}-/ “”"', 0.4), **dict.fromkeys("mwMW%@–…→", 0.93)}
_SMALL, _CAPITAL, _FULL = 0.58, 0.72, 1.0
_BOLD = 1.08  # times as wide


@dataclass(frozen=True)
class FigureText:
    """One line of text. `anchor` is start, middle or end; `turned` text runs upward."""

    x: float
    y: float
    text: str
    size: float = 13
    anchor: str = "start"
    bold: bool = False
    fill: str = INK
    name: str = "ink"
    turned: bool = False


@dataclass(frozen=True)
class FigureBox:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    name: str
    title: str = ""


@dataclass(frozen=True)
class FigureShape:
    """A filled outline; `d` is the path data of SVG."""

    d: str
    fill: str
    name: str
    title: str = ""


@dataclass
class FigureDrawing:
    """A figure: its size, its accessible name and description, and its parts. Shapes are at the back, text is in front.

    `on_white` is for print: the background is white, and nothing follows the color scheme of the page.
    """

    width: float
    height: float
    label: str
    description: str = ""
    on_white: bool = False
    boxes: list[FigureBox] = field(default_factory=list)
    shapes: list[FigureShape] = field(default_factory=list)
    texts: list[FigureText] = field(default_factory=list)


@dataclass(frozen=True)
class FigureCaption:
    """The text of every figure: title, selection as a sentence, notes, edition with its date, and what it describes."""

    title: str
    sentence: str
    notes: Sequence[str]
    edition: str
    footnote: str


@dataclass(frozen=True)
class PanelGrid:
    """How panels are arranged: how many in a line, how wide each is, and the space on their left."""

    across: int
    width: float
    lead: float = 0

    @classmethod
    def fit(cls, count: int, narrowest: float, widest: float, lead: float = 0) -> PanelGrid:
        """Arrange panels within the usual width: as many in a line as fit, each between two widths."""
        room = WIDTH - 2 * MARGIN - lead
        across = max(1, min(count, int((room + PANEL_GAP) // (narrowest + PANEL_GAP))))
        lines = -(-count // across)
        across = -(-count // lines)  # no line is much shorter than the others
        width = (room - (across - 1) * PANEL_GAP) / across
        return cls(across, min(widest, max(narrowest, width)), lead)

    @property
    def figure_width(self) -> float:
        """The width of the figure."""
        return max(WIDTH, 2 * MARGIN + self.lead + self.across * (self.width + PANEL_GAP) - PANEL_GAP)

    def place(self, number: int) -> float:
        """Return the left side of a panel."""
        return MARGIN + self.lead + number % self.across * (self.width + PANEL_GAP)


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Return the greatest width that a text can have at a font size."""
    return sum(map(_measure_letter, text)) * size * (_BOLD if bold else 1)


def wrap_text(text: str, width: float, size: float, most_lines: int = 0, *, bold: bool = False) -> list[str]:
    """Split a text into lines that fit a width at a font size. A word that is too long for a line is broken.

    With `most_lines`, there are at most that many, and the last one ends with "…" if text is left out.
    """
    lines, line = [], ""
    for word in text.split():
        if line and measure_text(f"{line} {word}", size, bold=bold) <= width:
            line = f"{line} {word}"
            continue
        lines += [line] if line else []
        while measure_text(word, size, bold=bold) > width and len(word) > 1:
            fits = max(1, sum(measure_text(word[: end + 1], size, bold=bold) <= width for end in range(len(word))))
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines += [line]
    if most_lines and len(lines) > most_lines:
        last = lines[most_lines - 1]
        while last and measure_text(f"{last}…", size, bold=bold) > width:
            last = last[:-1].rstrip()
        lines = [*lines[: most_lines - 1], f"{last}…"]
    return lines


@lru_cache(maxsize=1000)
def _measure_letter(char: str) -> float:
    if char in _LETTERS:
        return _LETTERS[char]
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL
    return _CAPITAL if char.isupper() or not char.isascii() else _SMALL


def draw_head(caption: FigureCaption, figure: FigureDrawing) -> float:
    """Draw the title and the sentence at the top. Return how far down they reach."""
    y = 14.0
    for text, size, bold, fill, name in ((caption.title, 22, True, INK, "ink"), (caption.sentence, 14, False, SOFT, "soft")):
        for line in wrap_text(text, figure.width - 2 * MARGIN, size, bold=bold):
            y += size * 1.35
            figure.texts.append(FigureText(MARGIN, round(y, 1), line, size, bold=bold, fill=fill, name=name))
    return y + 14


def draw_foot(caption: FigureCaption, figure: FigureDrawing, y: float) -> None:
    """Draw the notes, the edition and the footnote below `y`. Set the height and the description of the figure."""
    figure.description = " ".join((*caption.notes, caption.edition, caption.footnote))
    y += 8
    for text, bold in (*((note, False) for note in caption.notes), (caption.edition, False), (caption.footnote, True)):
        for line in wrap_text(text, figure.width - 2 * MARGIN, 12, bold=bold):
            y += 17
            figure.texts.append(FigureText(MARGIN, round(y, 1), line, 12, bold=bold, fill=SOFT, name="soft"))
    figure.height = round(y + MARGIN, 1)


def stack_lines(texts: Iterable[str], x: float, y: float, size: float, **rest: object) -> list[FigureText]:
    """Return lines of text below each other, vertically centered on `y`. `rest` holds further fields of FigureText."""
    lines = list(texts)
    top = y - (len(lines) - 1) * size * 0.6 + size * 0.35
    return [FigureText(x, round(top + number * size * 1.2, 1), line, size, **rest) for number, line in enumerate(lines)]  # type: ignore[arg-type]
