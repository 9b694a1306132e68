"""Programs as a workbook: a row for each program, each support with its evidence, the vocabulary, about this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.exports import Published
from catalog.exports.about import About
from catalog.records.flat import COLUMNS, NUMBERS, TRUTHS, flat
from catalog.records.vocabulary import Book

SUPPORTS = ("program", "support", "present", "basis", "evidence", "source", "date")
VOCABULARY = ("vocabulary", "code", "label", "definition", "schema_org", "ctdl")
LONGEST = 32_767  # characters of a cell
_TRUTHS = TRUTHS | {"present"}
_WIDE = {"summary": 60, "evidence": 70, "definition": 70, "name": 40, "sponsor": 30, "label": 30, "eligibility": 50}
_BOLD = Font(bold=True)


def write_xlsx(entries: Iterable[Published], about: About, book: Book, out: IO[bytes]) -> None:
    """Write the workbook to `out`, the entries taken one at a time.

    Text is always text, also where it begins like a formula. Raises ValueError for a text longer than a cell takes.
    """
    workbook = Workbook(write_only=True)
    programs = _sheet(workbook, "programs", COLUMNS)
    supports = _sheet(workbook, "supports", SUPPORTS)
    for entry in entries:
        row = flat(entry.record)
        programs.append([_cell(programs, name, value, row["slug"]) for name, value in row.items()])
        for line in _supports(entry.record):
            supports.append([_cell(supports, name, value, row["slug"]) for name, value in zip(SUPPORTS, line, strict=True)])
    for sheet in (programs, supports):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS if sheet is programs else SUPPORTS))}{sheet._max_row}"
    words = _sheet(workbook, "vocabulary", VOCABULARY)
    for line in _vocabulary(book):
        words.append([_cell(words, name, value, line[1]) for name, value in zip(VOCABULARY, line, strict=True)])
    told = workbook.create_sheet("about this file")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 26, 110
    for label, value in about.lines():
        told.append([_head(told, label), _cell(told, label, value, "about this file")])
    workbook.save(out)


def read_programs(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """The rows of the sheet `programs` as texts by column, fit for catalog.records.flat.record_of_row().

    Raises ValueError where the file is no workbook or has no such sheet.
    """
    try:
        rows = load_workbook(file, read_only=True)["programs"].iter_rows(values_only=True)
    except Exception as error:  # what a broken file raises is openpyxl's own affair
        raise ValueError(f"This is no workbook with a sheet “programs”: {error}") from error
    heads = [str(head) for head in next(rows, ())]
    for row in rows:
        yield {head: _text(value) for head, value in zip(heads, row, strict=True)}


def _sheet(workbook: Workbook, title: str, columns: Sequence[str]) -> Any:
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, name in enumerate(columns, start=1):
        width = next((wide for part, wide in _WIDE.items() if name.endswith(part)), 18)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, name) for name in columns])
    return sheet


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = _BOLD
    return cell


def _cell(sheet: Any, name: str, value: str, where: str) -> WriteOnlyCell | bool | float | int | None:
    """The value of a cell: a number or a truth value where its column holds these, else text that no program calculates."""
    if not value:
        return None
    if name in _TRUTHS:
        return value == "true"
    if name in NUMBERS:
        number = float(value)
        return int(number) if number == int(number) else number
    if len(value) > LONGEST:
        raise ValueError(f"{where}, {name}: a cell takes {LONGEST:,} characters, and this has {len(value):,}")
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("�", value))
    cell.data_type = "s"
    return cell


def _supports(record: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    read = {source["url"]: source["read"] for source in record["sources"]}
    for name, support in record["supports"].items():
        present = "true" if support["present"] else "false"
        source = support["source"] or ""
        basis = "; ".join(support.get("basis", ()))
        yield record["slug"], name, present, basis, support["evidence"], source, read.get(source, "")


def _vocabulary(book: Book) -> Iterator[tuple[str, ...]]:
    for vocabulary in book.vocabularies.values():
        for term in vocabulary.terms:
            yield vocabulary.code, term.code, term.label, term.definition, term.schema_org, term.ctdl


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
