"""Programs as a workbook: four sheets, text that stays text, and the way back."""

import io
import tempfile
import weakref
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.exports.provenance import lines
from catalog.exports.xlsx import write_xlsx
from catalog.programs.published_records import Published
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, NUMBERS, TRUTHS, flat, is_text, record_of_row
from catalog.schema.codebook import book
from catalog.schema.validation import validate
from catalog.spreadsheets.limits import MOST_CHARACTERS as MOST
from catalog.spreadsheets.workbook import read_programs
from tests.exports.making import START, account, cells, published
from tests.factories import change, change_json

# what may be taken for formulas, errors, escapes, or broken by XML
TEXTS = st.text(min_size=1) | st.text(alphabet="=_x0041Ff#\x00\x01\r\n\t \ufffe\ud800<&", min_size=1)


def written(records, **changed):
    """The workbook as a file."""
    file = io.BytesIO()
    write_xlsx(published(records), account(len(records), **changed), book(), file)
    return file


def rows_of(file):
    """The programs of a workbook, read back."""
    return cells(read_programs(file.getvalue()))


def sheet(file, title):
    """The rows of a sheet, header first."""
    return list(openpyxl.load_workbook(file)[title].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def whole(records):
    """The workbook of every record."""
    return written(records)


@pytest.fixture(scope="module")
def sheets(whole):
    """Its sheets by title, as openpyxl reads them."""
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(whole)}


def test_the_sheets_hold_every_program_support_and_term(records, sheets):
    assert list(sheets) == ["programs", "supports", "vocabulary", "about this file"]
    assert sheets["programs"].max_row == 1 + len(records)
    assert sheets["supports"].max_row == 1 + 3 * len(records)
    terms = sum(len(vocabulary.terms) for vocabulary in book().vocabularies.values())
    assert sheets["vocabulary"].max_row == 1 + terms + sum(field.public for field in book().fields.values())
    assert list(sheets["about this file"].values) == [("label", "value"), *lines(account(len(records)))]


def test_numbers_and_truth_values_are_such_and_all_else_is_text(records, sheets):
    header, *rows = sheets["programs"].values
    assert header == COLUMNS
    for record, row in zip(records, rows, strict=True):
        for column, value in zip(COLUMNS, row, strict=True):
            kind = bool if column in TRUTHS else (int, float, type(None)) if column in NUMBERS else (str, type(None))
            assert isinstance(value, kind), (record.slug, column)
        cells = dict(zip(COLUMNS, row, strict=True))
        assert cells["founded"] == record.founded
        assert cells["min_years_experience"] == record.min_years_experience
        assert cells["prepare"] is record.supports.prepare.present
        assert cells["deadline_date"] == record.deadline_date


def test_text_has_the_format_of_text_in_every_row_and_below_the_last(sheets):
    programs = sheets["programs"]
    below = {}
    for dimension in programs.column_dimensions.values():  # one for each run of like columns
        below |= dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.number_format)
    for number, column in enumerate(programs.iter_cols(), start=1):
        expected = "@" if is_text(column[0].value) else "General"
        assert {cell.number_format for cell in column[1:] if cell.value is not None} <= {expected}
        assert below[number] == expected


