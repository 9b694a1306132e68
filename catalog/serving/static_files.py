"""Collect static files so that a running server never misses one: add the new ones, delete old ones a month later."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as CollectStatic
from django.core.files.storage import storages
from django.core.management import call_command

RETENTION_DAYS = 30  # a cached or open page may link to a file for this long
MANIFEST = "staticfiles.json"
_DAY = 24 * 60 * 60


def collect_static_files(root: Path) -> None:
    """Collect this code's static files into `root`; delete those that no build has needed for RETENTION_DAYS.

    They are written to a temporary folder and then moved, the manifest last, so that readers always find complete files.
    A file's modification time is the last time it belonged to a build. Raises OSError if it cannot write.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".static-") as temporary:
        command = CollectStatic()
        command.storage = storages.create_storage({**settings.STORAGES["staticfiles"], "OPTIONS": {"location": temporary}})
        call_command(command, verbosity=0, interactive=False)
        _touch_build(root)
        files = [file for file in Path(temporary).rglob("*") if file.is_file()]
        for file in sorted(files, key=lambda file: file.name == MANIFEST):
            target = root / file.relative_to(temporary)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)
    _delete_old(root, time.time() - RETENTION_DAYS * _DAY)


def _touch_build(root: Path) -> None:
    """Set the time of the replaced build's files to now: it was in use until now."""
    try:
        paths = json.loads((root / MANIFEST).read_text())["paths"]
    except (OSError, ValueError, KeyError):  # missing or damaged
        return
    for name in {*paths, *paths.values()}:
        for file in root.joinpath(name).parent.glob(f"{Path(name).name}*"):  # compressed ones too
            os.utime(file)


def _delete_old(root: Path, before: float) -> None:
    """Delete files with an earlier time."""
    for file in root.rglob("*"):
        if file.is_file() and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
