"""Fetching one page under guard: only public addresses, only so long, only so much.

The host's name is resolved here and every address it has is judged; the connection is then made to one of the very addresses
judged, so a name that changes its mind in between (DNS rebinding) leads nowhere. Redirects are followed by hand, and each is
judged as the first address was.
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

from catalog.links.fetch.failures import FailureKind, NotFetched
from catalog.links.fetch.public_addresses import Address, address, is_public

Resolver = Callable[[str, int], list[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]
Turn = Callable[[str], AbstractContextManager[None]]

MOST_REDIRECTS = 5
PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_HEADERS = (
    ("Accept", "text/html, */*;q=0.8"),
    ("Accept-Encoding", "identity"),
    ("Accept-Language", "en"),
    ("Connection", "close"),
)
_CHUNK = 16_384


@dataclass(frozen=True)
class Limits:
    """How long, in seconds, and how much: of connecting, of each silence, of a whole fetch, of a page's bytes."""

    connect: float = 10
    silence: float = 15
    whole: float = 25
    size: int = 2_000_000


@dataclass(frozen=True)
class Hop:
    """A redirect that was followed: its status and where it led."""

    status: int
    to: str


@dataclass(frozen=True)
class Fetched:
    """An answer, good or bad: from which address in the end, by which redirects, with which status, headers and bytes.

    Names of headers are in lower case. Of a page that is longer than the limit only the beginning is kept.
    """

    url: str
    hops: tuple[Hop, ...]
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the machine's own resolver knows them; raises socket.gaierror for an unknown one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def connect(ip: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """A connection to an IP address; raises the errors of httpcore."""
    return httpcore.SyncBackend().connect_tcp(ip, port, seconds)


def any_time(host: str) -> AbstractContextManager[None]:
    """The turn of whoever need not wait for it."""
    return contextlib.nullcontext()


class Fetcher:
    """Fetches pages; made once, used by any number of threads.

    `agent` is how it names itself. `turn` gives a context in which a host may be asked: see catalog.links.fetch.throttle.
    `allow_private`, `resolver` and `connect` are for tests with a server of their own.
    """

    def __init__(
        self,
        agent: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        turn: Turn = any_time,
        resolver: Resolver = resolve,
        connect: Connect = connect,
    ):
        self._agent, self._private, self._turn = agent, allow_private, turn
        self._resolver, self._connect = resolver, connect
        self.limits = limits or Limits()
        self._tls = ssl.create_default_context()
        self._tls.load_verify_locations(certifi.where())

    def fetch(self, url: str, method: str = "GET", *, body: bool = True) -> Fetched:
        """Ask for an address and follow where it leads; without `body` the answer's bytes are left unread.

        Raises NotFetched, and nothing else, where no answer came or none may be asked for.
        """
        hops: list[Hop] = []
        clock = _Clock(self.limits.whole)
        asked = address(url, allow_private=self._private)
        seen = {asked.url}
        while True:
            with self._turn(asked.host), clock:
                answer = self._ask(asked, method, body, clock)
            to = answer.headers.get("location", "")
            if answer.status not in PERMANENT + _TEMPORARY or not to:
                return Fetched(asked.url, tuple(hops), answer.status, answer.headers, answer.body)
            if len(hops) == MOST_REDIRECTS:
                raise NotFetched(FailureKind.REDIRECTS, f"it led on more than {MOST_REDIRECTS} times")
            asked = self._led(asked, to)
            if asked.url in seen:
                raise NotFetched(FailureKind.REDIRECTS, "it leads in a circle")
            seen.add(asked.url)
            hops.append(Hop(answer.status, asked.url))

    def _led(self, asked: Address, to: str) -> Address:
        try:
            joined = urljoin(asked.url, to.strip().replace(" ", "%20"))
        except ValueError:
            raise NotFetched(FailureKind.REFUSED, "it leads to something that is not a web address") from None
        try:
            return address(joined, allow_private=self._private)
        except NotFetched as failure:
            raise NotFetched(FailureKind.REFUSED, f"it leads on to where we do not ask: {failure.reason}") from None

    def _ask(self, asked: Address, method: str, body: bool, clock: _Clock) -> Fetched:
        """One request and its answer."""
        network = _Network(self._resolver, self._connect, self._private, clock, self.limits)
        headers = [("User-Agent", self._agent), *_HEADERS]
        with (
            _in_plain_words(),
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=network) as pool,
            pool.stream(method, asked.url, headers=headers) as response,
        ):
            told = {name.decode("latin-1").lower(): value.decode("utf-8", "replace") for name, value in response.headers}
            return Fetched(asked.url, (), response.status, told, self._read(response) if body else b"")

    def _read(self, response: httpcore.Response) -> bytes:
        read = bytearray()
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= self.limits.size:
                break
        return bytes(read[: self.limits.size])


