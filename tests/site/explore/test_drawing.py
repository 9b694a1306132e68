"""Drawn figures: for any words and numbers, every part is inside the figure, and bands add up."""

import itertools
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.site.explore.crosstab_figure import draw_table
from catalog.site.explore.drawing import MARGIN, FigureCaption, measure_text, wrap_text
from catalog.site.explore.presenters import CrosstabCell, CrosstabRow, CrosstabTable, CrosstabValue
from catalog.site.explore.whatif.flow_chart import draw_flow
from catalog.site.explore.whatif.views import name_types

CAPTION = FigureCaption(
    "Program type by sponsor", "363 programs.", ("A note.",), "Catalog, revision 1, November 24, 2026.", "Describes this."
)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
NUMBER = r"-?\d+(?:\.\d+)?"


def cell(count, level=0, text=""):
    return CrosstabCell(count, None, text or f"{count:,}", level, "", f"Label: {count}")


def value(label, combination="", is_unstated=False):
    return CrosstabValue("code", label, (), combination, is_unstated)


def make_table(rows, columns, count=12):
    """A table with these labels and `count` in every cell."""
    return CrosstabTable(
        title="Rows by columns",
        rows_label="Rows",
        columns_label="Columns",
        columns=tuple(map(value, columns)),
        lines=tuple(CrosstabRow(value(row), tuple(cell(count, 3) for _ in columns), cell(count)) for row in rows),
        totals=tuple(cell(count) for _ in columns),
        total=cell(count),
        show="count",
        notes=(),
        sentence="",
        base=count,
        is_linked=True,
        figure="heatmap" if columns else "bars",
    )


def text_bounds(text):
    """The largest box that a text can fill: left, top, right, bottom."""
    wide = measure_text(text.text, text.size, bold=text.bold)
    start = {"start": 0, "middle": -wide / 2, "end": -wide}[text.anchor]
    if text.turned:
        return text.x - text.size, text.y - start - wide, text.x + text.size * 0.3, text.y - start
    return text.x + start, text.y - text.size, text.x + start + wide, text.y + text.size * 0.3


def assert_all_inside(figure):
    """Assert that every part of a figure is inside it."""
    for text in figure.texts:
        left, top, right, bottom = text_bounds(text)
        assert left >= 0, text
        assert top >= 0, text
        assert right <= figure.width, text
        assert bottom <= figure.height, text
    for box in figure.boxes:
        assert box.width >= 0
        assert box.height >= 0
        assert 0 <= box.x <= box.x + box.width <= figure.width, box
        assert 0 <= box.y <= box.y + box.height <= figure.height, box
    for shape in figure.shapes:
        numbers = [float(number) for number in re.findall(NUMBER, shape.d)]
        assert all(0 <= x <= figure.width for x in numbers[::2]), shape
        assert all(0 <= y <= figure.height for y in numbers[1::2]), shape


def assert_no_overlap(figure):
    """Assert that no two texts of a figure overlap."""
    boxes = [(text_bounds(text), text) for text in figure.texts]
    for place, ((left, top, right, bottom), one) in enumerate(boxes):
        for (other_left, other_top, other_right, other_bottom), two in boxes[place + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top + 4 or other_bottom <= top + 4
            assert apart, (one, two)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(WORDS, min_size=1, max_size=5),
    columns=st.lists(WORDS, max_size=60),
    count=st.sampled_from([0, 1, 363]),
    sentence=st.lists(WORDS, max_size=40).map(" ".join),
)
def test_a_table_of_any_words_fits_its_figure(rows, columns, count, sentence):
    caption = FigureCaption(sentence or "x", sentence, (sentence, "A note."), CAPTION.edition, CAPTION.footnote)
    figure = draw_table(make_table(rows, columns, count), caption)
    assert_all_inside(figure)
    assert_no_overlap(figure)


