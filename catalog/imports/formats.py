"""The formats of the editors' files, as django-import-export knows formats: bytes to entries, records to bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import PurePath

from import_export.formats.base_formats import Format

from catalog.exports.csv_table import desk_csv_chunks
from catalog.exports.provenance import About
from catalog.exports.xlsx import CONTENT_TYPE, write_xlsx
from catalog.imports.readers import filed_table
from catalog.imports.rows import Filed
from catalog.imports.services import filed_lines
from catalog.programs.jsonl import numbered
from catalog.programs.published_records import Published
from catalog.schema.codebook import book
from catalog.schema.validation import to_line
from catalog.spreadsheets.limits import MOST_DOWN, MOST_ROWS
from catalog.spreadsheets.sandbox import read_table
from catalog.spreadsheets.tables import Unreadable

_MOST_BRACKETS = 500_000  # of a JSONL file; the whole catalog has some 11,000


class DeskFormat(Format):
    """A format whose files hold whole records, the coders' notes included, there and back; tables also the versions."""

    title = extension = content_type = ""

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, data: bytes) -> Filed:
        """The entries of a file. Raises Unreadable where it cannot be taken for one of this format."""
        raise NotImplementedError

    def export_data(self, entries: Sequence[Published], about: About) -> bytes:
        """The file of these records, which says of itself what `about` does where the format has room for it."""
        raise NotImplementedError


class CsvFormat(DeskFormat):
    title, extension, content_type = "CSV, a table for any spreadsheet", "csv", "text/csv; charset=utf-8"

    def create_dataset(self, data: bytes) -> Filed:
        return filed_table(read_table("csv", data))

    def export_data(self, entries: Sequence[Published], about: About) -> bytes:
        return b"".join(desk_csv_chunks(entries))


class XlsxFormat(DeskFormat):
    title, extension, content_type = "XLSX, an Excel workbook with the vocabulary", "xlsx", CONTENT_TYPE

    def create_dataset(self, data: bytes) -> Filed:
        return filed_table(read_table("xlsx", data))

    def export_data(self, entries: Sequence[Published], about: About) -> bytes:
        file = io.BytesIO()
        write_xlsx(entries, about, book(), file, desk=True)
        return file.getvalue()


class JsonlFormat(DeskFormat):
    title, extension, content_type = "JSONL, one record on each line", "jsonl", "application/jsonl; charset=utf-8"

    def create_dataset(self, data: bytes) -> Filed:
        if data.count(b"\n") > MOST_DOWN or sum(1 for _ in numbered(data)) > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} lines. Import it in parts.")
        if data.count(b"{") + data.count(b"[") > _MOST_BRACKETS:
            raise Unreadable(f"The file has more than {_MOST_BRACKETS:,} lists and objects. Import it in parts.")
        filed = filed_lines(data)
        if not filed.entries:
            raise Unreadable("The file holds no program: all its lines are empty.")
        return filed

    def export_data(self, entries: Sequence[Published], about: About) -> bytes:
        return "".join(to_line(entry.record) + "\n" for entry in entries).encode()


DESK_FORMATS = (CsvFormat, XlsxFormat, JsonlFormat)


def format_of(name: str, data: bytes) -> DeskFormat:
    """The format that a file is in, by what it begins with; its name counts only where that says nothing."""
    start = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return XlsxFormat()
    if start.startswith((b"{", b"[")):
        return JsonlFormat()
    endings = {".xlsx": XlsxFormat, ".jsonl": JsonlFormat}
    return endings.get(PurePath(name).suffix.lower(), CsvFormat)()