class _Clock:
    """The time a fetch has left; runs only inside `with`, so waiting for one's turn costs nothing."""

    def __init__(self, seconds: float):
        self._left, self._since = seconds, 0.0

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._left -= time.monotonic() - self._since

    def at_most(self, seconds: float) -> float:
        """So many seconds or what is left; raises NotFetched where nothing is."""
        left = self._left - (time.monotonic() - self._since)
        if left <= 0:
            raise NotFetched(FailureKind.NO_ANSWER, "it did not answer in time")
        return min(seconds, left)


class _Network(httpcore.NetworkBackend):
    """Connects to public addresses alone, all within the clock's time."""

    def __init__(self, resolver: Resolver, connect: Connect, allow_private: bool, clock: _Clock, limits: Limits):
        self._resolver, self._connect, self._private = resolver, connect, allow_private
        self._clock, self._limits = clock, limits

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._judged(host, port)
        for ip in addresses:
            try:
                stream = self._connect(ip, port, self._clock.at_most(self._limits.connect))
                return _Stream(stream, self._clock, self._limits)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def _judged(self, host: str, port: int) -> list[str]:
        """The addresses of a host; raises NotFetched where any of them is not for everybody."""
        addresses = self._resolved(host, port)
        if not self._private and not all(map(is_public, addresses)):
            raise NotFetched(FailureKind.REFUSED, f"{host} is not a public address")
        return addresses

    def _resolved(self, host: str, port: int) -> list[str]:
        # the machine's resolver knows no time limit: it is asked in a thread that may be left behind
        found: list[list[str] | Exception] = []

        def look() -> None:
            try:
                found.append(self._resolver(host, port))
            except (OSError, ValueError) as error:
                found.append(error)

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        looking.join(self._clock.at_most(self._limits.whole))
        if not found:
            raise NotFetched(FailureKind.NO_ANSWER, f"the name {host} was not found in time")
        if isinstance(found[0], socket.gaierror) and found[0].errno == socket.EAI_AGAIN:
            raise NotFetched(FailureKind.NO_ANSWER, f"the name {host} cannot be looked up at the moment")
        if isinstance(found[0], Exception) or not found[0]:
            raise NotFetched(FailureKind.NO_NAME, f"there is no host of the name {host}")
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
            raise NotFetched(FailureKind.INSECURE, f"no secure connection could be made{why}") from None
        return _Stream(secure, self._clock, self._limits)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    """Whatever the network does wrong becomes NotFetched."""
    try:
        yield
    except httpcore.TimeoutException:
        raise NotFetched(FailureKind.NO_ANSWER, "it did not answer in time") from None
    except httpcore.ConnectError:
        raise NotFetched(FailureKind.NO_ANSWER, "no connection could be made") from None
    except httpcore.NetworkError:
        raise NotFetched(FailureKind.NO_ANSWER, "it broke off the connection") from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError, ValueError):
        raise NotFetched(FailureKind.NO_ANSWER, "no proper answer came") from None
    except OSError:
        raise NotFetched(FailureKind.NO_ANSWER, "the connection failed") from None
