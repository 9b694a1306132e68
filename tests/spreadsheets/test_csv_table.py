"""CSV files as people and their spreadsheets save them, and the files that are refused."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.spreadsheets.csv_table import escape_formula, read_csv, unescape_formula
from catalog.spreadsheets.limits import MOST_COLUMNS, MOST_DOWN, MOST_ROWS
from catalog.spreadsheets.tables import TableProblem, UnreadableFile
from tests.exports.making import cells

QUOTED = "the same with an apostrophe (') in front, if it is text"
CELLS = st.text() | st.text(alphabet="'=+-@\t\ra", max_size=6)


@given(CELLS)
def test_no_escaped_cell_is_a_formula_and_each_comes_back(cell):
    safe = escape_formula(cell)
    assert not safe.startswith(tuple("=+-@\t\r"))
    assert safe in (cell, "'" + cell)
    assert unescape_formula(safe) == cell


@given(CELLS)
def test_only_the_apostrophe_of_an_escaped_cell_is_removed(cell):
    bare = unescape_formula(cell)
    assert bare in (cell, cell[1:])
    assert bare == cell or escape_formula(bare) == cell


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_any_text_comes_back_from_csv(values):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("one", "two"), *((escape_formula(one), escape_formula(two)) for one, two in values)])
    assert [tuple(row.values()) for row in cells(read_csv(text.getvalue().encode()))] == [pair for pair in values if any(pair)]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"slug,name\r\nx,Caf\xe9\r\n", "line 2 .*“x,Caf”.*“CSV UTF-8"),
        (b"\xff\xfes\x00l\x00", "UTF-16"),
        (b"", "header"),
        (b"\xef\xbb\xbf\r\n\r\n", "header"),
        (b",,\r\n,,\r\n", "header"),
        (b"slug,name,slug\r\n1,2,3\r\n", "row 1, has “slug”"),
        (b'slug,name\r\n"1"x,2\r\n', "Line 2 is not CSV"),
        (b'slug,name\r\n"1,2\r\n', "is not CSV"),
        (b"<!DOCTYPE html><html>", "web page"),
    ],
)
def test_a_refusal_names_what_is_wrong_and_where(data, named):
    with pytest.raises(UnreadableFile, match=named):
        read_csv(data)


def test_empty_lines_are_skipped_and_rows_keep_their_numbers():
    found = read_csv(b'\r\nslug,name\r\n\r\n1,"2\n2"\r\n,\r\n3,4,,\r\n')
    assert found.columns == ("slug", "name")
    assert [(row.number, row.cells) for row in found.rows] == [
        (4, {"slug": "1", "name": "2\n2"}),
        (6, {"slug": "3", "name": "4"}),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"slug,name\n1\n", TableProblem("", "the row has 1 cell, the header 2", "one cell under each column")),
        (b"slug,name\n1,2,3\n", TableProblem("", "the row has 3 cells, the header 2", "one cell under each column")),
        (b"slug,name\n1,=SUM(A1)\n", TableProblem("name", "begins with “=”, as a formula does", QUOTED)),
        (b"slug,name\n-1,2\n", TableProblem("slug", "begins with “-”, as a formula does", QUOTED)),
        (b'slug,name\n1,"\tx"\n', TableProblem("name", "begins with a tab, as a formula does", QUOTED)),
        (b"slug,name\n1," + b"x" * 32_768 + b"\n", TableProblem("name", "has 32,768 characters", "at most 32,767")),
    ],
)
def test_a_row_with_a_problem_does_not_disturb_the_others(data, problem):
    found = read_csv(data + b"3,4\n")
    assert [row.cells for row in found.rows if not row.problems] == [{"slug": "3", "name": "4"}]
    assert found.rows[0].problems == (problem,)


def test_more_than_5000_rows_are_refused():
    rows = b"x,y\n" * MOST_ROWS
    assert len(read_csv(b"slug,name\n" + rows).rows) == MOST_ROWS
    with pytest.raises(UnreadableFile, match="more than 5,000 rows"):
        read_csv(b"slug,name\n" + rows + b"x,y\n")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"a," * 500_000, "Row 1 has more than 200 columns", id="a header of 500,000 equal columns"),
        pytest.param(
            ",".join(map(str, range(400_000))).encode(), "Row 1 has more than 200 columns", id="a header of 400,000 columns"
        ),
        pytest.param(b"a,b\n" + b"x," * 500_000, "Row 2 has more than 200 columns", id="a row of 500,000 cells"),
        pytest.param(b"a,b\n" + b"\n" * 500_000, "below row 20,000", id="many empty lines"),
        pytest.param(b"a,b\n" + b"," * 5_000_000 + b"x", "Row 2 has more than 200 columns", id="five million empty cells"),
        pytest.param(b"x" * 10_000_000, "Line 1 is not CSV: a cell is longer than 32,767", id="one line of 10 MB"),
        pytest.param(b"a,b\n" + b'"' * 9_999_995, "not CSV|longer", id="quotation marks alone"),
        pytest.param(b"a" * 100_000 + b"," + b"a" * 100_000, "more than once", id="long equal names"),
    ],
)
def test_a_bomb_is_refused_with_a_short_message(data, says):
    """Each is refused by a count, long before the limits of the process that reads files."""
    with pytest.raises(UnreadableFile, match=says) as caught:
        read_csv(data)
    assert len(str(caught.value)) < 300


def test_the_largest_allowed_table_is_read():
    header = ",".join(f"c{number}" for number in range(MOST_COLUMNS)).encode()
    found = read_csv(header + b"\n" * (MOST_DOWN - 1) + b"1" + b"," * (MOST_COLUMNS - 1))
    assert (len(found.columns), [row.number for row in found.rows]) == (MOST_COLUMNS, [MOST_DOWN])
