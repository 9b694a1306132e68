"""Workbooks as LibreOffice saves them."""

import os
import shutil
import subprocess
from pathlib import Path

_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods"}


def save_again(folder: Path, ending: str = "xlsx", **workbooks: bytes) -> dict[str, bytes]:
    """Open workbooks in LibreOffice and save them with this ending, as a person would.

    Each workbook is XLSX or OpenDocument. `folder` is new, and not used again.
    """
    program = next(
        found for name in (os.environ.get("SOFFICE"), "soffice", "libreoffice") if name and (found := shutil.which(name))
    )
    source, target = folder / "source", folder / "target"
    source.mkdir(parents=True)
    for name, data in workbooks.items():
        is_ods = b"opendocument.spreadsheet" in data[:100]
        (source / f"{name}.{'ods' if is_ods else 'xlsx'}").write_bytes(data)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", _FILTERS[ending], "--outdir", target),
            *source.iterdir(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (target / f"{name}.{ending}").read_bytes() for name in workbooks}
