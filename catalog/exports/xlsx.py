"""Programs as a workbook for spreadsheets: XLSX (ECMA-376). catalog.spreadsheets.workbook reads them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.exports.long_tables import support_columns, support_rows
from catalog.exports.provenance import About, check_count, lines
from catalog.programs.published_records import Published
from catalog.programs.table_row import EDITOR_COLUMNS, NUMBERS, TRUTHS, columns_in, editor_row, flat, is_text, join_members
from catalog.schema.vocabulary import Book
from catalog.spreadsheets.limits import MOST_CHARACTERS
from catalog.spreadsheets.workbook import PROGRAMS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUPPORTS, VOCABULARY, ABOUT = "supports", "vocabulary", "about this file"
AS_TEXT = "@"  # the number format of text: a spreadsheet makes no date or number of what is typed there

_TERM_COLUMNS = ("vocabulary", "code", "label", "definition", "schema.org", "CTDL")
_NARROW, _USUAL, _WIDE = 12, 22, 60
_WIDE_COLUMNS = frozenset(
    "name summary prepare_evidence place_evidence recognize_evidence eligibility evidence definition value".split()
)
# Characters that XML cannot hold are written as _xHHHH_, and an underscore that would start such a code as _x005F_:
# ECMA-376 part 1, 22.9.2.19 (ST_Xstring). A carriage return is one of them, since XML readers make it a line feed.
_UNFIT = r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_TO_ESCAPE = re.compile(rf"{_UNFIT}|_(?=x[0-9A-Fa-f]{{4}}(?:_|{_UNFIT}))")

_Value = str | float | bool | None


def write_xlsx(
    entries: Iterable[Published], about: About, vocabulary_book: Book, out: BinaryIO, *, for_editors: bool = False
) -> None:
    """Write a workbook of four sheets to `out`, a binary file.

    ``programs``         one row per program: the columns of `vocabulary_book`, text formatted as text
    ``supports``         three rows per program
    ``vocabulary``       every term of `vocabulary_book`, then every public field as the vocabulary "field"
    ``about this file``  the lines of `about`

    With `for_editors`, ``programs`` has the columns of editors' files (EDITOR_COLUMNS). Text is never a formula. Raises
    ValueError and writes nothing if a text is too long for a cell, or if there are not as many entries as `about` says.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.creator, workbook.properties.title = "Teacher Leadership Program Catalog", _escaped(about.title)
    try:
        _data_sheets(
            workbook,
            check_count(entries, about),
            EDITOR_COLUMNS if for_editors else columns_in(vocabulary_book),
            vocabulary_book,
            for_editors,
        )
        _sheet(workbook, VOCABULARY, _TERM_COLUMNS, _terms(vocabulary_book))
        _sheet(workbook, ABOUT, ("label", "value"), lines(about))
    except BaseException:
        _discard(workbook)
        raise
    workbook.save(out)


def _data_sheets(
    workbook: Workbook,
    entries: Iterable[Published],
    columns: tuple[str, ...],
    words: Book,
    for_editors: bool,
) -> None:
    of_support = support_columns(words)
    programs, supports = _headed(workbook, PROGRAMS, columns), _headed(workbook, SUPPORTS, of_support)
    text_cells = _text_cells(programs, columns)
    count = 0
    for count, (record, number, _) in enumerate(entries, start=1):  # noqa: B007
        texts = editor_row(record, number) if for_editors else flat(record, columns)
        values = [_typed(column, text) for column, text in texts.items()]
        programs.append(_cells(programs, record.slug, columns, values, text_cells))
        for row in support_rows(record, words):
            supports.append(
                _cells(supports, record.slug, of_support, list((row | {"basis": join_members(row["basis"])}).values()))
            )
    for sheet, width, rows in ((programs, len(columns), count), (supports, len(of_support), 3 * count)):
        sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{rows + 1}"


def _sheet(workbook: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[_Value]]) -> None:
    sheet = _headed(workbook, title, columns)
    for row in rows:
        sheet.append(_cells(sheet, title, columns, row))


def _headed(workbook: Workbook, title: str, columns: Sequence[str]) -> Any:
    """Add a sheet with a bold, frozen header and column widths."""
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        narrow = column in NUMBERS or column in TRUTHS or column in ("present", "version")
        width = _NARROW if narrow else _WIDE if column in _WIDE_COLUMNS else _USUAL
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        if title == PROGRAMS and is_text(column):
            dimension.number_format = AS_TEXT  # of the rows below the last, too
    header = [WriteOnlyCell(sheet, column) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    return sheet


def _text_cells(sheet: Any, columns: Sequence[str]) -> dict[str, Any]:
    """Return one reusable cell in text format per text column: a new cell for each text would take twice as long."""
    cells = {column: WriteOnlyCell(sheet) for column in columns if is_text(column)}
    for cell in cells.values():
        cell.number_format = AS_TEXT
    return cells


def _typed(column: str, text: str) -> _Value:
    """Return the value of a column's text."""
    if column in TRUTHS:
        return text == "true"
    if not is_text(column) and text:
        return int(text) if text.isdigit() else float(text)
    return text


def _terms(words: Book) -> Iterator[Sequence[_Value]]:
    for vocabulary in words.vocabularies.values():
        for term in vocabulary.terms:
            yield vocabulary.code, term.code, term.label, term.definition, term.schema_org, term.ctdl
    for field in words.fields.values():
        if field.public:
            yield "field", field.code, field.label, field.definition, field.schema_org, field.ctdl


def _cells(
    sheet: Any, subject: str, columns: Sequence[str], values: Iterable[_Value], text_cells: Mapping[str, Any] = {}
) -> list[Any]:
    """Return the values as cells, reusing `text_cells`. Raises ValueError if a text is too long."""
    return [
        _text_cell(sheet, subject, column, value, text_cells.get(column)) if isinstance(value, str) else value
        for column, value in zip(columns, values, strict=True)
    ]


def _text_cell(sheet: Any, subject: str, column: str, text: str, cell: Any) -> Any:
    if not text:
        return None
    text = _escaped(text)
    # openpyxl would silently truncate it
    if len(text) > MOST_CHARACTERS // 2 and (length := len(text.encode("utf-16-le")) // 2) > MOST_CHARACTERS:
        raise ValueError(f"{subject}: {column} has {length:,} characters; a cell of XLSX holds at most {MOST_CHARACTERS:,}")
    if cell is None and text[0] not in "=#":
        return text
    cell = WriteOnlyCell(sheet) if cell is None else cell
    cell.value = text
    cell.data_type = "s"  # not a formula or an error value
    return cell


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _discard(workbook: Workbook) -> None:
    """Remove the temporary files of an unsaved workbook, which openpyxl would keep until the process ends."""
    for sheet in workbook.worksheets:
        sheet.close()
        sheet._writer.cleanup()
