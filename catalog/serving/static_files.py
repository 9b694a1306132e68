"""Static files, collected so that a running server never misses one: new files first, old ones for another month."""

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

KEPT_DAYS = 30  # a page in a cache, or in a browser that is open, may still name a file for so long
MANIFEST = "staticfiles.json"
_DAY = 24 * 60 * 60


def collect_static_files(root: Path) -> None:
    """Collect this code's static files into `root`; delete those that no build has needed for KEPT_DAYS.

    The files are made in a folder beside it and then moved, the manifest last, so that whoever reads meanwhile finds
    whole files. A file's time is the last moment when it belonged to a build. Raises OSError if it cannot write.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent, prefix=".static-") as made:
        command = CollectStatic()
        command.storage = storages.create_storage({**settings.STORAGES["staticfiles"], "OPTIONS": {"location": made}})
        call_command(command, verbosity=0, interactive=False)
        _touch_build(root)
        files = [file for file in Path(made).rglob("*") if file.is_file()]
        for file in sorted(files, key=lambda file: file.name == MANIFEST):
            target = root / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)
    _delete_old(root, time.time() - KEPT_DAYS * _DAY)


def _touch_build(root: Path) -> None:
    """Give the files of the build that is replaced the present time: it was in service until now."""
    try:
        paths = json.loads((root / MANIFEST).read_text())["paths"]
    except (OSError, ValueError, KeyError):  # there is none, or it is damaged and about to be replaced
        return
    for name in {*paths, *paths.values()}:
        for file in root.joinpath(name).parent.glob(f"{Path(name).name}*"):  # compressed ones too
            os.utime(file)


def _delete_old(root: Path, before: float) -> None:
    """Delete the files whose time is earlier."""
    for file in root.rglob("*"):
        if file.is_file() and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
