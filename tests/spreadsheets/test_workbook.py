"""Workbooks as people and their spreadsheets save them, and the workbooks that are refused."""

import datetime
import io
import struct
import zipfile

import openpyxl
import pytest

from catalog.programs.table_row import COLUMNS, record_of_row
from catalog.spreadsheets.limits import MOST_DOWN, MOST_ROWS
from catalog.spreadsheets.tables import TableProblem, UnreadableFile
from catalog.spreadsheets.workbook import read_programs
from tests.exports.making import cells
from tests.factories import change
from tests.spreadsheets.workbooks import SHEET, change_parts, edit_sheet, replace_part, share_strings, sheet_xml


def cell(column, row, value):
    return lambda programs: setattr(programs.cell(row, COLUMNS.index(column) + 1), "value", value)


def test_a_saved_workbook_comes_back(records, workbook):
    found = read_programs(edit_sheet(workbook, lambda programs: None))
    assert [record_of_row(row) for row in cells(found)] == [change(record, note="") for record in records[:2]]
    assert found.columns == COLUMNS
    assert [row.number for row in found.rows] == [2, 3]


def test_values_that_a_spreadsheet_converted_are_read_as_text(workbook):
    values = {
        "deadline_date": (datetime.datetime(2026, 3, 1), "2026-03-01"),
        "source_read": (datetime.date(2026, 11, 23), "2026-11-23"),
        "founded": (1999.0, "1999"),
        "min_years_experience": (2.5, "2.5"),
        "deadline_rolling": (True, "true"),
        "locality": (None, ""),
        "money_note": (100, "100"),
    }

    def change(programs):
        for column, (value, _) in values.items():
            cell(column, 2, value)(programs)

    row = cells(read_programs(edit_sheet(workbook, change)))[0]
    assert {column: row[column] for column in values} == {column: text for column, (_, text) in values.items()}


def test_empty_rows_are_skipped_and_added_columns_are_read(records, workbook):
    def change(programs):
        programs.insert_rows(2)
        programs.cell(1, len(COLUMNS) + 1).value = "remark"

    found = read_programs(edit_sheet(workbook, change))
    assert found.columns == (*COLUMNS, "remark")
    assert [(row.number, row.cells["slug"], row.cells["remark"]) for row in found.rows] == [
        (3, records[0].slug, ""),
        (4, records[1].slug, ""),
    ]


def test_a_workbook_with_one_sheet_needs_no_name_for_it(workbook):
    def alone(programs):
        for title in ("supports", "vocabulary", "about this file"):
            del programs.parent[title]
        programs.title = "Sheet1"

    assert len(read_programs(edit_sheet(workbook, alone)).rows) == 2
    with pytest.raises(UnreadableFile, match=r"“programs”.*“Table 1”, “supports”"):
        read_programs(edit_sheet(workbook, lambda programs: setattr(programs, "title", "Table 1")))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1999+1", "=1999+1 (sheet “programs”, cell {at})"),
        ("=" + "1+" * 99 + "1", "=" + "1+" * 29 + "… ("),
        ("#N/A", "#N/A (sheet “programs”, cell {at})"),
    ],
)
def test_a_cell_without_a_value_of_its_own_is_named(workbook, value, shown):
    found = read_programs(edit_sheet(workbook, cell("founded", 3, value)))
    [problem] = found.rows[1].problems
    at = f"{openpyxl.utils.get_column_letter(COLUMNS.index('founded') + 1)}3"
    assert problem.column == "founded"
    assert shown.format(at=at) in problem.message
    assert found.rows[1].cells["founded"] == ""
    assert not found.rows[0].problems


def test_a_cell_outside_the_header_is_a_problem(workbook):
    def change(programs):
        programs.cell(3, len(COLUMNS) + 2).value = "x"

    found = read_programs(edit_sheet(workbook, change))
    words = f"the row has {len(COLUMNS) + 2} cells, the header {len(COLUMNS)}"
    assert found.rows[1].problems == (TableProblem("", words, "one cell under each column"),)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not an XLSX workbook, or a broken one"),
        (b"slug,name", "not an XLSX workbook, or a broken one"),
        (b"PK\x03\x04", "not an XLSX workbook, or a broken one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"old Excel workbook \(.xls\), or one protected by a password"),
        (b"%PDF-1.7 ...", "This is a PDF"),
    ],
)
def test_another_kind_of_file_is_named(data, says):
    with pytest.raises(UnreadableFile, match=says):
        read_programs(data)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("mimetype", "content.xml"), r"OpenDocument file \(.ods\)"),
        (("[Content_Types].xml", "xl/workbook.bin"), r"binary Excel workbook \(.xlsb\)"),
        (("word/document.xml",), "not an XLSX workbook"),
    ],
)
def test_an_archive_of_another_kind_is_named(parts, says):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in parts:
            archive.writestr(part, "<a/>")
    with pytest.raises(UnreadableFile, match=says):
        read_programs(file.getvalue())


