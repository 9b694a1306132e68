"""A server that answers as the catalog does, counts what reaches it, and fails on request."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from catalog.browse.decorators import PUBLIC

SHORT = "public, max-age=0, must-revalidate, s-maxage=1"


@dataclass
class Upstream:
    """What the server answers next, and the requests that reached it: (method, path, headers, length of the body)."""

    port: int = 0
    answers: bool = True
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str], int]] = field(default_factory=list)

    def answer(self, cache_control: str = PUBLIC, status: int = 200, **headers: str) -> None:
        """Answer like this from now on, with fresh counts."""
        self.status = status
        self.headers = {"Cache-Control": cache_control, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.requests = []


@contextmanager
def answering() -> Iterator[Upstream]:
    """Serve at a free port until the block ends. Each answer has a body of its own, with what was asked for."""
    upstream, number = Upstream(), count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_request(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            asked = {name.lower(): value for name, value in self.headers.items()}
            if not upstream.answers:
                self.close_connection = True
                return
            upstream.requests.append((self.command, self.path, asked, length))
            part = "fragment" if "hx-request" in asked else "page"
            body = f"{part} {next(number)}".encode()
            self.send_response(upstream.status)
            for name, value in upstream.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    Handler.do_GET = Handler.do_HEAD = Handler.do_POST = Handler.handle_request  # the names that the library calls
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    upstream.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield upstream
    finally:
        upstream.answers = False  # also on connections that are open
        server.shutdown()
        server.server_close()
