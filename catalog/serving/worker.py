"""The gunicorn worker: waitress in a process that gunicorn starts, reloads and replaces."""

from __future__ import annotations

import gc
import os
import resource
import time
from types import FrameType

from gunicorn.workers.base import Worker

from catalog.serving.connections import Server

FILES = 4096  # a connection may need three: its socket, a request and an answer on disk


def tune_garbage_collection() -> None:
    """Let the collector leave what is loaded alone, and look less often: a page's records are many objects, few in cycles."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class BufferingWorker(Worker):
    """Serves requests so that slow clients hold no thread, and ends without losing an accepted request.

    It uses gunicorn's settings threads, worker_connections, keepalive, max_requests and graceful_timeout.
    """

    request_seconds: float = 30  # for a client to send a request, or between reads of its answer
    server: Server | None = None

    def init_process(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < FILES:
            most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        super().init_process()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self.server is not None:
            self.server.pull_trigger()  # notice it at once

    def run(self) -> None:
        """Serve until gunicorn stops this process, gunicorn itself has ended, or max_requests are answered."""
        tune_garbage_collection()
        (listener,) = self.sockets  # HOST and PORT
        self.server = server = Server(
            self.wsgi,
            listener.sock,
            threads=self.cfg.threads,
            connections=self.cfg.worker_connections,
            request_seconds=self.request_seconds,
            idle_seconds=self.cfg.keepalive,
        )
        while self.alive and self.ppid == os.getppid() and server.answered < self.max_requests:
            self.notify()
            server.serve(1.0)
        # answer accepted requests first, but gunicorn kills a worker after graceful_timeout
        server.stop()
        deadline = time.monotonic() + self.cfg.graceful_timeout - 1
        while server.active_channels and time.monotonic() < deadline:
            self.notify()
            server.serve(0.1)
