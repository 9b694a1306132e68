"""One process at a time sets the catalog up, on all machines that share its database."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_KEY = 7_365_747_570  # of PostgreSQL's advisory lock: an arbitrary number
_PAUSE = 0.2


@contextmanager
def hold_setup_lock(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock until the block ends; call `wait` once if another process has it. A killed process releases it."""
    with (folder / "setup.lock").open("w") as file:
        _acquire(lambda: _lock_file(file.fileno()), wait)
        if connection.vendor != "postgresql":
            yield
            return
        # polled, because a timeout may end a waiting statement
        _acquire(lambda: _query("SELECT pg_try_advisory_lock(%s)"), wait)
        try:
            yield
        finally:
            if connection.is_usable():
                _query("SELECT pg_advisory_unlock(%s)")


def _acquire(take: Callable[[], bool], wait: Callable[[], None]) -> None:
    """Try until the lock is taken."""
    if take():
        return
    wait()
    while not take():
        time.sleep(_PAUSE)


def _lock_file(descriptor: int) -> bool:
    """Take the lock of a file, which ends with the process. Returns False if another process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _query(sql: str) -> bool:
    """Run a statement on PostgreSQL's lock and return its result."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_KEY])
        return bool(cursor.fetchone()[0])
