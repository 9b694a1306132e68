"""Files meant to exhaust the server, sent by an Editor: each ends in a clear message, and visitors notice nothing."""

from __future__ import annotations

import gzip
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.hostile.measuring import Figure, Person, visiting
from tests.processes import Served, manage, serving

NAME, PASSWORD = "trial-editor", "a long passphrase for trials"
MOST_SECONDS = 30
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="programs" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(sheet: str) -> bytes:
    """A workbook whose one sheet, "programs", is this XML."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a row of 3.6 million cells": ("cells.xlsx", lambda: workbook(_SHEET.format(f"<row>{'<c/>' * 3_600_000}</row>"))),
    "an attribute of 55 MB": ("attribute.xlsx", lambda: workbook(_SHEET.format(f'<row spans="{"9" * 55_000_000}"/>'))),
    "a million empty rows": ("rows.xlsx", lambda: workbook(_SHEET.format("<row/>" * 1_000_000))),
    "a prolog of 10 MB": ("prolog.xlsx", lambda: workbook(f"<!--{'x' * 10_000_000}-->" + _SHEET.format(""))),
    "a zip that unpacks to 500 MB": ("bomb.xlsx", lambda: workbook(_SHEET.format(" " * 500_000_000))),
    "400,000 columns": ("columns.csv", lambda: ",".join(f"c{number}" for number in range(400_000)).encode()),
    "9 MB of one cell": ("cell.csv", lambda: b"slug,name\na," + b"x" * 9_000_000),
    "4 million empty lines": ("lines.csv", lambda: b"slug,name\n" + b"\n" * 4_000_000),
    "an array 100,000 deep": ("deep.jsonl", lambda: b"[" * 100_000),
    "a number of 5 MB": ("number.jsonl", lambda: b'{"founded": ' + b"9" * 5_000_000 + b"}"),
    "gzip under another name": ("gzip.xlsx", lambda: gzip.compress(b"x" * 1_000_000)),
}


def run(folder: Path) -> list[Figure]:
    """Each file in turn, while a visitor reads: how it ends, how long it takes, how large the server grows."""
    with serving(folder, WEB_CONCURRENCY="1") as served:
        manage(folder, "create_editor", NAME, "--role", "Editor", "--password-stdin", line=f"{PASSWORD}\n")
        editor = Person(served.url, NAME, PASSWORD)
        before = _memory(served)
        figures = []
        for kind, (name, make) in BOMBS.items():
            data = make()
            with visiting(served.url, pause=0.1) as visitor:
                start = time.perf_counter()
                answer = editor.upload("/admin/catalog/program/import/", "import_file", name, data)
                seconds = time.perf_counter() - start
            slowest = max((max(found) for found in visitor.seconds.values()), default=0)
            refused = (answer.status in (200, 413, 422) and b"errorlist" in answer.body) or b"error" in answer.body
            said = f"{len(data):,} bytes: {answer.status} after {seconds:.1f} s; a visitor waited {slowest:.2f} s at most"
            figures.append(Figure(kind, said, refused and seconds < MOST_SECONDS and not visitor.failed))
        grown = _memory(served) - before
        return [*figures, Figure("the server grew by", f"{grown:.0f} MB", grown < 300)]


def _memory(served: Served) -> float:
    """Resident memory of the processes that serve the address, in megabytes: the most they had."""
    port = served.url.rpartition(":")[2]
    total = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f":{port}" in (process / "cmdline").read_text() or f"PORT={port}\0" in (process / "environ").read_text():
                found = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
                total = max(total, int(found[1]) / 1000 if found else 0)
        except OSError:
            continue
    return total
