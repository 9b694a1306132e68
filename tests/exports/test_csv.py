"""Records as a table for spreadsheets, and the table read back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exports.csv import csv_chunks, desk_csv_chunks, guarded, read_csv, unguarded
from catalog.exports.tables import MOST_ROWS, Unreadable
from catalog.records import validate
from catalog.records.flat import COLUMNS, DESK_COLUMNS, flat, record_of_row
from tests.exports.making import Watched, cells, published

CELLS = st.text() | st.text(alphabet="'=+-@\t\ra", max_size=6)


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def to_csv(records, **keywords):
    return b"".join(csv_chunks(records, **keywords))


def test_every_record_is_a_row_of_every_public_fact(records):
    table = rows(to_csv(records))
    assert [row["slug"] for row in table] == [record["slug"] for record in records]
    for row, record in zip(table, records, strict=True):
        assert row["serves_states"] == "; ".join(record["serves_states"])
        assert row["prepare"] == ("true" if record["supports"]["prepare"]["present"] else "false")
        assert row["founded"] == str(record["founded"] or "")
        assert row["source_urls"].split("; ")[0] == record["sources"][0]["url"]


def test_every_record_comes_back_from_csv(records):
    valid = [validate(record) for record in records]
    found = [record_of_row(row) for row in cells(read_csv(to_csv(valid)))]
    assert found == [{**record, "note": ""} for record in valid]


def test_the_file_is_as_spreadsheets_need_it(records):
    data = to_csv(records[:3])
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")
    assert data.endswith(b"\r\n")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_no_record_is_a_header_alone():
    assert to_csv([]) == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"
    assert read_csv(to_csv([])).rows == ()


def test_further_columns_stand_last_and_say_the_same_in_every_row(records):
    data = to_csv(records[:5], extra={"rule": "no-credential", "odd": "=1"})
    assert data.split(b"\r\n")[0].endswith(b",confidence,rule,odd")
    assert [(row["rule"], row["odd"]) for row in rows(data)] == [("no-credential", "'=1")] * 5
    assert [{**flat(record), "rule": "no-credential", "odd": "=1"} for record in records[:5]] == cells(read_csv(data))


def test_the_records_are_taken_some_hundreds_at_a_time(records):
    watched = Watched(records * 10)
    chunks = csv_chunks(watched)
    next(chunks)
    assert watched.taken == 0
    next(chunks)
    assert watched.taken <= 500


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''+1"])
def test_what_a_spreadsheet_would_calculate_gets_one_apostrophe(cell, a_record):
    assert guarded(cell) == "'" + cell
    [row] = rows(to_csv([{**a_record, "name": cell}]))
    assert row["name"] == "'" + cell


@given(CELLS)
def test_no_cell_begins_a_formula_and_none_is_lost(cell):
    safe = guarded(cell)
    assert not safe.startswith(tuple("=+-@\t\r"))
    assert safe in (cell, "'" + cell)
    assert unguarded(safe) == cell


@given(CELLS)
def test_only_an_apostrophe_that_guards_is_taken_off(cell):
    bare = unguarded(cell)
    assert bare in (cell, cell[1:])
    assert bare == cell or guarded(bare) == cell


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_any_text_comes_back_from_csv(values):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("one", "two"), *((guarded(one), guarded(two)) for one, two in values)])
    assert [tuple(row.values()) for row in cells(read_csv(text.getvalue().encode()))] == [pair for pair in values if any(pair)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            b"slug,name\r\nx,Caf\xe9\r\n",
            "in UTF-8: a byte of line 2 does not belong there, after “x,Caf”. In Excel choose File, Save As, “CSV UTF-8",
        ),
        (b"\xff\xfes\x00l\x00", "text in UTF-16, not in UTF-8. In Excel choose"),
        (b"", "has no header"),
        (b"\xef\xbb\xbf\r\n\r\n", "has no header"),
        (b",,\r\n,,\r\n", "has no header"),
        (b"slug,,name\r\n1,2,3\r\n", "Column 2 of the header, row 1, has no name"),
        (b"slug,=name\r\n1,2\r\n", "The header, row 1, begins with “=”, as a formula does"),
        (b"slug;name;sponsor\r\n1;2;3\r\n", "divided by semicolons, not by commas"),
        (b"slug\tname\tsponsor\r\n", "divided by tabs, not by commas"),
        (b"slug,name,slug\r\n1,2,3\r\n", "names “slug” more than once"),
        (b'slug,name\r\n"1"x,2\r\n', "Line 2 is not CSV"),
        (b'slug,name\r\n"1,2\r\n', "is not CSV"),
    ],
)
def test_what_is_no_table_is_told_clearly(data, says):
    with pytest.raises(Unreadable, match=says):
        read_csv(data)


def test_empty_lines_are_passed_over_and_rows_keep_their_numbers():
    found = read_csv(b'\r\nslug,name\r\n\r\n1,"2\n2"\r\n,\r\n3,4,,\r\n')
    assert found.columns == ("slug", "name")
    assert [(row.number, row.cells) for row in found.rows] == [
        (4, {"slug": "1", "name": "2\n2"}),
        (6, {"slug": "3", "name": "4"}),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"slug,name\n1\n", "the row has 1 cell, the header 2 (allowed: one cell under each column)"),
        (b"slug,name\n1,2,3\n", "the row has 3 cells, the header 2 (allowed: one cell under each column)"),
        (b"slug,name\n1,=SUM(A1)\n", "name: begins with “=”, as a formula does"),
        (b"slug,name\n-1,2\n", "slug: begins with “-”, as a formula does"),
        (b'slug,name\n1,"\tx"\n', "name: begins with a tab, as a formula does"),
        (b"slug,name\n1," + b"x" * 32_768 + b"\n", "name: has 32,768 characters (allowed: at most 32,767)"),
    ],
)
def test_a_fault_of_a_row_is_told_beside_the_rows_without(data, says):
    found = read_csv(data + b"3,4\n")
    assert [row.cells for row in found.rows if not row.faults] == [{"slug": "3", "name": "4"}]
    [fault] = found.rows[0].faults
    assert str(fault).startswith(says)


def test_more_rows_than_a_person_imports_are_refused():
    rows = b"x,y\n" * MOST_ROWS
    assert len(read_csv(b"slug,name\n" + rows).rows) == MOST_ROWS
    with pytest.raises(Unreadable, match=r"more than 5,000 rows\. Import it in several parts"):
        read_csv(b"slug,name\n" + rows + b"x,y\n")


def test_editors_files_hold_the_coders_notes_and_public_ones_do_not(records):
    valid = [validate(record) for record in records]
    found = read_csv(b"".join(desk_csv_chunks(published(valid))))
    assert found.columns == DESK_COLUMNS
    assert {row["version"] for row in cells(found)} == {"1", "2"}
    assert [record_of_row(row, desk=True) for row in cells(found)] == valid
    assert b"also serves site" not in to_csv(valid).lower()
