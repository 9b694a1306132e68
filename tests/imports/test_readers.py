"""An uploaded file is read as entries with their problems, or refused with a message."""

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
from catalog.imports.readers import TableFile, parse_lines
from catalog.programs.columns import editor_columns, header_names
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, NUMBERS, TRUTHS
from catalog.schema.codebook import book
from catalog.schema.validation import to_line
from catalog.spreadsheets.csv_table import read_csv
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import account, filed_csv, filed_xlsx, published
from tests.factories import change


@pytest.fixture(scope="module")
def table(records):
    """Return two programs as CSV."""
    return b"".join(editor_csv_chunks(published(records[:2])))


@pytest.fixture(scope="module")
def workbook(records):
    """Return two programs as XLSX."""
    file = io.BytesIO()
    write_xlsx(published(records[:2]), account(2), book(), file, for_editors=True)
    return file.getvalue()


def read(reader, data):
    """Return the entries of a file; none if it is refused."""
    try:
        return reader(data).entries
    except UnreadableFile:
        return ()


@settings(max_examples=50)
@given(st.binary())
def test_random_bytes_are_refused(data):
    assert read(filed_csv, data) == read(filed_xlsx, data) == ()


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(table, workbook, places, replacements):
    for reader, data in ((filed_csv, table), (filed_xlsx, workbook)):
        damaged = bytearray(data)
        for place, byte in zip(places, replacements, strict=False):
            damaged[place % len(damaged)] = byte
        for entry in read(reader, bytes(damaged)):
            assert (entry.record is None) == bool(entry.problems)


def test_public_files_are_read_too_and_keep_the_notes(records):
    data = b"".join(csv_chunks(records[:3], extra={"catalog": "2026-11-24 Describes this catalog, not all programs."}))
    file = filed_csv(data)
    assert [entry.record for entry in file.entries] == [change(record, note="") for record in records[:3]]
    known = {record.slug: record for record in records[:3]}
    assert [entry.record for entry in TableFile(read_csv(data, header_names())).parse(known).entries] == records[:3]


def test_a_header_without_rows_is_refused():
    with pytest.raises(UnreadableFile):
        filed_csv(",".join(COLUMNS).encode())


def type_into(workbook, values, number_format="General"):
    """Return the first entry of the workbook after these values were typed into its row, by column."""
    file = openpyxl.load_workbook(io.BytesIO(workbook))
    for column, value in values.items():
        file["programs"].cell(2, EDITOR_COLUMNS.index(column) + 1, value).number_format = number_format
    saved = io.BytesIO()
    file.save(saved)
    return filed_xlsx(saved.getvalue()).entries[0]


# what a spreadsheet makes of $1,500, May 1, 50%, 9:30 and TRUE
CONVERTED = {
    "number": (1500, "General"),
    "amount": (1500, '[$$-409]"$"#,##0'),
    "date": (datetime.date(2026, 5, 1), "d-mmm"),
    "percentage": (0.5, "0%"),
    "time": (datetime.time(9, 30), "h:mm"),
    "boolean": (True, "General"),
}
TEXTS = [name for name in EDITOR_COLUMNS if name not in {*NUMBERS, *TRUTHS, "deadline_date", "source_read", "version"}]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("number", "1500"),
        ("amount", "$1,500"),
        ("date", "May 1, 2026"),
        ("percentage", "50%"),
        ("time", "09:30:00"),
        ("boolean", "true"),
    ],
)
def test_every_text_column_refuses_a_value_that_is_not_text(workbook, kind, shown):
    value, number_format = CONVERTED[kind]
    entry = type_into(workbook, dict.fromkeys(TEXTS, value), number_format)
    assert entry.record is None
    assert [problem.field for problem in entry.problems] == TEXTS
    for problem in entry.problems:
        assert f"the {kind} {shown} (" in problem.message
        assert f"cell {get_column_letter(EDITOR_COLUMNS.index(problem.field) + 1)}2" in problem.message


def test_every_number_column_refuses_a_percentage(workbook):
    columns = NUMBERS - {"deadline_month"}
    entry = type_into(workbook, dict.fromkeys(columns, 0.5), "0%")
    assert columns <= {problem.field for problem in entry.problems}


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
def test_a_column_accepts_values_of_its_kind(workbook, column, value, number_format, stored):
    entry = type_into(workbook, {column: value}, number_format)
    assert entry.problems == ()
    assert getattr(entry.record, column) == stored


def test_a_cell_lists_at_most_200_values(table):
    header, row, _ = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    lists = [name for name, column in editor_columns().items() if column.many]
    out = io.StringIO()
    csv.writer(out).writerows(
        [header, ["a; " * 10_000 if name in lists else cell for name, cell in zip(header, row, strict=True)]]
    )
    [entry] = filed_csv(out.getvalue().encode()).entries
    assert {problem.field for problem in entry.problems if problem.allowed == "at most 200"} == set(lists)


def test_a_file_with_more_than_ten_thousand_errors_is_refused(table):
    header, *_ = table.split(b"\r\n")
    bad = b",".join([b"?"] * len(EDITOR_COLUMNS))
    with pytest.raises(UnreadableFile, match="more than 10,000 errors"):
        filed_csv(b"\n".join([header, *[bad] * 1_000]))


def test_lines_become_entries_with_their_problems(records):
    data = f"{to_line(records[0])}\n\n{{}}\nnot json\n".encode()
    entries = parse_lines(data).entries
    assert [(entry.number, entry.slug, entry.record is None) for entry in entries] == [
        (1, records[0].slug, False),
        (3, "", True),
        (4, "", True),
    ]
    assert [problem.field for problem in entries[2].problems] == [""]
