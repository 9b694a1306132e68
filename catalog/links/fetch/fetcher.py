"""Fetch a web page from public addresses only, within a time limit and a size limit.

The fetcher resolves the host itself, checks every IP address and connects to one of exactly those, so a name that changes in
between (DNS rebinding) leads nowhere. It follows redirects itself and checks each one like the first address.
docs/decisions/0045-link-checker-network-code.md says why no HTTP client does this for us.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import certifi
import httpcore

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.public_addresses import Address, is_public, parse_address

Resolver = Callable[[str, int], list[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]
Turn = Callable[[str], AbstractContextManager[Any]]

MAX_REDIRECTS = 5
PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_HEADERS = (
    ("Accept", "text/html, */*;q=0.8"),
    ("Accept-Encoding", "identity"),
    ("Accept-Language", "en"),
    ("Connection", "close"),
)
_CHUNK = 16_384
_TOO_LATE = "it did not answer in time"
# the first class that fits counts
_REASONS: dict[type[Exception], str] = {
    httpcore.TimeoutException: _TOO_LATE,
    httpcore.ConnectError: "no connection could be made",
    httpcore.NetworkError: "it closed the connection early",
    httpcore.ProtocolError: "it sent no valid HTTP response",
    httpcore.UnsupportedProtocol: "it sent no valid HTTP response",
    ValueError: "it sent no valid HTTP response",
    OSError: "the connection failed",
}


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, of silence and of a whole fetch; and the bytes of a page that are read."""

    connect: float = 10
    silence: float = 15
    total: float = 25
    size: int = 2_000_000


@dataclass(frozen=True)
class Redirect:
    """A redirect that was followed: its status and its target."""

    status: int
    to: str


