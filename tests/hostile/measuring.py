"""What every trial uses: figures to report, a visitor who measures, and raw requests."""

from __future__ import annotations

import http.client
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

PATIENCE = 20  # seconds that a visitor waits for a page


@dataclass(frozen=True)
class Figure:
    """One line of a report: what was measured, what came out, and whether it is as it must be (None: no bound)."""

    what: str
    value: str
    good: bool | None = None


@dataclass
class Visitor:
    """Asks the same addresses again and again, as one visitor would, and keeps how long each answer took.

    `seconds` holds the answers with status 200 by address, `failed` everything else: a status, or an error's name.
    """

    url: str
    paths: tuple[str, ...] = ("/programs/", "/healthz")
    pause: float = 0.2
    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def visit(self) -> None:
        """Ask each address once."""
        for path in self.paths:
            start = time.perf_counter()
            try:
                status = fetch(self.url, path).status
            except OSError as error:
                self.failed.append(f"{path}: {type(error).__name__}")
                continue
            if status == 200:
                self.seconds.setdefault(path, []).append(time.perf_counter() - start)
            else:
                self.failed.append(f"{path}: {status}")

    def keep_visiting(self) -> None:
        """Ask until the visit ends."""
        while not self._ended.is_set():
            self.visit()
            self._ended.wait(self.pause)

    def figures(self, situation: str) -> list[Figure]:
        """Median and slowest answer of each address, and how many asked in vain."""
        figures = [
            Figure(f"{path} {situation}, median / slowest", f"{statistics.median(found):.2f} / {max(found):.2f} s")
            for path, found in self.seconds.items()
        ]
        asked = len(self.failed) + sum(map(len, self.seconds.values()))
        return [*figures, Figure(f"answers missed {situation}", f"{len(self.failed)} of {asked}", not self.failed)]


@contextmanager
def visiting(url: str, **options: object) -> Iterator[Visitor]:
    """A visitor who asks until the block ends."""
    visitor = Visitor(url, **options)  # type: ignore[arg-type]
    thread = threading.Thread(target=visitor.keep_visiting, daemon=True)
    thread.start()
    try:
        yield visitor
    finally:
        visitor._ended.set()
        thread.join(PATIENCE * 3)


@dataclass(frozen=True)
class Answer:
    """An answer read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def fetch(url: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Send one request over a connection of its own. Raises OSError where no answer comes within PATIENCE."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def send_raw(url: str, data: bytes) -> socket.socket:
    """A connection on which these bytes were sent, still open."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)
    connection.sendall(data)
    return connection


class Person:
    """Somebody with an account, signed in, who sends forms as a browser does."""

    def __init__(self, url: str, name: str, password: str):
        self.url, self._jar = url, CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._jar))
        self.get("/admin/login/")
        answer = self.post("/admin/login/?next=/admin/", {"username": name, "password": password})
        if answer.status != 200 or b'name="password"' in answer.body:
            raise RuntimeError(f"{name} could not sign in: {answer.status}")

    def get(self, path: str) -> Answer:
        """Open an address, redirects followed."""
        return self._send(Request(self.url + path))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, redirects followed."""
        data = urlencode({**fields, "csrfmiddlewaretoken": self._token()}).encode()
        return self._send(Request(self.url + path, data))

    def upload(self, path: str, field_name: str, name: str, data: bytes, fields: dict[str, str] | None = None) -> Answer:
        """Send a file in a form, redirects followed."""
        boundary = "----------------hostile-trial"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**(fields or {}), "csrfmiddlewaretoken": self._token()}.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), data, f"\r\n--{boundary}--\r\n".encode()])
        return self._send(Request(self.url + path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}))

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self._jar if cookie.name == "csrftoken"), "")

    def _send(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=120) as response:
                return Answer(response.status, response.headers, response.read())
        except HTTPError as error:
            return Answer(error.code, error.headers, error.read())


def log_size(log: Path) -> int:
    """How many bytes a server has printed."""
    return log.stat().st_size
