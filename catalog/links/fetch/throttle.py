"""One request at a time for each host, with a pause in between, across all threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Throttle:
    """Hands out turns; a host rests for `pause` seconds after each response. `sleep` and `clock` are for tests."""

    def __init__(
        self, pause: float, *, sleep: Callable[[float], object] = time.sleep, clock: Callable[[], float] = time.monotonic
    ):
        self._pause, self._sleep, self._clock = pause, sleep, clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this host's turn; it lasts until the block ends."""
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
        with state.lock:
            if (wait := state.free_at - self._clock()) > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                state.free_at = self._clock() + self._pause


class _Host:
    def __init__(self) -> None:
        self.lock, self.free_at = threading.Lock(), float("-inf")