@dataclass(frozen=True)
class FetchedPage:
    """An HTTP response, good or bad, after its redirects. Header names are in lower case; a long body is cut."""

    url: str
    redirects: tuple[Redirect, ...]
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def permanent_url(self) -> str:
        """Where the permanent redirects lead, before the first temporary one; empty without any."""
        moved = ""
        for redirect in self.redirects:
            if redirect.status not in PERMANENT:
                break
            moved = redirect.to
        return moved


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host; raises socket.gaierror for an unknown one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def connect(ip: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to an IP address; raises the errors of httpcore."""
    return httpcore.SyncBackend().connect_tcp(ip, port, seconds)


class Fetcher:
    """Fetches pages; threads may share it.

    `agent` is its User-Agent. `turn` gives the context in which a host may be asked (catalog.links.fetch.throttle).
    Tests pass `allow_private`, `resolver` and `connect` to use a server of their own.
    """

    def __init__(
        self,
        agent: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        turn: Turn = contextlib.nullcontext,
        resolver: Resolver = resolve,
        connect: Connect = connect,
    ):
        self.allow_private, self.resolver, self.connect = allow_private, resolver, connect
        self.limits = limits or Limits()
        self._agent, self._turn = agent, turn
        self._tls = ssl.create_default_context()
        self._tls.load_verify_locations(certifi.where())

    def fetch(self, url: str, method: str = "GET", *, body: bool = True) -> FetchedPage:
        """Request an address and follow its redirects; without `body` only the headers are read.

        Raises only FetchError: the address is not allowed, or no valid response came.
        """
        redirects: list[Redirect] = []
        clock = _Clock(self.limits.total)
        target = parse_address(url, allow_private=self.allow_private)
        seen = {target.url}
        while True:
            with self._turn(target.host), clock:
                status, headers, content = self._request(target, method, body, clock)
            to = headers.get("location", "")
            if status not in PERMANENT + _TEMPORARY or not to:
                return FetchedPage(target.url, tuple(redirects), status, headers, content)
            if len(redirects) == MAX_REDIRECTS:
                raise FetchError(FetchErrorKind.REDIRECTS, f"it redirects more than {MAX_REDIRECTS} times")
            target = self._redirect(target, to)
            if target.url in seen:
                raise FetchError(FetchErrorKind.REDIRECTS, "its redirects form a loop")
            seen.add(target.url)
            redirects.append(Redirect(status, target.url))

    def _redirect(self, source: Address, to: str) -> Address:
        try:
            return parse_address(urljoin(source.url, to.strip().replace(" ", "%20")), allow_private=self.allow_private)
        except (ValueError, FetchError) as error:
            why = error.reason if isinstance(error, FetchError) else "it is not a web address"
            raise FetchError(FetchErrorKind.NOT_ALLOWED, f"it redirects to an address that we do not open: {why}") from None

    def _request(self, target: Address, method: str, body: bool, clock: _Clock) -> tuple[int, dict[str, str], bytes]:
        """Send one request; return the status, headers and body of its response."""
        with (
            _translate_errors(),
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=_Network(self, clock)) as pool,
            pool.stream(method, target.url, headers=[("User-Agent", self._agent), *_HEADERS]) as response,
        ):
            headers = {name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.headers}
            return response.status, headers, self._read(response) if body else b""

    def _read(self, response: httpcore.Response) -> bytes:
        read = bytearray()
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= self.limits.size:
                break
        return bytes(read[: self.limits.size])


class _Clock:
    """The time left for a fetch. It runs only inside `with`, so waiting for a turn costs nothing."""

    def __init__(self, seconds: float):
        self._left, self._started = seconds, 0.0

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._left -= time.monotonic() - self._started

    def at_most(self, seconds: float) -> float:
        """Return the seconds, or the time left if that is less; raises FetchError if none is left."""
        left = self._left - (time.monotonic() - self._started)
        if left <= 0:
            raise FetchError(FetchErrorKind.NO_ANSWER, _TOO_LATE)
        return min(seconds, left)


class _Network(httpcore.NetworkBackend):
    """Connects only to public addresses, within the clock's time."""

    def __init__(self, fetcher: Fetcher, clock: _Clock):
        self._fetcher, self._clock = fetcher, clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._resolve(host, port)
        if not self._fetcher.allow_private and not all(map(is_public, addresses)):
            raise FetchError(FetchErrorKind.NOT_ALLOWED, f"{host} is not a public address")
        limits = self._fetcher.limits
        for ip in addresses:
            try:
                return _Stream(self._fetcher.connect(ip, port, self._clock.at_most(limits.connect)), self._clock, limits)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def _resolve(self, host: str, port: int) -> list[str]:
        # the system's resolver has no time limit, so it runs in a thread that can be abandoned
        found: list[list[str] | Exception] = []

        def look_up() -> None:
            try:
                found.append(self._fetcher.resolver(host, port))
            except (OSError, ValueError) as error:
                found.append(error)

        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._clock.at_most(self._fetcher.limits.total))
        if not found:
            raise FetchError(FetchErrorKind.NO_ANSWER, f"looking up the host name {host} took too long")
        if isinstance(found[0], socket.gaierror) and found[0].errno == socket.EAI_AGAIN:
            raise FetchError(FetchErrorKind.NO_ANSWER, f"the host name {host} cannot be looked up at the moment")
        if isinstance(found[0], Exception) or not found[0]:
            raise FetchError(FetchErrorKind.NO_SUCH_HOST, f"no host is named {host}")
        return found[0]


class _Stream(httpcore.NetworkStream):
    """A connection whose every step keeps to the clock."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock, limits: Limits):
        self._stream, self._clock, self._limits = stream, clock, limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _CHUNK), self._clock.at_most(self._limits.silence))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.at_most(self._limits.silence))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            secure = self._stream.start_tls(ssl_context, server_hostname, self._clock.at_most(self._limits.connect))
        except httpcore.ConnectError as error:
            cause = error.__cause__
            why = f": {cause.verify_message}" if isinstance(cause, ssl.SSLCertVerificationError) else ""
            raise FetchError(FetchErrorKind.INSECURE, f"no secure connection could be made{why}") from None
        return _Stream(secure, self._clock, self._limits)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextlib.contextmanager
def _translate_errors() -> Iterator[None]:
    """Raise FetchError for any error of the network."""
    try:
        yield
    except tuple(_REASONS) as error:
        reason = next(reason for kind, reason in _REASONS.items() if isinstance(error, kind))
        raise FetchError(FetchErrorKind.NO_ANSWER, reason) from None
