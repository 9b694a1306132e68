"""A file that an editor hands back is entries with their faults, or is refused in words; it is never anything else."""

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from catalog.exports.csv_table import csv_chunks, editor_csv_chunks
from catalog.exports.xlsx import write_xlsx
from catalog.programs.columns import editor_columns
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, EDITOR_OPTIONAL, NUMBERS, TRUTHS
from catalog.schema.codebook import book
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import account, filed_csv, filed_xlsx, published
from tests.factories import change


@pytest.fixture(scope="module")
def table(records):
    """Two programs as CSV."""
    return b"".join(editor_csv_chunks(published(records[:2])))


@pytest.fixture(scope="module")
def workbook(records):
    """Two programs as XLSX."""
    file = io.BytesIO()
    write_xlsx(published(records[:2]), account(2), book(), file, for_editors=True)
    return file.getvalue()


def read(reader, data):
    """The entries of a file; none of one that is refused."""
    try:
        return reader(data).entries
    except UnreadableFile:
        return ()


def damaged(data, places, signs):
    """The file with other bytes in some places."""
    copy = bytearray(data)
    for place, sign in zip(places, signs, strict=False):
        copy[place % len(copy)] = sign
    return bytes(copy)


PLACES, SIGNS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.binary(min_size=1, max_size=8)


@given(st.binary())
def test_any_bytes_are_a_table_or_refused(data):
    assert read(filed_csv, data) == ()
    assert read(filed_xlsx, data) == ()


@given(PLACES, SIGNS)
def test_a_damaged_table_is_read_or_refused(table, places, signs):
    for entry in read(filed_csv, damaged(table, places, signs)):
        assert (entry.record is None) == bool(entry.faults)


@settings(max_examples=50)
@given(PLACES, SIGNS)
def test_a_damaged_workbook_is_read_or_refused(workbook, places, signs):
    for entry in read(filed_xlsx, damaged(workbook, places, signs)):
        assert (entry.record is None) == bool(entry.faults)


def test_the_columns_are_judged_once_for_the_whole_file(table):
    header, rest = table.split(b"\r\n", 1)
    assert len(filed_csv(header + b"\r\n" + rest).entries) == 2
    with pytest.raises(UnreadableFile) as caught:
        filed_csv(b"slug,Name,colour\r\n1,2,3\r\n")
    said = str(caught.value)
    assert said.startswith(
        f"The file lacks {len(set(COLUMNS) - EDITOR_OPTIONAL) - 1} columns: name (Program), sponsor (Sponsor), "
    )
    assert "The file has columns that no program has: “Name” (is it name?), “colour”." in said
    assert said.endswith("Nothing of the file was read.")


def test_public_files_are_read_too_and_keep_notes_as_they_are(records):
    valid = records[:3]
    filed = filed_csv(b"".join(csv_chunks(valid, extra={"catalog": "2026-11-24 Describes this catalog, not all programs."})))
    assert [entry.record for entry in filed.entries] == [change(record, note="") for record in valid]
    assert {entry.missing for entry in filed.entries} == {frozenset({"note"})}


def test_a_header_alone_holds_no_program():
    with pytest.raises(UnreadableFile, match="no row below its header"):
        filed_csv(",".join(COLUMNS).encode())


def typed(workbook, column, value, number_format="General"):
    """The first entry of the workbook after somebody typed a value where a spreadsheet makes something else of it."""
    file = openpyxl.load_workbook(io.BytesIO(workbook))
    cell = file["programs"].cell(2, EDITOR_COLUMNS.index(column) + 1, value)
    cell.number_format = number_format
    saved = io.BytesIO()
    file.save(saved)
    return filed_xlsx(saved.getvalue()).entries[0]


# what a spreadsheet makes of $1,500, May 1, 50%, 9:30 and TRUE
MADE = {
    "number": (1500, "$#,##0"),
    "date": (datetime.date(2026, 5, 1), "d-mmm"),
    "percentage": (0.5, "0%"),
    "time": (datetime.time(9, 30), "h:mm"),
    "boolean": (True, "General"),
}
DATES = ("deadline_date", "source_read")
TEXTS = [column for column in EDITOR_COLUMNS if column not in NUMBERS | TRUTHS and column not in (*DATES, "version")]


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("column", ["money_note", "deadline_note", "serves_states", "slug", "eligibility"])
def test_what_a_spreadsheet_made_of_typed_text_is_an_error_of_its_cell(workbook, column, kind):
    entry = typed(workbook, column, *MADE[kind])
    [fault] = entry.faults
    assert entry.record is None
    assert fault.field == column
    assert f"the {kind} " in fault.message
    assert f"cell {get_column_letter(EDITOR_COLUMNS.index(column) + 1)}2" in fault.message
    assert "Format the cell as Text" in fault.allowed


def test_every_column_of_text_refuses_a_number(workbook):
    file = openpyxl.load_workbook(io.BytesIO(workbook))
    for column in TEXTS:
        file["programs"].cell(2, EDITOR_COLUMNS.index(column) + 1, 1500)
    saved = io.BytesIO()
    file.save(saved)
    assert [fault.field for fault in filed_xlsx(saved.getvalue()).entries[0].faults] == TEXTS


@pytest.mark.parametrize("column", sorted(NUMBERS - {"deadline_month"}))
def test_a_percentage_is_no_number(workbook, column):
    assert column in [fault.field for fault in typed(workbook, column, 0.5, "0%").faults]


@pytest.mark.parametrize(
    ("column", "value", "number_format", "stored"),
    [
        ("deadline_date", datetime.date(2026, 5, 1), "d-mmm-yy", "2026-05-01"),
        ("deadline_date", "5/1/2026", "@", "2026-05-01"),
        ("founded", 1999.0, "0.00", 1999),
        ("min_years_experience", 3, "General", 3),
        ("money_note", "$1,500", "@", "$1,500"),
        ("money_note", "1500", "@", "1500"),
        ("deadline_rolling", True, "General", True),
        ("deadline_rolling", "yes", "@", True),
    ],
)
def test_what_a_column_accepts_is_read_as_it_was_meant(workbook, column, value, number_format, stored):
    entry = typed(workbook, column, value, number_format)
    assert entry.faults == ()
    assert getattr(entry.record, column) == stored


def changed(table, **cells):
    """The table with these cells in its first row."""
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    for column, text in cells.items():
        rows[1][EDITOR_COLUMNS.index(column)] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("column", [name for name, column in editor_columns().items() if column.many])
def test_a_cell_lists_at_most_200_values(table, column):
    [fault] = [f for f in filed_csv(changed(table, **{column: "a; " * 10_000})).entries[0].faults if f.field == column]
    assert (fault.message, fault.allowed) == ("lists some 10,001 values", "at most 200")


def test_a_file_of_errors_is_left_after_ten_thousand(table):
    header, *_ = table.split(b"\r\n")
    bad = b",".join([b"?"] * len(EDITOR_COLUMNS))
    with pytest.raises(UnreadableFile, match="more than 10,000 errors"):
        filed_csv(b"\n".join([header, *[bad] * 5_000]))