@given(text=st.text(max_size=300), width=st.integers(30, 900), size=st.sampled_from([12, 14, 22]), most=st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing_unless_cut(text, width, size, most):
    lines = wrap_text(text, width, size, most)
    assert all(measure_text(line, size) <= width for line in lines)
    whole = "".join(text.split())
    if most and len(lines) == most and lines[-1].endswith("…"):
        assert whole.startswith("".join("".join(lines).split())[:-1]) or whole == "".join("".join(lines).split())
    else:
        assert "".join("".join(lines).split()) == whole
    assert not most or len(lines) <= most


@pytest.mark.parametrize("rows", [1, 56])
@pytest.mark.parametrize("columns", [1, 7, 56])
def test_every_cell_of_few_and_many_states_is_drawn(rows, columns):
    states = list(FACETS["state"].labels.values())
    assert len(states) == 56
    figure = draw_table(make_table(states[:rows], states[:columns]), CAPTION)
    assert_all_inside(figure)
    assert sum(box.name == "shade-3" for box in figure.boxes) == rows * columns
    assert sum(text.text == "12" for text in figure.texts) == (rows + 1) * (columns + 1)


@pytest.mark.parametrize("axis", FACETS)
def test_no_label_of_the_catalog_is_cut(axis):
    facet = FACETS[axis]
    values = [facet.labels[code] for code in facet.labels]
    for table in (make_table(values, ["Award (Recognize)"]), make_table(["Award"], values), make_table(values, [])):
        figure = draw_table(table, CAPTION)
        assert_all_inside(figure)
        assert not [text.text for text in figure.texts if text.text.endswith("…")]


def test_a_type_shows_its_whole_combination():
    kinds = [value(label, combination) for label, combination in name_types().values()]
    table = make_table(["x"], ["x"])
    lines = tuple(CrosstabRow(kind, (cell(1),), cell(1)) for kind in kinds)
    for columns in (kinds[:1], kinds):
        figure = draw_table(
            CrosstabTable(
                **{**vars(table), "columns": tuple(columns), "lines": lines, "totals": tuple(cell(1) for _ in columns)}
            ),
            CAPTION,
        )
        said = " ".join(text.text for text in figure.texts)
        assert all(column.name in said for column in columns)
        assert all(kind.combination in said for kind in kinds)
        assert_all_inside(figure)
        assert_no_overlap(figure)


@pytest.mark.parametrize("counts", [[0], [1], [0, 0], [363, 1, 0], [100_000]])
def test_bars_are_as_long_as_their_counts(counts):
    table = make_table(["a"], [])
    lines = tuple(CrosstabRow(value(f"Value {number}"), (), cell(count)) for number, count in enumerate(counts))
    figure = draw_table(replace(table, lines=lines), CAPTION)
    assert_all_inside(figure)
    lengths = [box.width for box in figure.boxes if box.name == "bar"]
    greatest = max(counts)
    for length, count in zip(lengths, counts, strict=True):
        assert length == pytest.approx(max(lengths) * count / greatest if greatest else 0, abs=0.1)


FLOWS = st.dictionaries(
    st.tuples(st.sampled_from(list(name_types())), st.sampled_from(list(name_types()))), st.integers(1, 400), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(counts=FLOWS)
def test_bands_add_up_and_meet_their_bars(counts):
    figure = draw_flow(name_types(), counts, CAPTION)
    assert_all_inside(figure)
    assert_no_overlap(figure)
    total = sum(counts.values())
    heights, ends = {}, {}
    for shape in figure.shapes:
        before, after, count = re.fullmatch(r"(.+) to (.+): ([\d,]+)", shape.title).groups()
        n = [float(number) for number in re.findall(NUMBER, shape.d)]
        start, end = (n[1], n[-1]), (n[7], n[9])  # top and bottom where it leaves, where it arrives
        assert start[1] == pytest.approx(n[15], abs=0.2)
        for side, name, (top, bottom) in ((0, before, (n[1], n[15])), (1, after, (n[7], n[9]))):
            heights[side, name] = heights.get((side, name), 0) + bottom - top
            ends.setdefault((side, name), []).append((top, bottom))
            assert bottom - top == pytest.approx(420 * int(count.replace(",", "")) / total, abs=0.21)
        assert end[0] <= end[1]
    bars_of = {}
    for box in figure.boxes:
        if box.name == "flow-bar":
            side = int(box.x > figure.width / 2)
            name, count = box.title.rsplit(": ", 1)
            bars_of[side, name] = box
            code = next(code for code, (label, _) in name_types().items() if label == name)
            assert int(count.replace(",", "")) == sum(number for pair, number in counts.items() if pair[side] == code)
    assert bars_of.keys() == heights.keys()
    for place, box in bars_of.items():
        assert heights[place] == pytest.approx(box.height, abs=0.25 * len(ends[place]) + 1)
        spans = sorted(ends[place])
        assert spans[0][0] == pytest.approx(box.y, abs=0.2)
        for (_, bottom), (top, _) in itertools.pairwise(spans):
            assert bottom == pytest.approx(top, abs=0.2)


def test_figures_keep_a_margin():
    assert MARGIN >= 10
    for text in draw_table(make_table(["a"], ["b"]), CAPTION).texts:
        assert text_bounds(text)[0] >= MARGIN - 1


def test_a_selection_of_everything_at_once_is_drawn(db):
    """The longest possible sentence: values of every facet, every bound."""
    from catalog.browse.crosstabs.crosstab import read_crosstab
    from catalog.browse.live_snapshot import live_snapshot
    from catalog.site.explore.presenters import present_table
    from catalog.site.explore.views import build_caption

    chosen = {name: tuple(facet.labels)[-4:] for name, facet in FACETS.items()}
    selection = Selection(chosen=chosen, bounds={"founded_max": Decimal(2030)}, q="w" * 200, sort="relevance")
    crosstab = read_crosstab(QueryDict("rows=type&cols=state&" + selection.query()), live_snapshot())
    table = present_table(crosstab, {})
    assert_all_inside(draw_table(table, build_caption(crosstab, table)))
