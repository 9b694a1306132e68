"""How long this process waits for a database server that does not answer.

While the server is silent, one thread at a time tries it and the others fail at once. So threads stay free for pages
that need no database.
"""

from __future__ import annotations

import threading
import time


class ConnectTimeout:
    """`seconds` is the longest wait for an answer, or None, as in management commands, for no limit."""

    PAUSE = 1.0  # seconds between two tries of a silent server

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._lock = threading.Lock()
        self._next_try = 0.0  # when to try the server again; 0 while it answers
        self._trying: int | None = None  # the thread that tries it

    def check(self) -> None:
        """Raise TimeoutError if the server is silent and it is not this thread's turn to try it."""
        if not self._next_try:
            return
        with self._lock:
            me, now = threading.get_ident(), time.monotonic()
            if not self._next_try or self._trying == me:
                return
            if now < self._next_try:
                raise TimeoutError("the server did not answer a moment ago")
            self._trying, self._next_try = me, now + 2 * (self.seconds or 0)

    def note_silence(self) -> None:
        """The server has not answered in time."""
        if self.seconds is not None:
            with self._lock:
                self._trying, self._next_try = None, time.monotonic() + self.PAUSE

    def note_answer(self) -> None:
        """The server has answered."""
        if self._next_try:
            with self._lock:
                self._trying, self._next_try = None, 0.0


patience = ConnectTimeout()
