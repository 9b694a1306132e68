"""Forty clients that send one byte at a time, nothing at all, or read nothing: do other visitors notice?"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.hostile.measuring import Figure, send_raw, visiting
from tests.processes import Served

CLIENTS = 40
_HEAD = b"POST /suggest/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# what each kind sends at first; then a byte every now and again
KINDS = {
    "headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "body": _HEAD + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na=",
    "multipart": _HEAD + b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n--b\r\n",
    "silent": b"",
    "reads nothing": b"GET /programs.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}
_TRICKLING = ("headers", "body", "multipart")


@contextmanager
def slow_clients(url: str, kind: str, many: int = CLIENTS) -> Iterator[list[socket.socket]]:
    """So many slow clients of a kind until the block ends: their connections."""
    ended = threading.Event()
    with ExitStack() as stack:
        connections = [stack.enter_context(send_raw(url, KINDS[kind])) for _ in range(many)]

        def trickle() -> None:
            while not ended.wait(1):
                for connection in connections:
                    try:
                        connection.send(b"x")
                    except OSError:  # the server has hung up, as it should
                        continue

        thread = threading.Thread(target=trickle, daemon=True)
        if kind in _TRICKLING:
            thread.start()
        try:
            yield connections
        finally:
            ended.set()
            if thread.is_alive():
                thread.join()


def run(served: Served, seconds: float = 8) -> list[Figure]:
    """What a visitor notices while forty slow clients of each kind are connected."""
    figures: list[Figure] = []
    for kind in KINDS:
        with slow_clients(served.url, kind), visiting(served.url) as visitor:
            threading.Event().wait(seconds)
        figures += visitor.figures(f"beside {CLIENTS} clients ({kind})")
    return figures
