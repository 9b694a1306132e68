"""Worker processes end, are replaced and publish metrics without losing an accepted request."""

import http.client
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.processes import PATIENCE, free_port, serving_application

APPLICATION = "tests.serving.slow_app:application"


def until(condition):
    """Wait until the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def send(served, path, *, last=True):
    """A connection that has sent a request."""
    client = socket.create_connection(served.address, timeout=PATIENCE)
    close = "Connection: close\r\n" if last else ""
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{close}\r\n".encode())
    return client


def status(client):
    """The status of the answer on a connection, which it closes."""
    with client, http.client.HTTPResponse(client) as answer:
        answer.begin()
        answer.read()
        return answer.status


def test_a_server_that_ends_answers_what_it_has_accepted(tmp_path):
    with serving_application(tmp_path, APPLICATION, WEB_CONCURRENCY="2", WEB_THREADS="1") as served:
        kept_alive = send(served, "/small", last=False)
        held = []
        # each worker is busy with one request, and more wait for it
        while len(list(tmp_path.glob("began-*"))) < 2 or len(held) < 12:
            held.append(send(served, f"/held/{len(held)}"))
            time.sleep(0.1)
        served.process.send_signal(signal.SIGTERM)
        until(lambda: not listens(served))
        (tmp_path / "release").touch()
        assert [status(client) for client in held] == [200] * len(held)
        assert status(kept_alive) == 200
        assert served.process.wait(PATIENCE) == 0


def listens(served):
    try:
        with socket.create_connection(served.address, timeout=PATIENCE):
            return True
    except ConnectionError:
        return False


def test_a_server_that_ends_does_not_wait_for_silent_clients(tmp_path):
    with serving_application(tmp_path, APPLICATION, WEB_CONCURRENCY="1") as served:
        clients = [send(served, "/small", last=False), socket.create_connection(served.address)]
        half = socket.create_connection(served.address)
        half.sendall(b"GET /small HTTP/1.1\r\nHo")
        served.process.send_signal(signal.SIGTERM)
        # long before gunicorn kills what has not ended
        assert served.process.wait(20) == 0
        assert "SIGKILL" not in served.output
        for client in (*clients, half):
            client.close()


def test_replaced_workers_lose_no_request_and_their_metrics_are_counted(tmp_path):
    port = free_port()
    options = ("--max-requests", "20", "--max-requests-jitter", "0")

    def ask(_number):
        with urlopen(f"{served.url}/small", timeout=PATIENCE) as answer:
            return answer.read()

    with (
        serving_application(tmp_path, APPLICATION, *options, WEB_CONCURRENCY="2", METRICS_ADDRESS=f"127.0.0.1:{port}") as served,
        ThreadPoolExecutor(4) as pool,
    ):
        processes, requests = set(), 1  # one by serving_application()
        while len(processes) < 4:  # two workers and their successors
            processes |= set(pool.map(ask, range(10)))
            requests += 10
        assert read_metrics(port)["catalog_requests_total"] == requests
    with pytest.raises(URLError):
        read_metrics(port)
    assert "Traceback" not in served.output


def read_metrics(port):
    """The value of every sample, by its name."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        families = text_string_to_metric_families(answer.read().decode())
        return {sample.name: sample.value for family in families for sample in family.samples}
