"""The Venn diagram of the seven types: three equal circles cut into seven regions of exact arcs.

Pure geometry. Circles are traversed clockwise as seen on screen (y grows downwards), which is the
positive sweep of an SVG arc.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin, sqrt

from catalog.schema.vocabulary import Term, types
from typology import Support

RADIUS = 150.0
DISTANCE = 1.08 * RADIUS  # between any two centres

# how far a region's text stands from the middle of the diagram
_ALONE, _PAIR = 0.99 * RADIUS, 0.69 * RADIUS
_LONGEST_LINE = 13
_TURN = 2 * pi

Point = tuple[float, float]


@dataclass(frozen=True)
class Circle:
    """One support, with the place of its name outside the circles."""

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
    """One type: its outline, the centre of its text, and what it says."""

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
    """The diagram, ready to be drawn."""

    view_box: str
    circles: tuple[Circle, ...]
    regions: tuple[Region, ...]
    total: int


@dataclass(frozen=True)
class Arc:
    """A piece of one circle between two neighbouring points where it meets the others."""

    circle: Support
    start: Point
    end: Point
    large: bool
    clockwise: bool = True

    def reversed(self) -> Arc:
        """The same piece, traversed the other way."""
        return Arc(self.circle, self.end, self.start, self.large, not self.clockwise)


_RISE = DISTANCE * sqrt(3) / 2
CENTRES: dict[Support, Point] = {
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
    """The diagram with the number of programs and the address of each type, both by the type's code."""
    regions = tuple(_region(kind, counts.get(kind.code, 0), urls[kind.code]) for kind in types())
    circles = tuple(
        Circle(support.code, support.combination, _round(cx), _round(cy), RADIUS, *_LABELS[support])
        for support, (cx, cy) in CENTRES.items()
    )
    return Venn(_VIEW_BOX, circles, regions, sum(region.count for region in regions))


def supports_at(point: Point) -> Support:
    """The supports whose circles hold this point."""
    found = Support(0)
    for support, centre in CENTRES.items():
        if _apart(point, centre) < RADIUS:
            found |= support
    return found


def outline(supports: Support) -> tuple[Arc, ...]:
    """The closed outline of the region that lies in exactly these circles, as arcs end to end."""
    pieces = []
    for arc, outside in _ARCS:
        if outside | arc.circle == supports:
            pieces.append(arc)
        elif outside == supports:
            pieces.append(arc.reversed())
    chain = [pieces.pop(0)]
    while pieces:
        following = next(piece for piece in pieces if _apart(piece.start, chain[-1].end) < 1e-6)
        pieces.remove(following)
        chain.append(following)
    return tuple(chain)


def _arcs() -> tuple[tuple[Arc, Support], ...]:
    """Every arc between neighbouring meeting points, with the supports of its outer side."""
    found = []
    for support, (cx, cy) in CENTRES.items():
        points = [point for other, centre in CENTRES.items() if other is not support for point in _meetings((cx, cy), centre)]
        angles = sorted(atan2(y - cy, x - cx) for x, y in points)
        for start, end in zip(angles, angles[1:] + angles[:1], strict=True):
            turn = (end - start) % _TURN
            middle = start + turn / 2
            outside = supports_at(_on(support, middle)) & ~support
            found.append((Arc(support, _on(support, start), _on(support, end), turn > pi), outside))
    return tuple(found)


def _on(support: Support, angle: float) -> Point:
    cx, cy = CENTRES[support]
    return cx + RADIUS * cos(angle), cy + RADIUS * sin(angle)


def _meetings(one: Point, two: Point) -> tuple[Point, Point]:
    """The two points where the circles around these centres meet."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    apart = hypot(dx, dy)
    height = sqrt(RADIUS**2 - (apart / 2) ** 2)
    x, y = (one[0] + two[0]) / 2, (one[1] + two[1]) / 2
    across, along = height * dy / apart, height * dx / apart
    return (x - across, y + along), (x + across, y - along)


def _apart(one: Point, two: Point) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])


def _region(kind: Term, count: int, url: str) -> Region:
    combination, supports = kind.combination, Support.from_codes(kind.supports)
    x, y = _text_centre(supports)
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
        aria_label=f"{kind.label}, {combination.lower()}: {count:,} program{'' if count == 1 else 's'}",
    )


def _text_centre(supports: Support) -> Point:
    """Along the axis of the region: outwards for one support, away from the missing one for two."""
    members = list(supports)
    if len(members) == len(CENTRES):
        return MIDDLE
    if len(members) == 1:
        towards, far = CENTRES[members[0]], _ALONE
    else:
        towards, far = _middle_of(CENTRES[member] for member in members), _PAIR
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
    """The name in at most two lines, as even as its words allow."""
    words = name.split()
    if len(name) <= _LONGEST_LINE or len(words) == 1:
        return (name,)
    breaks = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(breaks, key=lambda pair: max(map(len, pair)))


def _round(number: float) -> float:
    return round(number, 2) + 0.0  # no negative zero


_ARCS = _arcs()
