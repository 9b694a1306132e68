"""Workbooks as LibreOffice saves them."""

import os
import shutil
import subprocess
from pathlib import Path


def save_again(folder: Path, **workbooks: bytes) -> dict[str, bytes]:
    """Open workbooks in LibreOffice and save them as XLSX, as a person would; `folder` is empty, and not used again."""
    program = next(
        found for name in (os.environ.get("SOFFICE"), "soffice", "libreoffice") if name and (found := shutil.which(name))
    )
    source, target = folder / "source", folder / "target"
    source.mkdir()
    for name, data in workbooks.items():
        (source / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", target),
            *source.iterdir(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (target / f"{name}.xlsx").read_bytes() for name in workbooks}
