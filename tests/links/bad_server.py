"""A real server on this machine that misbehaves in every way a link check must survive."""

import contextlib
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!doctype html><title>Academy of Teacher Leaders</title><p>Yes."


class BadServer(ThreadingHTTPServer):
    """Serves `pages` (path -> bytes), `redirects` (path -> status, target) and the misbehaviors of `_Handler`.

    Records the requests, and the highest number of requests at the same time, in all and by host.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, str]] = []  # method and path, in order
        self.agents: Counter[str] = Counter()
        self.max_parallel = 0
        self.max_parallel_by_host: dict[str, int] = defaultdict(int)
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, tuple[int, str]] = {}
        self.released = threading.Event()  # ends whatever hangs
        self._parallel: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def count(self, path: str, method: str | None = None) -> int:
        """Return the number of requests for a path."""
        return sum(requested == path and method in (None, verb) for verb, requested in self.requests)

    @contextmanager
    def record(self, method: str, path: str, host: str) -> Iterator[Callable[[], None]]:
        """Count a request as running until the block ends or the yielded function is called (before the last byte is sent)."""
        with self._lock:
            self.requests.append((method, path))
            self._parallel[host] += 1
            self.max_parallel = max(self.max_parallel, self._parallel.total())
            self.max_parallel_by_host[host] = max(self.max_parallel_by_host[host], self._parallel[host])
        running = [host]

        def leave() -> None:
            with self._lock:
                while running:
                    self._parallel[running.pop()] -= 1

        try:
            yield leave
        finally:
            leave()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection."""


class _Handler(BaseHTTPRequestHandler):
    server: BadServer

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path, _, _ = self.path.partition("?")
        host = self.headers.get("Host", "").partition(":")[0]
        self.server.agents[self.headers.get("User-Agent", "")] += 1
        with self.server.record(self.command, path, host) as self._leave, contextlib.suppress(OSError):
            name = path.strip("/")
            if path in self.server.pages:
                self._send(200, self.server.pages[path])
            elif path in self.server.redirects:
                status, to = self.server.redirects[path]
                self._send(status, b"", Location=to)
            elif name.isdecimal():
                self._send(int(name), b"")
            else:
                getattr(self, "_" + name.replace("-", "_"), lambda: self._send(404, b""))()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self._leave()  # the client may send its next request before this thread ends
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _ok(self) -> None:
        self._send(200, PAGE)

    def _slow(self) -> None:
        time.sleep(0.02)  # long enough for other requests to arrive, if they may
        self._send(200, PAGE)

    def _head_refused(self) -> None:
        self._send(405 if self.command == "HEAD" else 200, PAGE)

    def _head_dropped(self) -> None:
        if self.command == "GET":
            self._send(200, PAGE)

    def _head_404(self) -> None:
        self._send(404 if self.command == "HEAD" else 200, PAGE)

    def _429_once(self) -> None:
        if self.server.count(self.path) == 1:
            self._send(429, b"", Retry_After="7")
        else:
            self._send(200, PAGE)

    def _429_for_long(self) -> None:
        self._send(429, b"", Retry_After="86400")

    def _500_twice(self) -> None:
        self._send(500 if self.command == "HEAD" or self.server.count(self.path, "GET") <= 2 else 200, PAGE)

    def _hangs(self) -> None:
        self.server.released.wait(30)

    def _drips(self) -> None:
        """Send a header byte by byte, each in good time."""
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
            self.wfile.write(bytes([byte]))
            if self.server.released.wait(0.02):
                return

    def _drips_body(self) -> None:
        self._begin_endless()
        while not self.server.released.wait(0.02):
            self.wfile.write(b" ")

    def _endless(self) -> None:
        self._begin_endless()
        self.wfile.write(PAGE)
        while not self.server.released.is_set():
            self.wfile.write(b"<p>more" * 1000)

    def _begin_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def _drops(self) -> None:
        self.connection.close()

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\xff this was never HTTP \r\n\r\n" * 20)

    def _huge_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"x" * 2_000_000 + b"\r\n\r\n")

    def _picture(self) -> None:
        self._send(200, b"\x89PNG", Content_Type="image/png")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def run_bad_server() -> Iterator[BadServer]:
    """Run the server until the block ends."""
    server = BadServer()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
