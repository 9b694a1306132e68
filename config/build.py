"""The build: a short name for the state of the code and templates that answers requests."""

import hashlib
from pathlib import Path

FOLDERS = ("catalog", "config", "typology", "templates", "static", "fixtures")
SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".toml", ".txt", ".xml"}


def build_id(base: Path) -> str:
    """Twelve hex digits over every file under `base` that can change a page: part of each ETag.

    Machines with the same files agree; a changed template changes it.
    """
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for file in sorted((base / folder).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                digest.update(file.relative_to(base).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
