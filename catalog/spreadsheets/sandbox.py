"""Read an uploaded file in a separate process, so that it cannot harm this one."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from catalog.spreadsheets.child import OUT_OF_MEMORY, parse_answer
from catalog.spreadsheets.limits import MOST_MEMORY, MOST_SECONDS
from catalog.spreadsheets.tables import Names, Table, UnreadableFile

_ROOT = Path(__file__).resolve().parents[2]
_WAIT = 10  # seconds to wait for another file
_SMALLER = "Remove what is not part of the table (other sheets, pictures, formatting), or import it in parts."
_SLOW = f"This file takes more than {MOST_SECONDS} seconds to read. {_SMALLER}"
_LARGE = f"This file needs too much memory to be read. {_SMALLER}"
_FAILED = "This file could not be read. Save it again as CSV UTF-8 or XLSX, or copy its rows into the empty template."
_BUSY = "Another file is being read. Try again in a minute."
# the system sends SIGKILL if memory is short
_REASONS = {-signal.SIGXCPU: _SLOW, OUT_OF_MEMORY: _LARGE, -signal.SIGKILL: _LARGE}
# what Python needs to start: no settings, no secrets
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")

_turn = BoundedSemaphore(1)  # files are read one at a time in each process
_log = logging.getLogger(__name__)


def read_table(kind: str, data: bytes, names: Names | None = None) -> Table:
    """Read the table of a file of this kind ("csv" or "xlsx") within the limits of catalog.spreadsheets.limits.

    `names` says how a header may name each column (see catalog.spreadsheets.tables.build_table).

    Raises UnreadableFile if the file cannot be read, takes too long or needs too much memory, or if another file is still
    being read.
    """
    if not _turn.acquire(timeout=_WAIT):
        raise UnreadableFile(_BUSY)
    try:
        status, answer, errors = _run(kind, data, names)
    finally:
        _turn.release()
    if status == 0:
        return parse_answer(answer)
    if status not in _REASONS:
        _log.error("The process that reads a file ended with status %s: %s", status, errors[-2000:].decode(errors="replace"))
    raise UnreadableFile(_REASONS.get(status, _FAILED))


def _command(kind: str, names: Names | None) -> list[str]:
    limits = (str(MOST_MEMORY), str(MOST_SECONDS))
    return [sys.executable, "-m", "catalog.spreadsheets.child", kind, *limits, json.dumps(names and dict(names))]


def _run(kind: str, data: bytes, names: Names | None) -> tuple[int, bytes, bytes]:
    """Run the child with a file as its input; return its exit status, output and errors. Kills it after MOST_SECONDS."""
    process = subprocess.Popen(
        _command(kind, names),
        cwd=_ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answer, errors = process.communicate(data, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU, b"", b""
    finally:
        _end(process)
    return process.returncode, answer, errors


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and all its processes if it is still running, and close its pipes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    with process:  # waits, and closes the pipes
        pass
