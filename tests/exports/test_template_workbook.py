"""The empty template: explained, with drop-down lists, and importable once it is filled in."""

import io

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from catalog.exports.template_workbook import write_template
from catalog.programs.columns import editor_columns
from catalog.programs.table_row import NUMBERS, TRUTHS, editor_row
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.limits import MOST_ROWS
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import filed_xlsx


@pytest.fixture(scope="module")
def template():
    """The template as a file."""
    file = io.BytesIO()
    write_template(file)
    return file.getvalue()


@pytest.fixture
def workbook(template):
    return openpyxl.load_workbook(io.BytesIO(template))


@pytest.fixture
def validations(workbook):
    """What a spreadsheet checks and says at the cells of each column, by its name."""
    sheet = workbook["programs"]
    found = {}
    for validation in sheet.data_validations.dataValidation:
        [cells] = validation.sqref.ranges
        left, top, right, bottom = range_boundaries(str(cells))
        assert (left, top, bottom) == (right, 2, MOST_ROWS + 1)
        found[sheet.cell(1, left).value] = validation
    return found


def enter(workbook, column, value, row=2):
    sheet = workbook["programs"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(row, header.index(column) + 1).value = value


def saved(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_it_names_every_column_but_the_type_and_the_version(workbook):
    sheet = workbook["programs"]
    assert [cell.value for cell in sheet[1]] == [name for name in editor_columns() if name not in ("type", "version")]
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "A2"


def test_every_column_has_a_note_that_a_spreadsheet_takes_whole(workbook, validations):
    assert list(validations) == [cell.value for cell in workbook["programs"][1]]
    for name, validation in validations.items():
        assert validation.promptTitle == editor_columns()[name].label[:32]
        assert 10 < len(validation.prompt) <= 255
        assert validation.showInputMessage
    assert validations["practice"].prompt == (
        "Codes or their labels, divided by “; ”: in_role; program_role; project; observation_reflection"
    )
    assert validations["focus"].prompt.endswith(" … (see the sheet “columns”)")


def test_a_single_code_is_chosen_from_the_vocabulary(workbook, validations):
    for name, column in editor_columns().items():
        if not column.vocabulary or column.many or name == "type":
            continue
        validation = validations[name]
        assert (validation.type, validation.allow_blank, validation.showErrorMessage) == ("list", True, True)
        sheet, _, cells = validation.formula1.partition("!")
        offered = [row[0].value for row in workbook[sheet][cells.replace("$", "")]]
        codes = list(vocabulary(column.vocabulary).by_code)
        assert offered == ([int(code) for code in codes] if name in NUMBERS else codes)


def test_truth_is_chosen_and_all_else_is_free(validations):
    for name, validation in validations.items():
        column = editor_columns()[name]
        if name in TRUTHS:
            assert validation.formula1 == '"true,false"'
        elif not column.vocabulary or column.many:
            assert validation.type is None
            assert not validation.showErrorMessage


def test_what_looks_like_a_date_stays_as_it_was_typed(workbook):
    sheet = workbook["programs"]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
    assert formats["slug"] == formats["deadline_date"] == formats["source_read"] == "@"
    assert formats["founded"] == formats["prepare"] == "General"


def test_every_column_is_explained_with_all_its_codes(workbook):
    header, *rows = workbook["columns"].values
    assert header == ("column", "label", "what it means", "what it holds", "empty means")
    result = {row[0]: row for row in rows}
    assert list(result) == [cell.value for cell in workbook["programs"][1]]
    assert "OH (Ohio)" in result["serves_states"][3]
    assert result["serves_states"][4] == "Nationwide"
    assert all(all(row) for row in rows)


def test_an_empty_template_holds_no_program(template):
    with pytest.raises(UnreadableFile, match="no row below its header"):
        filed_xlsx(template)


def test_programs_entered_in_it_come_back(workbook, records):
    entered = records[::10]
    for number, record in enumerate(entered, start=2):
        for column, text in editor_row(record).items():
            if column != "version":
                value = float(text) if column in NUMBERS and text else text == "true" if column in TRUTHS else text or None
                enter(workbook, column, value, number)
    filed = filed_xlsx(saved(workbook))
    assert [entry.problems for entry in filed.entries if entry.problems] == []
    assert [entry.record for entry in filed.entries] == entered
    assert not any(entry.missing for entry in filed.entries)
