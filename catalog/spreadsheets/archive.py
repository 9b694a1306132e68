"""An XLSX file before it is opened: whether it is one, and whether opening it could do harm."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import islice, pairwise

from catalog.spreadsheets.limits import MOST_CELLS, MOST_DOWN, MOST_MARKUP, MOST_PARTS, MOST_UNPACKED
from catalog.spreadsheets.tables import Unreadable

_AS_XLSX = "Save it as an Excel workbook (.xlsx)."
_COPY = "Copy the rows of the table into the empty template and import that."
BROKEN = f"This is not an XLSX workbook, or a broken one. {_AS_XLSX}"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones of ECMA-376; others unpack without bounds
_XML = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
# a tag up to its end; a quoted value may hold ">". Possessive, so that a tag without an end costs one pass.
_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
_STRETCH = re.compile(rb"<[^<]{%d,}" % MOST_MARKUP)
_UNTIL = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_BEGINS = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")


def check_archive(data: bytes) -> None:
    """Raise Unreadable where these bytes are not a workbook, are broken, or could do harm when they are opened.

    Sizes are added up from the archive's directory before anything is unpacked, and no part gives more than it said.
    XML must be UTF-8 without a document type, so that nothing can expand, and without long markup: the parser's time is
    quadratic in the length of one tag or comment. All checks take linear time.
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
                content = file.read(part)  # to its end, which also checks its length and sum
                if _is_xml(part.filename, content):
                    _check_xml(content)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # zipfile and zlib raise many kinds of errors
        raise Unreadable(BROKEN) from error


def _check_kind(file: zipfile.ZipFile) -> None:
    names = set(file.namelist())
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable(f"This is an OpenDocument file (.ods), not an XLSX workbook. {_AS_XLSX}")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"This is a binary Excel workbook (.xlsb). {_AS_XLSX}")
    raise Unreadable(BROKEN)


def _check_size(file: zipfile.ZipFile) -> None:
    parts = file.infolist()
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"This workbook has {len(parts):,} parts; at most {MOST_PARTS:,} are read. {_COPY}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Unreadable(
            f"This workbook would unpack to {unpacked / 1_000_000:,.1f} MB; at most {MOST_UNPACKED // 1_000_000} MB are read. "
            f"{_COPY}"
        )
    if any(part.compress_type not in _PACKINGS or part.flag_bits & 1 for part in parts):
        raise Unreadable(BROKEN)


def _is_xml(name: str, content: bytes) -> bool:
    """Whether a parser could take a part for XML, by its name or by its beginning in any encoding."""
    return name.lower().endswith(_XML) or content.translate(None, b"\0").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _check_xml(content: bytes) -> None:
    content = content.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(content[:MOST_MARKUP])
    if b"\0" in content or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise Unreadable(f"This workbook has parts that are not in UTF-8, unlike any spreadsheet's. {_AS_XLSX}")
    if b"<!DOCTYPE" in content:
        raise Unreadable(f"This workbook declares a document type, unlike any spreadsheet, and is not opened. {_AS_XLSX}")
    if _has_long_markup(content):
        raise Unreadable(f"This workbook has markup longer than {MOST_MARKUP:,} bytes, unlike any spreadsheet's. {_COPY}")
    _check_cells(content)


def _has_long_markup(content: bytes) -> bool:
    """Whether some tag, comment, section or instruction is longer than MOST_MARKUP."""
    at = 0
    while begin := _BEGINS.search(content, at):
        end = content.find(_UNTIL[begin[0]], begin.end(), begin.start() + MOST_MARKUP)
        if end < 0:
            return True
        at = end
    # no "<" stands inside a tag, so only a long stretch between two of them can hold a long one; most are long texts
    starts = (found.start() for found in _STRETCH.finditer(content))
    return any(
        not content.startswith(tuple(_UNTIL), start) and not _TAG.match(content, start, start + MOST_MARKUP) for start in starts
    )


def _check_cells(content: bytes) -> None:
    """Raise Unreadable for a sheet of more rows than are read, and for a row of more cells than XLSX allows.

    openpyxl reads each sheet once to learn its size, and holds all cells of a row in memory.
    """
    if b"sheetData" not in content:
        return
    rows = [found.start() for found in _ROW.finditer(content)]
    if len(rows) > MOST_DOWN:
        raise Unreadable(
            f"A sheet of this workbook goes on below row {MOST_DOWN:,}. "
            "Delete its empty rows, or copy the table into the empty template and import that."
        )
    for number, (start, end) in enumerate(pairwise([*rows, len(content)]), start=1):
        # the shortest cell is <c/>: few rows are long enough to count
        if end - start > 4 * MOST_CELLS and next(islice(_CELL.finditer(content, start, end), MOST_CELLS, None), None):
            raise Unreadable(f"Row {number} of a sheet has more than {MOST_CELLS:,} cells, more than any spreadsheet. {_COPY}")