def test_a_support_is_told_with_its_basis_and_the_day_its_source_was_read(records, sheets):
    _, *rows = sheets["supports"].values
    for number, (program, name, present, absence, basis, evidence, source, date) in enumerate(rows):
        record = records[number // 3]
        support = record.supports.of(name)
        assert (program, name) == (record.slug, ("prepare", "place", "recognize")[number % 3])
        assert (present, evidence, source) == (support.present, support.evidence, support.source)
        assert absence == (None if present else "silent")
        assert (basis or "") == "; ".join(getattr(support, "basis", []))
        assert date == next((page.read for page in record.sources if page.url == source), None)


def test_every_code_of_the_programs_is_told_in_the_vocabulary(sheets):
    _, *rows = sheets["vocabulary"].values
    result = {(vocabulary, code): definition for vocabulary, code, _, definition, *_ in rows}
    assert all(result.values())
    for vocabulary in book().vocabularies.values():
        assert [code for name, code in result if name == vocabulary.code] == list(vocabulary.by_code)
    assert ("field", "summary") in result
    assert ("field", "note") not in result


def test_headers_are_bold_and_stay_in_sight(sheets):
    for made in sheets.values():
        assert made.freeze_panes == "A2"
        assert all(cell.font.bold for cell in made[1])
        assert all(made.column_dimensions[cell.column_letter].width >= 12 for cell in made[1])


def test_the_data_can_be_filtered(records, sheets):
    assert (
        sheets["programs"].auto_filter.ref == f"A1:{sheets['programs'].cell(1, len(COLUMNS)).coordinate[:-1]}{1 + len(records)}"
    )
    assert sheets["supports"].auto_filter.ref == f"A1:H{1 + 3 * len(records)}"
    assert not sheets["vocabulary"].auto_filter.ref


def test_a_changed_rule_and_a_release_are_told(records):
    result = dict(sheet(written(records[:2], release="2026.11", rule="Without the credential rule."), "about this file"))
    assert (result["Release"], result["Changed rule"]) == ("2026.11", "Without the credential rule.")
    assert "Revision of the catalog" not in result


def test_no_program_is_four_sheets_all_the_same():
    file = written([])
    assert sheet(file, "programs") == [COLUMNS]
    assert rows_of(file) == []


@pytest.mark.parametrize(
    "text", ["=1+1", "=", "=HYPERLINK(1)", "+1", "-1", "@x", "'=1", "#N/A", "#REF!", "true", "12", "2026-01-01"]
)
def test_text_stays_text_whatever_it_begins_with(a_record, text):
    file = written([validate(change_json(a_record, money_note=text))])
    cell = openpyxl.load_workbook(file)["programs"].cell(2, COLUMNS.index("money_note") + 1)
    assert (cell.value, cell.data_type) == (text, "s")
    assert b"<f" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")
    [row] = rows_of(file)
    assert row["money_note"] == text


@settings(deadline=None, max_examples=8)
@given(st.lists(TEXTS, min_size=40, max_size=40))
def test_any_text_comes_back(records, texts):
    entries = [change(records[0], money_note=text, name=text) for text in texts]
    assert [(row["money_note"], row["name"]) for row in rows_of(written(entries))] == [(text, text) for text in texts]


def test_a_text_is_never_cut(a_record):
    longest = "é" * MOST
    [row] = rows_of(written([change(a_record, eligibility=longest)]))
    assert row["eligibility"] == longest
    for text in (longest + "x", "\N{SCHOOL}" * (MOST // 2 + 1)):
        file = io.BytesIO()
        with pytest.raises(ValueError, match=rf"{a_record.slug}: eligibility has 32,76[89] characters"):
            write_xlsx(published([change(a_record, eligibility=text)]), account(1), book(), file)
        assert not file.getvalue()


def test_what_fails_leaves_nothing_behind(records, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # other tests write workbooks at the same time
    before, file = leftovers(), io.BytesIO()
    with pytest.raises(ValueError, match="states 3 programs, but has 2"):
        write_xlsx(published(records[:2]), account(3), book(), file)
    written(records[:2])
    assert not file.getvalue()
    assert leftovers() <= before


def leftovers():
    return set(Path(tempfile.gettempdir()).glob("openpyxl.*"))


def test_the_entries_are_taken_one_at_a_time(records):
    alive, most = weakref.WeakValueDictionary(), 0

    def entries():
        nonlocal most
        for number in range(60):
            alive[number] = record = change(records[number])
            most = max(most, len(alive))
            yield Published(record, 1, START)

    write_xlsx(entries(), account(60), book(), io.BytesIO())
    assert most <= 3


def test_a_row_of_the_sheet_is_the_flat_row(records, whole):
    assert rows_of(whole) == [flat(record) for record in records]


def test_editors_files_hold_the_coders_notes(records):
    valid, file = records[::5], io.BytesIO()
    write_xlsx(published(valid), account(len(valid)), book(), file, for_editors=True)
    assert sheet(file, "programs")[0] == EDITOR_COLUMNS
    assert {row["version"] for row in rows_of(file)} == {"1", "2"}
    assert [record_of_row(row, for_editors=True) for row in rows_of(file)] == valid
