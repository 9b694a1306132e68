"""One process at a time sets the catalog up, on this machine and on all that share its database."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_KEY = 7_365_747_570  # of PostgreSQL's advisory lock: any number that nobody else uses
_PAUSE = 0.2


@contextmanager
def hold_setup_lock(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock until the block ends; call `wait` once if another process has it. It is given up if this one is killed."""
    with (folder / "setup.lock").open("w") as file:
        _acquire(lambda: _lock_file(file.fileno()), wait)
        if connection.vendor != "postgresql":
            yield
            return
        # asked for again and again, because a statement that waits may be ended by a timeout
        _acquire(lambda: _ask("SELECT pg_try_advisory_lock(%s)"), wait)
        try:
            yield
        finally:
            if connection.is_usable():
                _ask("SELECT pg_advisory_unlock(%s)")


def _acquire(take: Callable[[], bool], wait: Callable[[], None]) -> None:
    """Try until the lock is taken."""
    if take():
        return
    wait()
    while not take():
        time.sleep(_PAUSE)


def _lock_file(descriptor: int) -> bool:
    """Take the lock of a file, which ends with its process; False if another process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ask(sql: str) -> bool:
    """Ask PostgreSQL for the lock, or give it up."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_KEY])
        return bool(cursor.fetchone()[0])
