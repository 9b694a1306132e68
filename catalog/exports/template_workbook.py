"""An empty workbook to enter programs in: every column explained, the vocabularies as drop-down lists."""

from __future__ import annotations

from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.exports.xlsx import AS_TEXT, VOCABULARY
from catalog.programs.columns import Column, editor_columns
from catalog.programs.table_row import LINK, TRUTHS, is_text
from catalog.schema.codebook import book
from catalog.schema.vocabulary import Term, Vocabulary, vocabulary
from catalog.spreadsheets.limits import MOST_ROWS
from catalog.spreadsheets.workbook import PROGRAMS

COLUMNS_SHEET = "columns"
_LEFT_OUT = ("type", "version")
_PROMPT, _TITLE = 255, 32  # characters that a spreadsheet takes for a note at a cell, and for its title
_ROWS = f"2:{MOST_ROWS + 1}"


def write_template(out: BinaryIO) -> None:
    """Write the template to `out`, a binary file: three sheets.

    ``programs``    only a header, with drop-down lists for single codes and notes at all cells
    ``columns``     the label, meaning, accepted values and meaning of an empty cell for every column
    ``vocabulary``  every code with its label and definition

    `type` is left out because it follows from the supports, and `version` because new programs have none. The import reads
    the sheet ``programs``.
    """
    workbook = Workbook()
    columns = [column for column in editor_columns().values() if column.name not in _LEFT_OUT]
    programs = workbook.active
    assert programs is not None
    programs.title = PROGRAMS
    explained = workbook.create_sheet(COLUMNS_SHEET)
    ranges = _vocabulary(workbook.create_sheet(VOCABULARY), columns)
    _header(programs, [column.name for column in columns])
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        dimension = programs.column_dimensions[letter]
        dimension.width = 24 if is_text(column.name) else 14
        if is_text(column.name):
            dimension.number_format = AS_TEXT
        checked = _validation(column, ranges)
        checked.add(f"{letter}{_ROWS.replace(':', f':{letter}')}")
        programs.add_data_validation(checked)
    _columns(explained, columns)
    workbook.save(out)


def _vocabulary(sheet: Any, columns: list[Column]) -> dict[str, str]:
    """Write the vocabularies of the columns; return the cell range of each vocabulary's codes."""
    _header(sheet, ["vocabulary", "code", "label", "definition"], widths=(20, 26, 34, 80))
    ranges, row = {}, 2
    used = {column.vocabulary for column in columns}
    for code, words in book().vocabularies.items():
        if code not in used:
            continue
        terms = _current(words)
        for term in terms:
            # a month is typed as a number, so the list must hold numbers
            sheet.append([code, int(term.code) if term.code.isdigit() else term.code, term.label, term.definition])
        ranges[code] = f"{VOCABULARY}!$B${row}:$B${row + len(terms) - 1}"
        row += len(terms)
    return ranges


def _current(words: Vocabulary) -> list[Term]:
    """Return the terms that a new program may have."""
    return [term for term in words.terms if term.is_current]


def _validation(column: Column, ranges: dict[str, str]) -> DataValidation:
    """Return the note and the drop-down list of a column. Only a drop-down list refuses other values."""
    choice = column.vocabulary and not column.many
    if choice or column.name in TRUTHS:
        checked = DataValidation(
            type="list",
            formula1=ranges[column.vocabulary] if choice else '"true,false"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Not on the list",
            error="Choose from the list, or leave the cell empty where nothing is stated.",
        )
    else:
        checked = DataValidation(allow_blank=True)
    checked.showInputMessage = True
    checked.promptTitle = column.label[:_TITLE]
    checked.prompt = _prompt(column)
    return checked


def _prompt(column: Column) -> str:
    """Return the note of a cell: its meaning, and as many codes as fit."""
    text = column.definition
    if column.many:
        text = f"{text} Divide several by “{LINK}”."
        if column.vocabulary:
            codes = LINK.join(term.code for term in _current(vocabulary(column.vocabulary)))
            text = f"Codes or their labels, divided by “{LINK}”: {codes}"
    if len(text) <= _PROMPT:
        return text
    more = f" … (see the sheet “{COLUMNS_SHEET}”)"
    return text[: _PROMPT - len(more)].rpartition(" ")[0] + more


def _columns(sheet: Any, columns: list[Column]) -> None:
    _header(sheet, ["column", "label", "what it means", "what it holds", "empty means"], widths=(24, 28, 70, 70, 34))
    for column in columns:
        sheet.append([column.name, column.label, column.definition, _holds(column), column.empty])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _holds(column: Column) -> str:
    text = column.kind + (f", divided by “{LINK}”" if column.many else "")
    text += ", or yes or no" if column.name in TRUTHS else ", or its label" if column.vocabulary else ""
    if column.vocabulary:
        text += ": " + LINK.join(f"{term.code} ({term.label})" for term in _current(vocabulary(column.vocabulary)))
    return text


def _header(sheet: Any, names: list[str], widths: tuple[int, ...] = ()) -> None:
    sheet.append(names)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
