"""Records as a table for spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exports.csv import guarded, to_csv
from catalog.records.flat import COLUMNS, flat
from catalog.records.vocabulary import book


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_record_is_a_row_of_every_public_fact(records):
    table = rows(to_csv(records))
    assert [row["slug"] for row in table] == [record["slug"] for record in records]
    for row, record in zip(table, records, strict=True):
        assert row["serves_states"] == "; ".join(record["serves_states"])
        assert row["prepare"] == ("true" if record["supports"]["prepare"]["present"] else "false")
        assert row["founded"] == str(record["founded"] or "")
        assert row["source_urls"].split("; ")[0] == record["sources"][0]["url"]


def test_the_columns_are_the_fields_of_the_codebook_without_the_coders_note(records):
    assert list(flat(records[0])) == list(COLUMNS)
    split = {"supports", "duration_months", "sources", "note"}
    assert {name for name in book().fields if name not in split} <= set(COLUMNS)
    assert "note" not in COLUMNS


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''+1"])
def test_what_a_spreadsheet_would_calculate_gets_one_apostrophe(cell):
    assert guarded(cell) == "'" + cell


@given(st.text())
def test_no_cell_begins_a_formula_and_none_is_lost(cell):
    safe = guarded(cell)
    assert not safe.startswith(tuple("=+-@\t\r"))
    assert safe in (cell, "'" + cell)
