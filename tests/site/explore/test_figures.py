"""Figures say everything as text, are plain drawings, and are the same in the page and in files."""

import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from catalog.site.explore.drawing import MARGIN, WIDTH, wrap_text
from catalog.site.explore.presenters import present_table
from tests.helpers import page
from tests.site.explore.reading import (
    ADDRESSES,
    SHOWS,
    find_inline_figure,
    make_crossing,
    read_csv,
    read_svg,
    read_table,
    read_texts,
)
from tests.site.page_reader import explore
from typology import Rule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("show", SHOWS[1:])
def test_a_figure_of_percentages_says_of_how_many_programs(client, show):
    """“100%” of one program is not taken for many."""
    address = explore("focus", "delivery", "form=fellowship", show=show)
    cells = read_table(client, address).cells
    said = read_texts(read_svg(client, address.replace("/explore/", "/explore.svg")))
    totals = [cell for (row, column), cell in cells.items() if not (row and column)]
    assert sorted(text for text in said if text.startswith("n = ")) == sorted(f"n = {cell.count:,}" for cell in totals)
    assert "n = 1" in said
    bars = explore("focus", query="form=fellowship", show="total")
    said = read_texts(read_svg(client, bars.replace("/explore/", "/explore.svg")))
    for (row, _), cell in read_table(client, bars).cells.items():
        assert not row or f"{cell.text.split()[0]} (n = {cell.count:,})" in said


def test_nothing_found_is_said_and_drawn(client):
    query = "form=microcredential&state=AK&support=place"
    shown = page(client, explore("type", "sponsor_type", query))
    assert 'id="cross-empty"' in shown.html
    assert "<table" not in shown.html
    ElementTree.fromstring(read_svg(client, explore("type", "sponsor_type", query, path="/explore.svg")))
    ElementTree.fromstring(read_svg(client, explore("type", query=query, path="/explore.svg")))
    assert all(line["programs"] == "0" for line in read_csv(client, explore("type", "sponsor_type", query, path="/explore.csv")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_figure_says_everything_as_text(client, address):
    query = address.partition("?")[2]
    svg = read_svg(client, f"/explore.svg?{query}")
    shown, said = read_table(client, address), read_texts(svg)
    whole = " ".join(said)
    table = present_table(make_crossing(address), {})
    assert said[0] == table.title
    release = "release 2026.11 of" if "release=" in query else "revision "
    assert re.search(rf"Teacher Leadership Program Catalog, {release}.*?\d{{4}}\.", whole)
    assert "Describes this catalog, not all programs." in whole
    for note in table.notes:
        assert note.text in whole
    if "rule=" in query:
        assert f"coded {Rule.from_codes(QueryDict(query).getlist('rule')).label}" in whole
    # below the title and the sentence, whose last line can be a number
    head = len(wrap_text(table.sentence, WIDTH - 2 * MARGIN, 14)) + 1
    assert " ".join(said[1:head]) == table.sentence or "sponsor=" in query
    labels = {value.name for value in (*table.columns, *(line.value for line in table.lines))}  # years are numbers, too
    numbers = [text for text in said[head:] if re.fullmatch(r"[\d,]+", text) and text not in labels]
    places = [cell.count for (row, column), cell in shown.cells.items() if (row or column) or "cols" in query]
    if "cols" in query:
        assert sorted(int(text.replace(",", "")) for text in numbers) == sorted(places)
    else:
        assert sorted(int(text.replace(",", "")) for text in numbers) == sorted(
            cell.count for cell in shown.cells.values() if cell.row
        )


@pytest.mark.parametrize("show", SHOWS)
def test_the_figure_is_a_plain_drawing(client, show):
    for address in (explore("type", "form", path="/explore.svg", show=show), explore("state", "home_state", path="/explore.svg")):
        svg = read_svg(client, address)
        ElementTree.fromstring(svg)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<image|<foreignObject|href", svg)
    assert read_svg(client, explore("type", "form", path="/explore.svg")).count("<title>") > 1


def test_the_figure_in_the_page_is_the_figure_of_the_file(client):
    query = "rows=type&cols=scope&state=OH"
    inside = find_inline_figure(page(client, f"/explore/?{query}"))
    assert read_texts(inside) == read_texts(read_svg(client, f"/explore.svg?{query}"))


HOSTILE = [
    'science"><script>alert(1)</script>',
    "science & <b>'teachers'</b>",
    "=science+1",
    "science\x00\x0b\x1b]]>",
    "science ￾\ud7ff",
]


@pytest.mark.parametrize("q", HOSTILE)
def test_what_was_typed_is_text_everywhere(client, q):
    query = urlencode({"rows": "type", "cols": "scope", "q": q})
    html = page(client, f"/explore/?{query}").html
    assert "<script>alert" not in html
    assert "<b>'teachers'" not in html
    svg = read_svg(client, f"/explore.svg?{query}")
    typed = " ".join("".join(char if char.isprintable() else " " for char in q).split())
    # the drawing may break the words into lines
    assert re.sub(r"\s", "", f"“{typed}”") in re.sub(r"\s", "", "".join(read_texts(svg)))
    assert "<script" not in svg
    for line in read_csv(client, f"/explore.csv?{query}"):
        assert f"“{typed}”" in line["selection"]
        assert not any(str(value).startswith(tuple("=+-@\t\r")) for value in line.values())
