"""The build: an id of the code and templates."""

import hashlib
from pathlib import Path

FOLDERS = ("catalog", "config", "typology", "templates", "static", "fixtures")
SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".toml", ".txt", ".xml"}


def build_id(base: Path) -> str:
    """Return twelve hex digits of a hash over every file that can change a page. Part of each ETag."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for file in sorted((base / folder).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                digest.update(file.relative_to(base).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
