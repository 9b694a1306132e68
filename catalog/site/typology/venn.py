"""The Venn diagram of the seven types: three equal circles cut into seven regions of exact arcs.

Circles run clockwise on the screen (y grows downward), which is the positive sweep of an SVG arc.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin, sqrt

from catalog.schema.vocabulary import Term, types
from typology import Support

RADIUS = 150.0
DISTANCE = 1.08 * RADIUS  # between any two centers

# the distance of a region's text from the middle of the diagram
_ALONE, _PAIR = 0.99 * RADIUS, 0.69 * RADIUS
_LONGEST_LINE = 13
_TURN = 2 * pi

Point = tuple[float, float]


@dataclass(frozen=True)
class Circle:
    """A support, with the position of its label outside the circles."""

    support: str
    label: str
    cx: float
    cy: float
    r: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Region:
    """A type: its outline, the center of its text, and the text."""

    code: str
    name: str
    supports: tuple[str, ...]
    combination: str
    count: int
    url: str
    path: str
    x: float
    y: float
    lines: tuple[str, ...]
    aria_label: str


@dataclass(frozen=True)
class Venn:
    """The diagram to draw."""

    view_box: str
    circles: tuple[Circle, ...]
    regions: tuple[Region, ...]
    total: int


@dataclass(frozen=True)
class Arc:
    """A part of a circle between two neighboring intersections."""

    circle: Support
    start: Point
    end: Point
    large: bool
    clockwise: bool = True

    def reverse(self) -> Arc:
        """Return the same arc in the other direction."""
        return Arc(self.circle, self.end, self.start, self.large, not self.clockwise)


_RISE = DISTANCE * sqrt(3) / 2
CENTERS: dict[Support, Point] = {
    Support.PREPARE: (-DISTANCE / 2, 0.0),
    Support.PLACE: (DISTANCE / 2, 0.0),
    Support.RECOGNIZE: (0.0, _RISE),
}
MIDDLE: Point = (0.0, _RISE / 3)

_LEFT = DISTANCE / 2 + RADIUS
_LABELS: dict[Support, tuple[float, float, str]] = {
    Support.PREPARE: (-_LEFT, 4 - RADIUS, "start"),
    Support.PLACE: (_LEFT, 4 - RADIUS, "end"),
    Support.RECOGNIZE: (0.0, round(_RISE) + RADIUS + 29, "middle"),
}
_VIEW_BOX = f"{-_LEFT - 5:g} {-RADIUS - 22:g} {2 * _LEFT + 10:g} {_RISE + 2 * RADIUS + 62:.0f}"


def venn(counts: Mapping[str, int], urls: Mapping[str, str]) -> Venn:
    """Return the diagram with the number of programs and the address of each type, by its code."""
    regions = tuple(_region(kind, counts.get(kind.code, 0), urls[kind.code]) for kind in types())
    circles = tuple(
        Circle(support.code, support.combination, _round(cx), _round(cy), RADIUS, *_LABELS[support])
        for support, (cx, cy) in CENTERS.items()
    )
    return Venn(_VIEW_BOX, circles, regions, sum(region.count for region in regions))


def supports_at(point: Point) -> Support:
    """Return the supports whose circles contain a point."""
    found = Support(0)
    for support, center in CENTERS.items():
        if _distance(point, center) < RADIUS:
            found |= support
    return found


def outline(supports: Support) -> tuple[Arc, ...]:
    """Return the closed outline of the region inside exactly these circles, as adjacent arcs."""
    pieces = []
    for arc, outside in _ARCS:
        if outside | arc.circle == supports:
            pieces.append(arc)
        elif outside == supports:
            pieces.append(arc.reverse())
    chain = [pieces.pop(0)]
    while pieces:
        following = next(piece for piece in pieces if _distance(piece.start, chain[-1].end) < 1e-6)
        pieces.remove(following)
        chain.append(following)
    return tuple(chain)


def _arcs() -> tuple[tuple[Arc, Support], ...]:
    """Return every arc between neighboring intersections, with the supports on its outer side."""
    found = []
    for support, (cx, cy) in CENTERS.items():
        points = [point for other, center in CENTERS.items() if other is not support for point in _intersect((cx, cy), center)]
        angles = sorted(atan2(y - cy, x - cx) for x, y in points)
        for start, end in zip(angles, angles[1:] + angles[:1], strict=True):
            turn = (end - start) % _TURN
            middle = start + turn / 2
            outside = supports_at(_on(support, middle)) & ~support
            found.append((Arc(support, _on(support, start), _on(support, end), turn > pi), outside))
    return tuple(found)


def _on(support: Support, angle: float) -> Point:
    cx, cy = CENTERS[support]
    return cx + RADIUS * cos(angle), cy + RADIUS * sin(angle)


def _intersect(one: Point, two: Point) -> tuple[Point, Point]:
    """Return the two intersections of the circles around these centers."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    apart = hypot(dx, dy)
    height = sqrt(RADIUS**2 - (apart / 2) ** 2)
    x, y = (one[0] + two[0]) / 2, (one[1] + two[1]) / 2
    across, along = height * dy / apart, height * dx / apart
    return (x - across, y + along), (x + across, y - along)


def _distance(one: Point, two: Point) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])


def _region(kind: Term, count: int, url: str) -> Region:
    combination, supports = kind.combination, Support.from_codes(kind.supports)
    x, y = _text_center(supports)
    return Region(
        code=kind.code,
        name=kind.label,
        supports=kind.supports,
        combination=combination,
        count=count,
        url=url,
        path=_path(outline(supports)),
        x=_round(x),
        y=_round(y),
        lines=_lines(kind.label),
        aria_label=f"{count} {kind.label} ({combination.lower()})",
    )


def _text_center(supports: Support) -> Point:
    """Return a point on the axis of the region: outward for one support, away from the missing one for two."""
    members = list(supports)
    if len(members) == len(CENTERS):
        return MIDDLE
    if len(members) == 1:
        towards, far = CENTERS[members[0]], _ALONE
    else:
        towards, far = _middle_of(CENTERS[member] for member in members), _PAIR
    dx, dy = towards[0] - MIDDLE[0], towards[1] - MIDDLE[1]
    scale = far / hypot(dx, dy)
    return MIDDLE[0] + dx * scale, MIDDLE[1] + dy * scale


def _middle_of(points: Iterable[Point]) -> Point:
    xs, ys = zip(*points, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _path(arcs: tuple[Arc, ...]) -> str:
    steps = [f"M{_point(arcs[0].start)}"]
    steps += [f"A{RADIUS:g} {RADIUS:g} 0 {arc.large:d} {arc.clockwise:d} {_point(arc.end)}" for arc in arcs]
    return " ".join(steps) + "Z"


def _point(point: Point) -> str:
    return " ".join(f"{round(number, 3) + 0.0:.3f}" for number in point)


def _lines(name: str) -> tuple[str, ...]:
    """Return the name in at most two lines of similar length."""
    words = name.split()
    if len(name) <= _LONGEST_LINE or len(words) == 1:
        return (name,)
    breaks = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(breaks, key=lambda pair: max(map(len, pair)))


def _round(number: float) -> float:
    return round(number, 2) + 0.0  # no negative zero


_ARCS = _arcs()
