"""What the tests of the writers share: entries and an account of them."""

import datetime

from catalog.exports.provenance import About
from catalog.imports.readers import TableFile
from catalog.programs.columns import header_names
from catalog.programs.published_records import Published
from catalog.spreadsheets.csv_table import read_csv
from catalog.spreadsheets.workbook import read_programs

START = datetime.datetime(2026, 11, 23, 15, tzinfo=datetime.UTC)


def published(records):
    """The records as entries, each published a minute after the one before; every third has been changed."""
    return [
        Published(record, 1 if number % 3 else 2, START + datetime.timedelta(minutes=number))
        for number, record in enumerate(records)
    ]


def address(slug):
    return f"https://catalog.example/programs/{slug}/"


def account(count, **changed):
    """The account of an export of so many programs of the live catalog."""
    result = {
        "title": f"Teacher Leadership Program Catalog: {count} programs",
        "sentence": f"{count} programs that call themselves fellowships, open to teachers in Ohio",
        "address": "https://catalog.example/programs/?form=fellowship&state=OH",
        "count": count,
        "date": datetime.date(2026, 11, 24),
        "revision": 17,
        "release": "",
        "rule": "",
        "kept": "",
        "citation": "Teacher Leadership Program Catalog contributors. (2026, November 24). …",
        "note": "Describes this catalog, not all programs.",
    }
    return About(**{**result, **changed})


def filed_csv(data):
    """The entries of a CSV file, read in this process."""
    return TableFile(read_csv(data, header_names())).parse({})


def filed_xlsx(data):
    """The entries of a workbook, read in this process."""
    return TableFile(read_programs(data, header_names())).parse({})


def cells(table):
    """The rows of a table that was read, as texts by column; none has a problem."""
    assert not [row.problems for row in table.rows if row.problems]
    return [row.cells for row in table.rows]


class Watched:
    """Entries that tell how many of them have been taken so far."""

    def __init__(self, entries):
        self.entries = iter(entries)
        self.taken = 0

    def __iter__(self):
        return self

    def __next__(self):
        entry = next(self.entries)
        self.taken += 1
        return entry
