"""The file formats that editors import and export. Each holds whole records, including the coders' notes."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from catalog.exports.csv_table import editor_csv_chunks
from catalog.exports.provenance import About
from catalog.exports.xlsx import CONTENT_TYPE, write_xlsx
from catalog.imports.readers import SourceFile, TableFile, parse_lines
from catalog.imports.rows import RecordFile
from catalog.programs.columns import header_names
from catalog.programs.jsonl import number_lines
from catalog.programs.published_records import Published
from catalog.schema.codebook import book
from catalog.schema.validation import to_line
from catalog.spreadsheets.limits import MOST_DOWN, MOST_ROWS
from catalog.spreadsheets.sandbox import read_table
from catalog.spreadsheets.tables import UnreadableFile

_MOST_BRACKETS = 500_000  # of a JSONL file; the whole catalog has some 11,000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileFormat:
    """A file format. `read` raises UnreadableFile; `write` adds the provenance if the format has room for it."""

    code: str  # also the ending of the file's name
    label: str
    content_type: str
    read: Callable[[bytes], SourceFile]
    write: Callable[[Sequence[Published], About], bytes]


def _read_csv(data: bytes) -> TableFile:
    return TableFile(read_table("csv", data, header_names()))


def _read_xlsx(data: bytes) -> TableFile:
    return TableFile(read_table("xlsx", data, header_names()))


def _read_jsonl(data: bytes) -> RecordFile:
    if data.count(b"\n") > MOST_DOWN or sum(1 for _ in number_lines(data)) > MOST_ROWS:
        raise UnreadableFile(f"The file has more than {MOST_ROWS:,} lines. Import it in parts.")
    if data.count(b"{") + data.count(b"[") > _MOST_BRACKETS:
        raise UnreadableFile(f"The file has more than {_MOST_BRACKETS:,} lists and objects. Import it in parts.")
    file = parse_lines(data)
    if not file.entries:
        raise UnreadableFile("The file has no programs: all its lines are empty.")
    return file


def _write_csv(entries: Sequence[Published], about: About) -> bytes:
    return b"".join(editor_csv_chunks(entries))


def _write_xlsx(entries: Sequence[Published], about: About) -> bytes:
    file = io.BytesIO()
    write_xlsx(entries, about, book(), file, for_editors=True)
    return file.getvalue()


def _write_jsonl(entries: Sequence[Published], about: About) -> bytes:
    return "".join(to_line(entry.record) + "\n" for entry in entries).encode()


CSV = FileFormat("csv", "CSV, a table for any spreadsheet", "text/csv; charset=utf-8", _read_csv, _write_csv)
XLSX = FileFormat("xlsx", "XLSX, an Excel workbook with the vocabulary", CONTENT_TYPE, _read_xlsx, _write_xlsx)
JSONL = FileFormat("jsonl", "JSONL, one record per line", "application/jsonl; charset=utf-8", _read_jsonl, _write_jsonl)
FORMATS = {file_format.code: file_format for file_format in (CSV, XLSX, JSONL)}


def detect_format(name: str, data: bytes) -> FileFormat:
    """Return the format of a file: by its first bytes, or else by its name."""
    start = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return XLSX
    if start.startswith((b"{", b"[")):
        return JSONL
    return FORMATS.get(PurePath(name).suffix.lower().removeprefix("."), CSV)


def read_file(kind: str, data: bytes) -> SourceFile:
    """Read a file of the format with this code. Raises UnreadableFile for any error."""
    try:
        return FORMATS[kind].read(data)
    except UnreadableFile:
        raise
    except Exception as error:  # any bytes can be uploaded: the editor gets a message, and the log the traceback
        _log.exception("An import could not be read")
        raise UnreadableFile("This file cannot be read. Save it again, or copy its rows into the empty template.") from error
