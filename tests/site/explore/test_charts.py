"""Bars, stacked bars and panels: drawn to scale, readable without color, and refused where nobody could read them."""

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.browse.facets import FACETS
from catalog.common.percent import wilson_interval
from catalog.site.explore.crosstab_figure import draw_table
from catalog.site.explore.figure_limits import MOST_SEGMENTS
from catalog.site.explore.presenters import CrosstabPanel, present_table
from catalog.site.explore.stacked_bars import choose_ink, color_of, measure_luminance
from tests.helpers import page
from tests.site.explore.reading import SVG, make_crossing, read_csv, read_svg, read_table, read_texts, read_titles
from tests.site.explore.test_drawing import CAPTION, WORDS, assert_all_inside, assert_no_overlap, make_table, value
from tests.site.page_reader import explore

KINDS = ["heatmap", "bars", "stacked"]
SHARES = ["count", "row", "total"]


def read_boxes(svg, name):
    """The titled boxes of a figure with a class: title -> width."""
    boxes = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return {box[0].text: float(box.get("width")) for box in boxes if box.get("class") == name and len(box)}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("show", SHARES)
@pytest.mark.parametrize("query", ["", "state=OH&base=stated", "release=2026.11&rule=no-credential"])
def test_every_cell_of_the_table_is_in_the_figure_and_to_scale(client, kind, show, query):
    address = explore("type", "scope", query, show=show, figure=kind)
    table = read_table(client, address)
    numbers = {
        (cell["type_label"], cell["scope_label"]): int(cell["programs"])
        for cell in read_csv(client, address.replace("/explore/", "/explore.csv"))
        if cell["type"] in table.rows and cell["scope"] in table.columns
    }
    svg = read_svg(client, address.replace("/explore/", "/explore.svg"))
    drawn = {}
    for title in read_titles(svg):
        place, _, count = title.rpartition(": ")
        row, _, column = place.rpartition(", ")
        drawn[row.partition(" (")[0], column] = int(count.split()[0].replace(",", ""))
    # a stacked bar has no part for zero
    assert drawn == {place: count for place, count in numbers.items() if count or kind != "stacked"}
    if kind == "bars":
        widths = read_boxes(svg, "bar")
        measured = {}
        for title, width in widths.items():
            count = int(title.rpartition(": ")[2].split()[0].replace(",", ""))
            whole = 1
            if show == "row":
                whole = sum(n for (row, _), n in numbers.items() if row == title.partition(", ")[0].partition(" (")[0])
            measured[title] = (count / (whole or 1), width)
        unit = max(width for _, width in measured.values()) / max(share for share, _ in measured.values())
        assert all(width == pytest.approx(share * unit, abs=0.2) for share, width in measured.values())


@pytest.mark.django_db
def test_lines_on_bars_are_the_intervals_of_the_table(client):
    address = explore("type", "scope", show="row", interval="95", figure="bars")
    svg = read_svg(client, address.replace("/explore/", "/explore.svg"))
    rects = list(ElementTree.fromstring(svg).iter(f"{SVG}rect"))
    bars = [rect for rect in rects if rect.get("class") == "bar-unstated"]
    lines = [rect for rect in rects if rect.get("class") == "whisker" and len(rect)]
    rows = read_csv(client, address.replace("/explore/", "/explore.csv"))
    assert len(bars) == len(lines) == len(rows) == 28
    ends = [wilson_interval(int(row["programs"]), int(row["percent_of"])) for row in rows]
    unit = max(float(bar.get("width")) for bar in bars) / max(float(row["percent"]) / 100 for row in rows)
    for (low, high), bar, line in zip(ends, bars, lines, strict=True):
        assert float(line.get("x")) - float(bar.get("x")) == pytest.approx(low * unit, abs=0.5)
        assert float(line.get("width")) == pytest.approx((high - low) * unit, abs=0.5)
    assert sum("†" in text and "[" in text for text in read_texts(svg)) == 4  # the type with 22 programs


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_for_print_is_white_and_never_follows_the_page(client, kind):
    address = explore("type", "scope", "background=white", figure=kind, path="/explore.svg")
    root = ElementTree.fromstring(read_svg(client, address))
    background = next(root.iter(f"{SVG}rect"))
    assert background.get("fill") == "#ffffff"
    assert not [one for one in root.iter() if one is not root and one.get("class")]
    normal = read_svg(client, explore("type", "scope", figure=kind, path="/explore.svg"))
    assert read_texts(normal) == read_texts(ElementTree.tostring(root, "unicode"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "figure=bars", "figure=stacked", "by=delivery", "by=delivery&figure=bars&show=row&interval=95"]
)
def test_a_figure_has_a_name_and_a_description(client, query):
    root = ElementTree.fromstring(read_svg(client, explore("type", "scope", query, path="/explore.svg")))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title.text == root.get("aria-label")
    assert "434 programs" in title.text
    assert description.text.endswith("Describes this catalog, not all programs.")
    assert ("panels" in title.text) is ("by=" in query)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "too_much"),
    [
        ("rows=type&cols=scope&by=state", "56 panels"),
        ("rows=home_state&cols=state&figure=bars", "bars"),
        ("rows=type&cols=sponsor_type&by=delivery&figure=bars", "308 bars"),
        ("rows=home_state&cols=focus&by=scope", "cells"),
        ("rows=type&cols=focus&figure=stacked", "several"),
        ("rows=type&cols=scope&figure=stacked&show=column", "columns"),
        ("rows=type&cols=home_state&figure=stacked", f"{MOST_SEGMENTS} parts"),
    ],
)
def test_a_figure_that_nobody_could_read_is_refused_with_a_reason(client, query, too_much):
    shown = page(client, f"/explore/?{query}")
    assert too_much in shown.one("#figure-limit").text
    assert not shown.all("svg.figure")
    assert [link["data-file"] for link in shown.all("a[data-file]")] == ["csv"]
    for form in ("svg", "png", "pdf"):
        response = client.get(f"/explore.{form}?{query}")
        assert response.status_code == 400
        assert too_much in response.content.decode()


