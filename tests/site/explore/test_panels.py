"""Panels by a third facet: page, figure, CSV and an independent count give the same numbers."""

from collections import Counter
from itertools import product
from urllib.parse import urlsplit

import pytest

from catalog.browse.facets import FACETS
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import find_link, make_crossing, read_csv, read_svg, read_titles
from tests.site.page_reader import explore, found

pytestmark = pytest.mark.django_db

# rows, columns, panels, and the choices of the selection: facet -> values, bound -> limit
CASES = [
    ("type", "scope", "delivery", {}, {}),
    ("type", "scope", "sponsor_type", {"state": ("OH",)}, {}),
    ("scope", "delivery", "support", {}, {}),
    ("scope", "status", "support", {"support": ("prepare", "place")}, {}),
    ("type", "status", "focus", {"focus": ("science", "mathematics", "unstated")}, {}),
    ("form", "", "scope", {"form": ("award", "fellowship")}, {}),
    ("type", "pays", "scope", {"scope": ("national", "local"), "type": ("award", "fellowship")}, {"founded_min": 1990}),
]


def count_by_hand(records, rows, columns, by, chosen, bounds):
    """The count of each cell of each panel: (panel, row, column) -> programs."""
    cells = Counter()
    for record in records:
        if not oracle.fits(record, chosen, bounds, rows, columns):
            continue
        for place in product(*(oracle.values(record, facet) for facet in (by, rows, columns) if facet)):
            cells[place] += 1
    return cells


def write_query(chosen, bounds, **more):
    pairs = [(name, code) for name, codes in chosen.items() for code in codes]
    return "&".join(f"{name}={value}" for name, value in [*pairs, *bounds.items(), *more.items()])


def is_shown(place, rows, columns, by, chosen):
    """Whether a cell is in the table: choices in its facets select its rows, columns and panels."""
    panel, row, column = (*place, "")[:3]
    limits = {rows: row, columns: column, by: panel}
    return all(
        axis not in chosen or value in chosen[axis] for axis, value in limits.items() if axis and (axis != by or by != "support")
    )


@pytest.mark.parametrize(("rows", "columns", "by", "chosen", "bounds"), CASES)
def test_page_figure_and_file_count_as_the_oracle_does(client, records, rows, columns, by, chosen, bounds):
    counted = count_by_hand(records, rows, columns, by, chosen, bounds)
    expected = {place: count for place, count in counted.items() if is_shown(place, rows, columns, by, chosen)}
    address = explore(rows, columns, write_query(chosen, bounds), by=by)
    shown = page(client, address)
    listed = {}
    for body in shown.all("tbody[data-panel]"):
        for cell in body.select("tr[data-line] td[data-count]"):
            column = cell["data-column"]
            if bool(column) == bool(columns):
                place = (body["data-panel"], cell.parent["data-line"], *([column] if columns else []))
                listed[place] = int(cell["data-count"])
                assert not cell.a or found(cell.a["href"]) == listed[place]
    assert {place: count for place, count in listed.items() if count} == expected
    in_file = {
        tuple(line[facet] for facet in (by, rows, columns) if facet): int(line["programs"])
        for line in read_csv(client, address.replace("/explore/", "/explore.csv"))
    }
    assert {place: count for place, count in in_file.items() if count} == expected
    drawn = Counter()
    for title in read_titles(read_svg(client, address.replace("/explore/", "/explore.svg"))):
        values, _, count = title.rpartition(": ")
        drawn[values] += int(count.split()[0].replace(",", ""))
    labels = Counter()
    for place, count in expected.items():
        labels[", ".join(FACETS[axis].labels[code] for axis, code in zip((rows, columns), place[1:], strict=False))] += count
    assert {strip_combination(name): count for name, count in drawn.items() if count} == dict(labels)


def strip_combination(name):
    """The label of a cell without the combination after a type, ``Award (Recognize), National``."""
    first, _, second = name.partition(", ")
    return ", ".join(part.partition(" (")[0] for part in (first, second) if part)


def test_programs_that_do_not_state_the_third_facet_are_named_or_left_out(client, records):
    silent = sum("unstated" in oracle.values(record, "delivery") for record in records)
    for query, panels in (("", True), ("base=stated", False)):
        shown = page(client, explore("type", "scope", query, by="delivery"))
        assert bool(shown.all('[data-panel="unstated"]')) is panels
        [note] = shown.all('[data-note="unstated"][data-axis="delivery"]' if panels else '[data-note="base"]')
        assert int(note["data-count"]) == silent


def test_all_panels_have_the_same_rows_columns_and_scale():
    from catalog.site.explore.presenters import present_table

    table = present_table(make_crossing(explore("type", "scope", by="delivery")), {})
    assert len(table.panels) == 4
    lines = [[line.value for line in panel.table.lines] for panel in table.panels]
    assert all(one == lines[0] for one in lines)
    assert all(panel.table.columns == table.columns for panel in table.panels)
    cells = [cell for panel in table.panels for line in panel.table.lines for cell in line.cells]
    greatest = max(cell.count for cell in cells)
    assert {cell.count for cell in cells if cell.level == 5} <= set(range(int(greatest * 0.9), greatest + 1))


def test_the_choice_of_figure_is_kept_by_links_files_and_citation(client):
    query = "by=delivery&figure=stacked&background=white"
    shown = page(client, explore("type", "scope", query, show="row"))
    links = [link["href"] for link in shown.all("a[data-file], #cite-this, #swap-axes, .chips a, a[data-rules]")]
    assert len(links) > 6
    for link in links:
        assert all(pair in urlsplit(link).query for pair in query.split("&")), link
    cited = page(client, find_link(shown, 'id="cite-this"'))
    assert "by=delivery" in cited.html
    assert "figure=stacked" in cited.html


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("rows=type&cols=scope&by=scope", "by"),
        ("rows=type&cols=scope&by=colour", "by"),
        ("rows=type&figure=stacked", "figure"),
        ("rows=type&figure=heatmap", "figure"),
        ("rows=type&cols=scope&figure=pie", "figure"),
        ("rows=type&background=black", "background"),
    ],
)
def test_a_figure_that_there_is_not_is_named(client, query, parameter):
    assert [entry.parameter for entry in make_crossing(f"?{query}").ignored] == [parameter]
    assert client.get(f"/explore.svg?{query}").status_code == 400
    assert page(client, f"/explore/?{query}").all(".ignored, #ignored")


@pytest.mark.parametrize("name", ["figure", "by", "background"])
def test_the_api_has_no_figures(client, name):
    assert client.get(f"/api/v1/crosstab/?rows=type&{name}=x").status_code == 400


def test_a_file_that_would_be_too_long_is_refused_and_not_linked(client):
    query = "rows=founded&cols=state&by=focus"
    assert client.get(f"/explore.csv?{query}").status_code == 400
    shown = page(client, f"/explore/?{query}")
    assert not shown.has('a[data-file="csv"]')
    assert "20,000" in shown.text_of("#csv-limit")
    one = page(client, f"/explore/?{query}&focus=science")
    assert one.has('a[data-file="csv"]')
    assert not one.has("#csv-limit")
