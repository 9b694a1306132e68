"""A real server on this machine that misbehaves in every way a link check must bear."""

import contextlib
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!doctype html><title>Academy of Teacher Leaders</title><p>Yes."


class Misbehaving(ThreadingHTTPServer):
    """Serves `pages` (path -> bytes) and the misbehaviors of `_Handler`; counts who asks what, and how many at once."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str]] = []  # method and path, in order
        self.agents: Counter[str] = Counter()
        self.most_at_once = 0
        self.most_at_once_of: dict[str, int] = defaultdict(int)  # by host
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, tuple[int, str]] = {}
        self.released = threading.Event()  # ends what hangs
        self._at_once: Counter[str] = Counter()
        self._counting = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def times(self, path: str, method: str | None = None) -> int:
        """How often a path was asked for."""
        return sum(asked == path and method in (None, how) for how, asked in self.asked)

    @contextmanager
    def counted(self, method: str, path: str, host: str) -> Iterator[Callable[[], None]]:
        """One request at work, until the block ends or what it gives is called: before the answer's last byte goes out."""
        with self._counting:
            self.asked.append((method, path))
            self._at_once[host] += 1
            self.most_at_once = max(self.most_at_once, self._at_once.total())
            self.most_at_once_of[host] = max(self.most_at_once_of[host], self._at_once[host])
        here = [host]

        def leave() -> None:
            with self._counting:
                while here:
                    self._at_once[here.pop()] -= 1

        try:
            yield leave
        finally:
            leave()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no fault here."""


class _Handler(BaseHTTPRequestHandler):
    server: Misbehaving

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path, _, _ = self.path.partition("?")
        host = self.headers.get("Host", "").partition(":")[0]
        self.server.agents[self.headers.get("User-Agent", "")] += 1
        with self.server.counted(self.command, path, host) as self._leave, contextlib.suppress(OSError):
            if path in self.server.pages:
                self._send(200, self.server.pages[path])
            elif path in self.server.redirects:
                status, to = self.server.redirects[path]
                self._send(status, b"", Location=to)
            else:
                getattr(self, "_" + path.strip("/").replace("-", "_"), self._404)()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self._leave()  # who has the answer may ask anew before this thread comes to its end
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _earlier(self) -> int:
        return self.server.times(self.path, "GET") - 1

    def _ok(self) -> None:
        self._send(200, PAGE)

    def _slow(self) -> None:
        time.sleep(0.02)  # long enough for others to come in between, were they let
        self._send(200, PAGE)

    def _head_refused(self) -> None:
        self._send(405 if self.command == "HEAD" else 200, PAGE)

    def _head_dropped(self) -> None:
        if self.command == "GET":
            self._send(200, PAGE)

    def _400(self) -> None:
        self._send(400, b"")

    def _403(self) -> None:
        self._send(403, b"")

    def _404(self) -> None:
        self._send(404, b"")

    def _410(self) -> None:
        self._send(410, b"")

    def _head_404(self) -> None:
        self._send(404 if self.command == "HEAD" else 200, PAGE)

    def _429_once(self) -> None:
        if len([path for _, path in self.server.asked if path == self.path]) == 1:
            self._send(429, b"", Retry_After="7")
        else:
            self._send(200, PAGE)

    def _429_for_long(self) -> None:
        self._send(429, b"", Retry_After="86400")

    def _500(self) -> None:
        self._send(500, b"")

    def _500_twice(self) -> None:
        self._send(500 if self.command == "HEAD" or self._earlier() < 2 else 200, PAGE)

    def _hangs(self) -> None:
        self.server.released.wait(30)

    def _drips(self) -> None:
        """An answer whose header comes a byte at a time, each in good time."""
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

    def _no_content(self) -> None:
        self._send(204, b"")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """The server, until the block ends."""
    server = Misbehaving()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
