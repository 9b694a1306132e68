"""An XLSX file before it is opened: whether it is one, and whether unpacking it could do harm."""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from catalog.exports.tables import Unreadable

MOST_UNPACKED = 60_000_000  # bytes, of all parts together; the whole catalog's workbook has some 3 million
MOST_PARTS = 1_000
_AT_ONCE = 1 << 16
_AS_XLSX = "Save it as an Excel workbook (.xlsx)."
_BROKEN = f"This is not an XLSX workbook, or a broken one. {_AS_XLSX}"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones of ECMA-376; others unpack without bounds


def check_parts(data: bytes) -> None:
    """Raise Unreadable where these bytes are no XLSX workbook, are broken, or would unpack to more than MOST_UNPACKED.

    Nothing is unpacked as a whole: what a file says of its parts is added up first, and then no part gives more than
    it said. A part that declares a document type is refused, so that no entity can grow.
    """
    if data.startswith(_OLD):
        raise Unreadable(
            f"This is an old Excel workbook (.xls), or one protected by a password. {_AS_XLSX[:-1]} without password."
        )
    if data.startswith(b"%PDF"):
        raise Unreadable(f"This is a PDF, not a workbook. {_AS_XLSX}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check_kind(file)
            _check_size(file)
            for part in file.infolist():
                _read_through(file, part)
    except Unreadable:
        raise
    except Exception as error:  # zipfile and zlib raise whatever they stumble over
        raise Unreadable(_BROKEN) from error


def _check_kind(file: zipfile.ZipFile) -> None:
    names = set(file.namelist())
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable(f"This is an OpenDocument file (.ods), not an XLSX workbook. {_AS_XLSX}")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"This is a binary Excel workbook (.xlsb). {_AS_XLSX}")
    raise Unreadable(_BROKEN)


def _check_size(file: zipfile.ZipFile) -> None:
    parts = file.infolist()
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"This workbook has {len(parts):,} parts; at most {MOST_PARTS:,} are read.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        most = MOST_UNPACKED // 1_000_000
        raise Unreadable(
            f"This workbook would unpack to {unpacked // 1_000_000:,} MB; at most {most} MB are read. "
            "Copy the rows into the empty template and import that."
        )
    if any(part.compress_type not in _PACKINGS or part.flag_bits & 1 for part in parts):
        raise Unreadable(_BROKEN)


def _read_through(file: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end, which also checks its length and sum; of XML, look at all that stands before the root."""
    prolog = _Prolog() if part.filename.endswith((".xml", ".rels", ".vml")) else None
    with file.open(part) as stream:
        while chunk := stream.read(_AT_ONCE):
            if prolog:
                prolog.feed(chunk)


class _Prolog:
    """What stands before the root of an XML document; after that nothing can declare a document type."""

    def __init__(self) -> None:
        self.over = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        if self.over:
            return
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as error:
            if not self.over:
                raise Unreadable(_BROKEN) from error

    def _root(self, *_: object) -> None:
        self.over = True

    def _doctype(self, *_: object) -> None:
        raise Unreadable(f"This workbook declares a document type, as no spreadsheet does, and is not opened. {_AS_XLSX}")
