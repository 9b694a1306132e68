"""A file that an editor hands back is entries with their faults, or is refused in words; it is never anything else."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.exports.csv import csv_chunks, desk_csv_chunks
from catalog.exports.xlsx import write_xlsx
from catalog.records import validate
from catalog.records.flat import COLUMNS
from catalog.records.vocabulary import book
from catalog.spreadsheets.tables import Unreadable
from tests.exports.making import account, filed_csv, filed_xlsx, published


@pytest.fixture(scope="module")
def table(records):
    """Two programs as CSV."""
    return b"".join(desk_csv_chunks(published([validate(record) for record in records[:2]])))


@pytest.fixture(scope="module")
def workbook(records):
    """Two programs as XLSX."""
    file = io.BytesIO()
    write_xlsx(published([validate(record) for record in records[:2]]), account(2), book(), file, desk=True)
    return file.getvalue()


def read(reader, data):
    """The entries of a file; none of one that is refused."""
    try:
        return reader(data).entries
    except Unreadable:
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
    with pytest.raises(Unreadable) as caught:
        filed_csv(b"slug,Name,colour\r\n1,2,3\r\n")
    said = str(caught.value)
    assert said.startswith(f"The file lacks {len(COLUMNS) - 2} columns: name (Program), sponsor (Sponsor), ")
    assert "The file has columns that no program has: “Name” (is it name?), “colour”." in said
    assert said.endswith("Nothing of the file was read.")


def test_public_files_are_read_too_and_keep_notes_as_they_are(records):
    valid = [validate(record) for record in records[:3]]
    filed = filed_csv(b"".join(csv_chunks(valid, extra={"catalog": "2026-11-24 Describes this catalog, not all programs."})))
    assert [entry.record for entry in filed.entries] == [{**record, "note": ""} for record in valid]
    assert not filed.holds_notes


def test_a_header_alone_holds_no_program():
    with pytest.raises(Unreadable, match="no row below its header"):
        filed_csv(",".join(COLUMNS).encode())
