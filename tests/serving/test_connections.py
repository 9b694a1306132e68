"""The server under slow, silent, numerous and malformed clients."""

import contextlib
import http.client
import select
import socket
import time
from urllib.request import urlopen

import pytest

from tests.processes import PATIENCE, serving_application
from tests.serving.slow_app import LARGE

APPLICATION = "tests.serving.slow_app:application"
MANY = 40
START = b"POST /echo HTTP/1.1\r\nHost: localhost\r\n"
MULTIPART = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n"
# what a client of each kind sends at first, and what it sends again and again
KINDS = {
    "silent": (b"", b""),
    "slow headers": (START, b"X"),
    "slow body": (START + b"Content-Length: 100000\r\n\r\n", b"x"),
    "slow multipart": (START + MULTIPART, b"x"),
    "no reader": (b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", b"x"),
    "idle": (b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n", b""),
}


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """A process with two threads and long time limits for clients."""
    with serving_application(tmp_path_factory.mktemp("patient"), APPLICATION, WEB_CONCURRENCY="1", WEB_THREADS="2") as served:
        yield served


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A process with two threads, the shortest time limits and the fewest connections."""
    folder = tmp_path_factory.mktemp("impatient")
    limits = {"REQUEST_TIMEOUT": "1", "IDLE_TIMEOUT": "1", "WEB_CONNECTIONS": "10"}
    with serving_application(folder, APPLICATION, WEB_CONCURRENCY="1", WEB_THREADS="2", **limits) as served:
        yield served


@contextlib.contextmanager
def clients(served, first, count=MANY):
    """Open connections that have sent these bytes."""
    with contextlib.ExitStack() as stack:
        sockets = []
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(served.address)
            client.sendall(first)
            sockets.append(client)
        yield sockets


def ask(served, request):
    """Return the response to these bytes."""
    with socket.create_connection(served.address, timeout=PATIENCE) as client:
        client.sendall(request)
        answer = http.client.HTTPResponse(client)
        answer.begin()
        return answer


def page(served, path="/small"):
    # less than the limits of a patient server: fails if it waits for slow clients to time out
    with urlopen(f"{served.url}{path}", timeout=20) as answer:
        return answer.read()


def read_to_the_end(client):
    """Read until the server closes the connection; return the number of bytes."""
    client.settimeout(PATIENCE)
    count = 0
    with contextlib.suppress(ConnectionResetError):
        while data := client.recv(1 << 20):
            count += len(data)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_answered_while_forty_slow_clients_are_connected(patient, kind):
    first, more = KINDS[kind]
    # large answers go to the disk, which is slow: only a few, but more than there are threads
    with clients(patient, first, 8 if kind == "no reader" else MANY) as slow:
        for client in slow * 2:
            if more:
                client.send(more)
        assert [page(patient).isdigit() for _ in range(10)] == [True] * 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_that_takes_too_long_is_disconnected(impatient, kind):
    first, more = KINDS[kind]
    with clients(impatient, first, 1) as (client,):
        if not more:
            assert read_to_the_end(client) < LARGE
            return
        # sending single bytes does not extend the limit
        deadline = time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError):
            while True:
                client.send(more)
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_a_large_answer_is_complete(patient):
    assert page(patient, "/large") == b"x" * LARGE


def test_a_new_connection_replaces_a_waiting_one(impatient):
    with clients(impatient, b"", 30):
        assert page(impatient).isdigit()


def test_health_is_answered_while_every_thread_is_busy(patient):
    folder = patient.log.parent
    with clients(patient, b"GET /held/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 8) as held:
        try:
            while not (folder / "began-health").exists():
                time.sleep(0.01)
            assert page(patient, "/healthz").isdigit()
            assert not select.select(held, [], [], 0)[0]
        finally:
            (folder / "release").touch()
        assert all(read_to_the_end(client) for client in held)
    (folder / "release").unlink()


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (b"GET /" + b"a" * (8190 - 14) + b" HTTP/1.1", b"", 200),
        (b"GET /" + b"a" * (8191 - 14) + b" HTTP/1.1", b"", 414),
        (b"GET / HTTP/1.1", b"X-Long: " + b"a" * 20_000 + b"\r\n", 200),
        (b"GET / HTTP/1.1", b"X-Long: " + b"a" * 40_000 + b"\r\n", 431),
        (b"POST /echo HTTP/1.1", b"Content-Length: 12582913\r\n", 413),
        (b"POST /echo HTTP/1.1", b"Content-Length: 12582913\r\nExpect: 100-continue\r\n", 413),
        (b"POST /echo HTTP/1.1", b"Content-Length: 0\r\n", 200),
        (b"POST /echo HTTP/1.1", b"Content-Length: 5, 5\r\n", 400),
        (b"POST /echo HTTP/1.1", b"Transfer-Encoding: chunked\r\n", 411),
        (b"POST /echo HTTP/1.1", b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\nExpect: 100-continue\r\n", 411),
        (b"POST /echo HTTP/1.1", b"Transfer-Encoding: gzip\r\n", 501),
        (b"GET / HTTP/1.1", b"Bad Name: 1\r\n", 400),
        (b"get / HTTP/1.1", b"", 400),
        (b"nonsense", b"", 400),
    ],
)
def test_a_request_beyond_the_limits_is_refused(patient, request_line, headers, status):
    answer = ask(patient, request_line + b"\r\nHost: localhost\r\n" + headers + b"\r\n")
    assert answer.status == status
    assert answer.getheader("Server") is None


def test_the_largest_body_is_read_completely(patient):
    size = 12 * 1024 * 1024
    with urlopen(f"{patient.url}/echo", data=b"x" * size, timeout=PATIENCE) as answer:
        assert int(answer.read()) == size


def test_a_connection_is_kept_through_answers_with_and_without_a_body(patient):
    connection = http.client.HTTPConnection(*patient.address, timeout=PATIENCE)
    connection.connect()
    first = connection.sock
    for method, path in (("GET", "/small"), ("GET", "/unchanged"), ("HEAD", "/small"), ("POST", "/echo"), ("GET", "/small")):
        connection.request(method, path, body=b"x" if method == "POST" else None)
        answer = connection.getresponse()
        answer.read()
        assert connection.sock is first, (method, path)
        assert answer.getheader("Connection") is None
    connection.close()


@pytest.mark.parametrize(("path", "has_length"), [("/small", True), ("/unstated", False)])
def test_nothing_follows_the_headers_of_an_answer_to_head(patient, path, has_length):
    with clients(patient, f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(), 1) as (client,):
        text = b""
        client.settimeout(PATIENCE)
        while data := client.recv(1 << 16):
            text += data
    assert text.endswith(b"\r\n\r\n")
    assert text.count(b"\r\n\r\n") == 1
    assert (b"\r\nContent-Length: " in text) is has_length


def test_a_proxys_headers_reach_the_application_unchanged(patient):
    headers = b"X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: other\r\n"
    answer = ask(patient, b"GET /forwarded HTTP/1.0\r\n" + headers + b"\r\n")
    assert answer.read() == b"['http', '192.0.2.1, 192.0.2.2', 'https']"
