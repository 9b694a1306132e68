"""Figures as drawings: whatever the words and numbers, every piece stays inside and bands add up."""

import itertools
import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.site.explore.flow_chart import flow
from catalog.site.explore.heatmap import bars, drawn, heatmap
from catalog.site.explore.presenters import Cell, Line, Table, Value
from catalog.site.explore.svg import MARGIN, Legend, width_of, wrapped
from catalog.site.explore.whatif import names_of_types

LEGEND = Legend(
    "Program type by sponsor", "363 programs.", ("A note.",), "Catalog, revision 1, November 24, 2026.", "Describes this."
)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
NUMBER = r"-?\d+(?:\.\d+)?"


def cell(count, level=0, text=""):
    return Cell(count, None, text or f"{count:,}", level, "", f"Label: {count}")


def value(label, combination="", silent=False):
    return Value("code", label, (), combination, silent)


def made(rows, columns, count=12):
    """A table of these labels, every cell `count`."""
    return Table(
        title="Rows by columns",
        rows_label="Rows",
        columns_label="Columns",
        columns=tuple(map(value, columns)),
        lines=tuple(Line(value(row), tuple(cell(count, 3) for _ in columns), cell(count)) for row in rows),
        totals=tuple(cell(count) for _ in columns),
        total=cell(count),
        show="count",
        notes=(),
        sentence="",
        linked=True,
    )


def corners(text):
    """The box that a text takes at most."""
    wide = width_of(text.text, text.size, bold=text.bold)
    start = {"start": 0, "middle": -wide / 2, "end": -wide}[text.anchor]
    if text.turned:
        return text.x - text.size, text.y - start - wide, text.x + text.size * 0.3, text.y - start
    return text.x + start, text.y - text.size, text.x + start + wide, text.y + text.size * 0.3


def all_inside(figure):
    """Assert that no piece of a figure reaches out of it."""
    for text in figure.texts:
        left, top, right, bottom = corners(text)
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


def no_texts_overlap(figure):
    """Assert that no two texts of a figure stand on each other."""
    boxes = [(corners(text), text) for text in figure.texts]
    for place, ((left, top, right, bottom), one) in enumerate(boxes):
        for (other_left, other_top, other_right, other_bottom), two in boxes[place + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top + 4 or other_bottom <= top + 4
            assert apart, (one, two)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(WORDS, min_size=1, max_size=5),
    columns=st.lists(WORDS, max_size=60),
    count=st.sampled_from([0, 1, 363]),
    sentence=st.lists(WORDS, max_size=40).map(" ".join),
)
def test_a_table_of_any_words_stays_inside_its_drawing(rows, columns, count, sentence):
    legend = Legend(sentence or "x", sentence, (sentence, "A note."), LEGEND.dated, LEGEND.footnote)
    figure = drawn(made(rows, columns, count), legend)
    all_inside(figure)
    no_texts_overlap(figure)


@given(text=st.text(max_size=300), width=st.integers(30, 900), size=st.sampled_from([12, 14, 22]), most=st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing_unless_cut(text, width, size, most):
    lines = wrapped(text, width, size, most)
    assert all(width_of(line, size) <= width for line in lines)
    whole = "".join(text.split())
    if most and len(lines) == most and lines[-1].endswith("…"):
        assert whole.startswith("".join("".join(lines).split())[:-1]) or whole == "".join("".join(lines).split())
    else:
        assert "".join("".join(lines).split()) == whole
    assert not most or len(lines) <= most


@pytest.mark.parametrize("rows", [1, 56])
@pytest.mark.parametrize("columns", [1, 7, 56])
def test_few_and_all_states_are_drawn_with_every_cell(rows, columns):
    states = list(FACETS["state"].labels.values())
    assert len(states) == 56
    figure = heatmap(made(states[:rows], states[:columns]), LEGEND)
    all_inside(figure)
    assert sum(box.name == "shade-3" for box in figure.boxes) == rows * columns
    assert sum(text.text == "12" for text in figure.texts) == (rows + 1) * (columns + 1)


@pytest.mark.parametrize("axis", FACETS)
def test_no_label_of_the_catalog_is_cut(axis):
    facet = FACETS[axis]
    values = [facet.labels[code] for code in facet.labels]
    for table in (made(values, ["Award (Recognize)"]), made(["Award"], values), made(values, [])):
        figure = drawn(table, LEGEND)
        all_inside(figure)
        assert not [text.text for text in figure.texts if text.text.endswith("…")]


def test_a_type_stands_with_its_whole_combination():
    kinds = [value(label, combination) for label, combination in names_of_types().values()]
    table = made(["x"], ["x"])
    lines = tuple(Line(kind, (cell(1),), cell(1)) for kind in kinds)
    for columns in (kinds[:1], kinds):
        figure = heatmap(
            Table(**{**vars(table), "columns": tuple(columns), "lines": lines, "totals": tuple(cell(1) for _ in columns)}), LEGEND
        )
        said = " ".join(text.text for text in figure.texts)
        assert all(column.name in said for column in columns)
        assert all(kind.combination in said for kind in kinds)
        all_inside(figure)
        no_texts_overlap(figure)


@pytest.mark.parametrize("counts", [[0], [1], [0, 0], [363, 1, 0], [100_000]])
def test_bars_are_as_long_as_their_counts(counts):
    table = made(["a"], [])
    lines = tuple(Line(value(f"Value {number}"), (), cell(count)) for number, count in enumerate(counts))
    figure = bars(Table(**{**vars(table), "lines": lines}), LEGEND)
    all_inside(figure)
    lengths = [box.width for box in figure.boxes if box.name == "bar"]
    greatest = max(counts)
    for length, count in zip(lengths, counts, strict=True):
        assert length == pytest.approx(max(lengths) * count / greatest if greatest else 0, abs=0.1)


FLOWS = st.dictionaries(
    st.tuples(st.sampled_from(list(names_of_types())), st.sampled_from(list(names_of_types()))), st.integers(1, 400), max_size=30
)


@settings(max_examples=120, deadline=None)
@given(counts=FLOWS)
def test_bands_add_up_and_meet_their_bars(counts):
    figure = flow(names_of_types(), counts, LEGEND)
    all_inside(figure)
    no_texts_overlap(figure)
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
            code = next(code for code, (label, _) in names_of_types().items() if label == name)
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
    for text in heatmap(made(["a"], ["b"]), LEGEND).texts:
        assert corners(text)[0] >= MARGIN - 1


def test_a_selection_of_everything_at_once_is_drawn(db):
    """The longest sentence there can be: some of every facet, every bound."""
    from catalog.browse.crosstab import cross
    from catalog.browse.live_snapshot import live_snapshot
    from catalog.site.explore.presenters import table
    from catalog.site.explore.views import legend

    chosen = {name: tuple(facet.labels)[-4:] for name, facet in FACETS.items()}
    selection = Selection(chosen=chosen, bounds={"founded_max": Decimal(2030)}, q="w" * 200, sort="relevance")
    crossing = cross(QueryDict("rows=type&cols=state&" + selection.query()), live_snapshot())
    shown = table(crossing, {})
    all_inside(drawn(shown, legend(crossing, shown)))
