"""Records as a table for spreadsheets, and the table read back."""

import csv
import io

import pytest

from catalog.exports.csv_table import csv_chunks, editor_csv_chunks
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, editor_row, flat
from catalog.spreadsheets.csv_table import escape_formula, read_csv
from tests.exports.making import Watched, cells, published
from tests.factories import change


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def to_csv(records, **keywords):
    return b"".join(csv_chunks(records, **keywords))


def test_every_record_is_a_row_of_every_public_fact(records):
    table = rows(to_csv(records))
    assert [row["slug"] for row in table] == [record.slug for record in records]
    for row, record in zip(table, records, strict=True):
        assert row["serves_states"] == "; ".join(record.serves_states)
        assert row["prepare"] == ("true" if record.supports.prepare.present else "false")
        assert row["founded"] == str(record.founded or "")
        assert row["source_urls"].split("; ")[0] == record.sources[0].url


def test_every_row_comes_back_from_csv(records):
    assert cells(read_csv(to_csv(records))) == [flat(record) for record in records]


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
    assert escape_formula(cell) == "'" + cell
    [row] = rows(to_csv([change(a_record, name=cell)]))
    assert row["name"] == "'" + cell


def test_editors_files_hold_the_coders_notes_and_public_ones_do_not(records):
    found = read_csv(b"".join(editor_csv_chunks(published(records))))
    assert found.columns == EDITOR_COLUMNS
    assert cells(found) == [editor_row(record, number) for record, number, _ in published(records)]
    assert b"also serves site" not in to_csv(records).lower()