@pytest.mark.django_db
def test_a_file_of_too_many_lines_is_refused(client):
    assert client.get("/explore.csv?rows=home_state&cols=state&by=focus").status_code == 400
    assert client.get("/explore.csv?rows=type&cols=scope&by=state").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_found_is_no_error(client, kind):
    query = f"form=microcredential&state=AK&support=place&by=delivery&figure={kind}"
    for form in ("svg", "png", "pdf"):
        assert client.get(explore("type", "scope", query, path=f"/explore.{form}")).status_code == 200
    page(client, explore("type", "scope", query))


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(WORDS, min_size=1, max_size=4),
    columns=st.lists(WORDS, min_size=1, max_size=MOST_SEGMENTS),
    panels=st.lists(WORDS, max_size=4),
    kind=st.sampled_from(KINDS),
    count=st.sampled_from([0, 1, 363]),
)
def test_any_words_fit_every_kind_of_figure(rows, columns, panels, kind, count):
    table = replace(make_table(rows, columns, count), figure=kind)
    figure = draw_table(replace(table, panels=tuple(CrosstabPanel(value(name), table) for name in panels)), CAPTION)
    assert_all_inside(figure)
    assert_no_overlap(figure)


@pytest.mark.django_db
@pytest.mark.parametrize("axis", [name for name, facet in FACETS.items() if len(facet.labels) <= MOST_SEGMENTS])
@pytest.mark.parametrize("kind", KINDS)
def test_no_label_of_the_catalog_is_cut_in_panels(axis, kind):
    other = "scope" if axis != "scope" else "status"
    by = next(name for name in ("delivery", "pays") if name != axis)
    for rows, columns in ((axis, other), (other, axis)):
        table = present_table(make_crossing(explore(rows, columns, by=by, figure=kind, show="row", interval="95")), {})
        figure = draw_table(table, CAPTION)
        assert_all_inside(figure)
        assert not [text.text for text in figure.texts if text.text.endswith("…")]


@pytest.mark.parametrize("count", range(2, MOST_SEGMENTS + 1))
def test_parts_of_stacked_bars_differ_in_gray(count):
    """From dark to light, in steps of similar width."""
    lights = [measure_lightness(color_of(number, count)) for number in range(count)]
    steps = [after - before for before, after in itertools.pairwise(lights)]
    assert min(steps) > (lights[-1] - lights[0]) / (count - 1) / 3
    assert min(steps) > 4


@pytest.mark.parametrize("count", range(1, MOST_SEGMENTS + 1))
def test_numbers_on_parts_have_enough_contrast(count):
    for number in range(count):
        fill = color_of(number, count)
        assert re.fullmatch(r"#[0-9a-f]{6}", fill)
        low, high = sorted(map(measure_luminance, (fill, choose_ink(fill))))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def measure_lightness(color):
    """CIE L*, from 0 to 100: equal steps look equal."""
    light = measure_luminance(color)
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light
