"""Spreadsheets as people make them: each is read as its maker means it, or has errors that show what was typed."""

import csv
import io

import openpyxl
import pytest

from catalog.common.text import fold_line, fold_text
from catalog.imports.cells import normalize_cell
from catalog.imports.readers import TableFile
from catalog.programs.columns import editor_columns, header_names, required_columns
from catalog.programs.table_row import editor_row
from catalog.schema.validation import validate
from catalog.spreadsheets.csv_table import read_csv
from catalog.spreadsheets.tables import fold_header
from catalog.spreadsheets.workbook import read_programs
from tests.factories import change, change_json


def read(data, known=()):
    """Return the table and the entries of a CSV file, of a catalog with these programs."""
    file = TableFile(read_csv(data.encode(), header_names()))
    return file.table, file.parse({record.slug: record for record in known}).entries


def sheet_of(title, rows):
    """Return a workbook with a sheet of programs under this title, and another sheet."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    sheet = workbook.create_sheet(title)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_codes_and_labels_of_columns_never_mean_two():
    names = [name for column in editor_columns().values() for name in {fold_header(column.name), fold_header(column.label)}]
    assert len(names) == len(set(names))


# each is the catalog's address and the founding year of a program, with {slug} in the place of the address
SHEETS = {
    "codes": "slug,founded\n{slug},1955\n",
    "labels": "Catalog address,Founded\n{slug},1955\n",
    "any case": "SLUG, founDED \n{slug},1955\n",
    "spaces that nobody sees": "Catalog\u00a0address,\u200bFounded\n{slug},1955\n",
    "title rows": "Our programs\n\n,printed in the fall\nslug,founded\n{slug},1955\n",
    "a title that is a name of a column": "Program\nslug,founded\n{slug},1955\n",
    "blank rows": "\n\nslug,founded\n\n,\n{slug},1955\n\n",
    "blank columns": ",slug,,founded,\n,{slug},,1955,\n",
    "sep=": "sep=;\nslug;founded\n{slug};1955\n",
    "semicolons": "slug;founded\n{slug};1955\n",
    "semicolons under a title with commas": "Ours, in fall, for all;\nslug;founded\n{slug};1955\n",
    "tabs": "slug\tfounded\n{slug}\t1955\n",
    "extra columns": "slug,Entered by,founded\n{slug},Mary,1955\n",
    "whole numbers with a decimal": "slug,founded,version\n{slug},1955.0,1.0\n",
    "constants as formulas": 'slug,founded,deadline_rolling\n"=""{slug}""",=1955,=FALSE()\n',
    "blanks around the slug": "slug,founded\n\u00a0{slug} ,1955\n",
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_subset_of_columns_updates_just_those(a_record, sheet):
    [entry] = read(sheet.format(slug=a_record.slug), [a_record])[1]
    assert entry.problems == ()
    assert entry.record == change(a_record, founded=1955)


def test_columns_without_a_known_name_are_ignored_and_named():
    table, _ = read("Ours\nslug,Entered by,,,founded\nx,Mary,soon,,1955\n")
    assert (table.header, table.columns) == (2, ("slug", "", "", "", "founded"))
    assert table.ignored == ("Entered by", "column 3, which has no name")


@pytest.mark.parametrize("title", ["programs", "Programs", "PROGRAMS "])
def test_the_sheet_may_be_named_in_any_case(title):
    data = sheet_of(title, [["Our programs"], [], ["Catalog address", "Open all year"], ["a-slug", "=TRUE()"]])
    table = read_programs(data, header_names())
    assert (table.header, [row.cells for row in table.rows]) == (3, [{"slug": "a-slug", "deadline_rolling": "true"}])


def csv_of(record, columns):
    row = editor_row(record)
    out = io.StringIO()
    csv.writer(out).writerows([columns, [row[column] for column in columns]])
    return out.getvalue()