def test_a_truncated_or_broken_workbook_is_refused(workbook):
    def half(name, part):
        return part[: len(part) // 2] if name == SHEET else part

    for data in (workbook[:5000], workbook[:-100]):
        with pytest.raises(UnreadableFile, match="not an XLSX workbook, or a broken one"):
            read_programs(data)
    with pytest.raises(UnreadableFile, match="or a broken one"):
        read_programs(change_parts(workbook, half))
    with pytest.raises(UnreadableFile, match="has no header"):
        read_programs(edit_sheet(workbook, lambda programs: programs.delete_rows(1, 3)))


def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked(workbook, monkeypatch):
    bomb = change_parts(workbook, lambda name, part: part + b" " * 15_000_000 if name == SHEET else part)
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(UnreadableFile, match=r"15\.1 MB.*15 MB"):
        read_programs(bomb)


def test_a_part_with_a_false_size_does_not_unpack_to_more(workbook):
    bomb = bytearray(change_parts(workbook, lambda name, part: b" " * 14_000_000 if name == SHEET else part))
    size = struct.pack("<I", 14_000_000)
    while (at := bomb.find(size)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 1000)
    with pytest.raises(UnreadableFile, match="not an XLSX workbook, or a broken one"):
        read_programs(bytes(bomb))


def test_openpyxl_parses_with_defusedxml():
    """Without it, a document type could declare entities that expand without bounds."""
    assert openpyxl.DEFUSEDXML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_no_part_may_declare_entities(workbook, part, encoding):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l9;</x>'
    with pytest.raises(UnreadableFile, match="broken"):
        read_programs(replace_part(workbook, part, text.encode(encoding)))


def test_a_sheet_without_an_end_is_refused(workbook):
    def with_rows(rows):
        return change_parts(workbook, lambda name, part: sheet_xml(rows) if name == SHEET else part)

    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row><row r="{}"><c r="A{}"><v>1</v></c></row>'
    assert len(read_programs(with_rows(far.format(MOST_DOWN, MOST_DOWN))).rows) == 1
    with pytest.raises(UnreadableFile, match="below row 20,000"):
        read_programs(with_rows(far.format(2_000_000_000, 2_000_000_000)))
    one = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    assert len(read_programs(with_rows("".join(one.format(row) for row in range(1, MOST_ROWS + 2)))).rows) == MOST_ROWS
    with pytest.raises(UnreadableFile, match="more than 5,000 rows"):
        read_programs(with_rows("".join(one.format(row) for row in range(1, MOST_ROWS + 3))))


def test_shared_text_is_read_up_to_a_limit(workbook):
    row = '<row><c t="s"><v>{}</v></c><c t="s"><v>{}</v></c></row>'
    head, body = row.format(0, 1), row.format(2, 2)
    found = read_programs(share_strings(workbook, ["slug", "name", "x" * 30_000], head + body * 166))
    assert found.columns == ("slug", "name")
    assert found.rows[165].cells == {"slug": "x" * 30_000, "name": "x" * 30_000}
    with pytest.raises(UnreadableFile, match="more than 10,000,000 characters"):
        read_programs(share_strings(workbook, ["slug", "name", "x" * 30_000], head + body * 167))


def formula(text, value="", kind=""):
    """A row's cell in XML with a formula and the value it had when it was saved."""
    type_of_value = f' t="{kind}"' if kind else ""
    saved = f"<v>{value}</v>" if value else ""
    return f"<c{type_of_value}><f>{text}</f>{saved}</c>"


HEAD = '<row r="1"><c t="inlineStr"><is><t>slug</t></is></c></row>'


@pytest.mark.parametrize(
    ("cell", "text", "kind"),
    [
        (formula("TRUE()", "1", "b"), "true", "boolean"),
        (formula("FALSE()", "0", "b"), "false", "boolean"),
        (formula("TRUE()"), "true", "boolean"),  # never calculated
        (formula("1999+1", "2000"), "2000", "number"),
        (formula('"OH"&amp;"; "&amp;"OR"', "OH; OR", "str"), "OH; OR", ""),
        (formula('HYPERLINK("https://example.org","a page")', "a page", "str"), "a page", ""),
    ],
)
def test_a_formula_without_references_counts_as_its_saved_value(workbook, cell, text, kind):
    [row] = read_programs(replace_part(workbook, SHEET, sheet_xml(f'{HEAD}<row r="3">{cell}</row>'))).rows
    assert (row.number, row.cells, row.kinds) == (3, {"slug": text}, {"slug": kind} if kind else {})


@pytest.mark.parametrize(
    "cell",
    [
        formula("A1", "slug", "str"),
        formula("1999+1"),  # never calculated
        formula("a_name", "1"),
        formula('INDIRECT("A1")', "slug", "str"),
        formula("supports!A1", "1"),
        formula("Table1[slug]", "1"),
        formula('IF("', "1"),  # broken
        formula("1" + "+1" * 600, "601"),
        formula("1/0", "#DIV/0!", "e"),
    ],
)
def test_any_other_formula_is_a_problem(workbook, cell):
    [row] = read_programs(replace_part(workbook, SHEET, sheet_xml(f'{HEAD}<row r="3">{cell}</row>'))).rows
    assert [problem.column for problem in row.problems] == ["slug"]
    assert "cell A3" in row.problems[0].message
    assert row.cells == {"slug": ""}
