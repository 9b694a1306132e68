"""The Venn diagram: every point of the plane lies in the region that its circles say, and in no other.

The paths are read back here as a browser would (endpoint arcs made into polygons), so that the test
holds the drawn outline, not the code that drew it.
"""

import math
import random
import re

import pytest

from catalog.site.typology.venn import CENTERS, DISTANCE, RADIUS, supports_at, venn
from typology import ProgramType, Support, derive

COUNTS = {kind.value: 10 + number for number, kind in enumerate(ProgramType)}
URLS = {kind.value: f"/types/{kind.value}/" for kind in ProgramType}
STEPS = 240  # chords per arc: the polygon is within 0.02 units of the arc
NEAR = 0.1  # points this close to a circle may fall on either side of the polygon


def arc_points(start, radius, large, sweep, end):
    """Points along an SVG arc, from the implementation notes of SVG 1.1, F.6.5 (circles only)."""
    (x1, y1), (x2, y2) = start, end
    half_x, half_y = (x1 - x2) / 2, (y1 - y2) / 2
    squared = half_x**2 + half_y**2
    root = math.sqrt(max(0.0, radius**2 / squared - 1)) * (-1 if large == sweep else 1)
    cx, cy = root * half_y + (x1 + x2) / 2, -root * half_x + (y1 + y2) / 2
    first, last = math.atan2(y1 - cy, x1 - cx), math.atan2(y2 - cy, x2 - cx)
    turn = (last - first) % math.tau if sweep else -((first - last) % math.tau)
    return [
        (cx + radius * math.cos(first + turn * step / STEPS), cy + radius * math.sin(first + turn * step / STEPS))
        for step in range(1, STEPS + 1)
    ]


def polygon(path):
    """The outline of a path made of one M, arcs and Z."""
    assert re.fullmatch(r"M\S+ \S+( A\S+ \S+ 0 [01] [01] \S+ \S+)+Z", path), path
    x, y = map(float, re.match(r"M(\S+) (\S+)", path).groups())
    points = [(x, y)]
    for rx, ry, large, sweep, x2, y2 in re.findall(r"A(\S+) (\S+) 0 ([01]) ([01]) (\S+) ([^\sZ]+)", path):
        assert rx == ry
        points += arc_points(points[-1], float(rx), large == "1", sweep == "1", (float(x2), float(y2)))
    return points


def edges(points):
    return zip(points, points[1:] + points[:1], strict=True)


def holds(points, x, y):
    """Even-odd rule."""
    inside = False
    for (x1, y1), (x2, y2) in edges(points):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def area(points):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(points))) / 2


@pytest.fixture(scope="module")
def drawn():
    return venn(COUNTS, URLS)


@pytest.fixture(scope="module")
def polygons(drawn):
    return {region.code: polygon(region.path) for region in drawn.regions}


def test_circles_are_equal_and_equally_far_apart():
    centers = list(CENTERS.values())
    for one, two in ((0, 1), (0, 2), (1, 2)):
        assert math.dist(centers[one], centers[two]) == pytest.approx(1.08 * RADIUS)
    prepare, place, recognize = centers
    assert prepare[0] < place[0]
    assert prepare[1] == place[1]
    assert recognize[1] > place[1]


def test_every_point_lies_in_exactly_the_region_its_circles_say(polygons):
    rng = random.Random(7)
    tried = 0
    while tried < 2500:
        x, y = rng.uniform(-245, 245), rng.uniform(-165, 305)
        if any(abs(math.dist((x, y), center) - RADIUS) < NEAR for center in CENTERS.values()):
            continue
        tried += 1
        supports = supports_at((x, y))
        expected = [derive(supports).value] if supports else []
        assert [code for code, points in polygons.items() if holds(points, x, y)] == expected, (x, y)


def test_areas_add_up_to_the_union(polygons):
    areas = {code: area(points) for code, points in polygons.items()}
    lens = 2 * RADIUS**2 * math.acos(DISTANCE / 2 / RADIUS) - DISTANCE / 2 * math.sqrt(4 * RADIUS**2 - DISTANCE**2)
    union = 3 * math.pi * RADIUS**2 - 3 * lens + areas["fellowship"]
    assert sum(areas.values()) == pytest.approx(union, rel=1e-4)
    assert areas["professional-advancement"] + areas["fellowship"] == pytest.approx(lens, rel=1e-3)
    for alike in (
        ("community-of-practice", "leadership-role", "award"),
        ("credential", "professional-advancement", "distinguished-role"),
    ):
        assert [areas[code] for code in alike] == pytest.approx([areas[alike[0]]] * 3, rel=1e-3)


def test_text_stands_well_inside_its_region(drawn, polygons):
    for region in drawn.regions:
        assert derive(supports_at((region.x, region.y))).value == region.code
        for dx, dy in ((0, 0), (-30, 0), (30, 0), (0, -24), (0, 24)):
            assert holds(polygons[region.code], region.x + dx, region.y + dy), (region.code, dx, dy)


def test_outlines_and_names_stay_in_the_view_box(drawn, polygons):
    left, top, width, height = map(float, drawn.view_box.split())
    for points in polygons.values():
        for x, y in points:
            assert left < x < left + width
            assert top < y < top + height
    for circle in drawn.circles:
        assert left < circle.label_x < left + width
        assert top < circle.label_y < top + height
        assert math.dist((circle.label_x, circle.label_y), (circle.cx, circle.cy)) > circle.r


def test_regions_say_what_they_hold(drawn):
    assert [region.code for region in drawn.regions] == [kind.value for kind in ProgramType]
    assert {region.code: region.count for region in drawn.regions} == COUNTS
    assert drawn.total == sum(COUNTS.values())
    region = next(region for region in drawn.regions if region.code == "professional-advancement")
    assert region.supports == ("prepare", "place")
    assert region.combination == "Prepare + Place"
    assert region.url == "/types/professional-advancement/"
    assert region.lines == ("Professional", "advancement")
    assert region.aria_label == f"{region.count} Professional advancement (prepare + place)"


def test_one_and_none(drawn):
    few = {region.code: region.aria_label for region in venn({"award": 1}, URLS).regions}
    assert few["award"] == "1 Award (recognize)"
    assert few["fellowship"] == "0 Fellowship program (prepare + place + recognize)"


def test_names_take_at_most_two_lines(drawn):
    for region in drawn.regions:
        assert len(region.lines) <= 2
        assert " ".join(region.lines) == region.name


def test_a_circle_for_each_support(drawn):
    assert [(circle.support, circle.label) for circle in drawn.circles] == [
        (support.code, support.combination) for support in Support
    ]