def test_a_new_program_needs_only_the_required_columns(a_record):
    wanted = ("slug", *required_columns(), "locality", "serves_states", "recognize_basis")
    _, [entry] = read(csv_of(a_record, wanted))
    assert entry.problems == ()
    assert entry.record.name == a_record.name
    assert (entry.record.founded, entry.record.focus, entry.record.deadline_rolling) == (None, [], False)


@pytest.mark.parametrize("slug", ["", "a-new-program"])
def test_a_new_program_without_a_required_column_has_one_error(slug):
    _, [entry] = read(f"slug,name\n{slug},A New Program\n")
    assert [problem.field for problem in entry.problems] == ["slug"]
    assert entry.name == "A New Program"


@pytest.mark.parametrize("placeholder", ["NA", "N/A", "n/a", "TBD", "null", "none", "-", "None", " \u2014 "])
def test_a_placeholder_is_an_error_in_text_and_empty_elsewhere(a_record, placeholder):
    text = ("money_note", "website", "partners", "note")
    empty = ("deadline_date", "deadline_month", "founded", "delivery", "focus")
    sheet = ",".join(["slug", *text, *empty]) + "\n" + ",".join([a_record.slug, *[placeholder] * 9])
    _, [entry] = read(sheet, [a_record])
    assert [problem.field for problem in entry.problems] == list(text)
    assert all(fold_line(placeholder) in problem.message for problem in entry.problems)
    assert entry.emptied == tuple((column, fold_line(placeholder)) for column in empty)
    _, [entry] = read(f"slug,founded\n{a_record.slug},{placeholder}\n", [a_record])
    assert entry.record == change(a_record, founded=None)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("March 15, 2027", "2027-03-15"),
        ("march 15 2027", "2027-03-15"),
        ("Mar. 5, 2027", "2027-03-05"),
        ("Sept. 1, 2027", "2027-09-01"),
        ("Monday, March 15, 2027", "2027-03-15"),
        ("March\u00a015th, 2027", "2027-03-15"),
        ("3/15/2027", "2027-03-15"),
        ("2027-03-15", "2027-03-15"),
        ("March 32, 2027", "March 32, 2027"),
        ("Octember 3, 2027", "Octember 3, 2027"),
    ],
)
def test_dates_are_read_in_the_us_forms(typed, day):
    assert normalize_cell("deadline_date", typed) == day
    assert normalize_cell("source_read", f"{typed}; 2026-11-23") == f"{day}; 2026-11-23"


@pytest.mark.parametrize("unseen", ["\u00a0", "  ", "\t", " \u200b", "\u2009", " \u00ad"])
def test_differences_that_nobody_sees_are_folded_in_every_text(a_record, unseen):
    """The record's own cleaning folds them, so forms and files agree."""
    dirty = a_record.as_json()
    for name in ("name", "sponsor", "summary", "money_note", "eligibility", "note"):
        dirty[name] = dirty[name].replace(" ", unseen)
    dirty["supports"]["place"]["evidence"] = dirty["supports"]["place"]["evidence"].replace(" ", unseen)
    dirty["sources"][0]["title"] = dirty["sources"][0]["title"].replace(" ", unseen)
    assert validate(dirty) == a_record


def test_line_breaks_are_folded_in_texts_of_one_line(a_record):
    broken = change_json(a_record, money_note="$500 each\nyear", eligibility="One.\r\nTwo.")
    assert validate(broken) == change(a_record, money_note="$500 each year", eligibility="One.\nTwo.")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a\u00a0 b", "a b"),
        ("\ufeffa", "a"),
        ("a \r\n b\n\nc", "a\nb\n\nc"),
        ("e\u0301", "\u00e9"),
        (" \u200b ", ""),
        ("a\x00b", "a\x00b"),
    ],
)
def test_what_is_folded(text, folded):
    assert fold_text(text) == folded
    assert fold_line(text) == " ".join(folded.split("\n")).replace("  ", " ")
    assert fold_text(folded) == folded
