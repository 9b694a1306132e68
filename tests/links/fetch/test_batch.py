"""Many links at once: one request at a time for each host, and no link lost."""

import contextlib
import threading

import pytest

from catalog.links.fetch.batch import check_all
from catalog.links.fetch.check import CheckResult, ResultKind, RetryPolicy, check
from catalog.links.fetch.fetcher import Fetcher
from catalog.links.fetch.throttle import Throttle
from tests.links.conftest import PATIENT

WORKS = CheckResult(ResultKind.WORKS)


@pytest.fixture
def fetcher():
    """Return a fetcher that finds the one server under any name."""
    return Fetcher("test", allow_private=True, limits=PATIENT, turn=Throttle(0).turn, resolver=lambda host, port: ["127.0.0.1"])


def urls(server, hosts, each, path="slow"):
    return [f"http://host-{host}.example:{server.server_port}/{path}?{number}" for number in range(each) for host in range(hosts)]


def test_every_address_is_checked_once_and_each_host_gets_one_request_at_a_time(server, fetcher):
    addresses = urls(server, 12, 4)
    found = dict(check_all(addresses, lambda url: check(url, fetcher), workers=5))
    assert sorted(found) == sorted(addresses)
    assert {result.kind for result in found.values()} == {ResultKind.WORKS}
    assert len(server.requests) == len(addresses)
    assert server.max_parallel <= 5
    assert set(server.max_parallel_by_host.values()) == {1}


def test_a_host_that_many_redirect_to_gets_one_request_at_a_time(server, fetcher):
    server.redirects = {"/moved": (301, f"http://busy.example:{server.server_port}/slow")}
    found = dict(check_all(urls(server, 8, 1, "moved"), lambda url: check(url, fetcher), workers=8))
    assert {result.kind for result in found.values()} == {ResultKind.MOVED}
    assert server.count("/slow") == 8
    assert server.max_parallel_by_host["busy.example"] == 1


def test_a_host_rests_between_two_requests():
    now, waits = [100.0], []
    throttle = Throttle(2, sleep=waits.append, clock=lambda: now[0])
    for host, end in (("a", 101), ("b", 101), ("a", 102.5), ("c", 110), ("a", 110)):
        with throttle.turn(host):
            now[0] = end
    assert waits == [2]


def test_a_host_rests_after_a_failure_too():
    waits = []
    throttle = Throttle(2, sleep=waits.append, clock=lambda: 0.0)
    with contextlib.suppress(OSError), throttle.turn("a"):
        raise OSError
    with throttle.turn("a"):
        pass
    assert waits == [2]


def test_a_rest_does_not_count_against_the_time_limit(server):
    waits = []
    fetcher = Fetcher("test", allow_private=True, limits=PATIENT, turn=Throttle(500, sleep=waits.append).turn)
    for _ in range(2):
        assert check(f"{server.url}/ok", fetcher, RetryPolicy(retries=0)).kind == ResultKind.WORKS
    assert len(waits) == 1


def test_a_long_wait_yields_none(server):
    results = check_all(["http://a.example/"], lambda url: server.released.wait(30) and WORKS, heartbeat=0.01)
    assert next(results) is None
    server.released.set()
    assert [result for result in results if result] == [("http://a.example/", WORKS)]


def test_no_requests_start_after_it_is_closed():
    requested, closed = [], threading.Event()

    def look(url):
        requested.append(url)
        if len(requested) == 2:
            closed.wait(30)
        return WORKS

    results = check_all([f"http://{number}.example/" for number in range(1000)], look, workers=1)
    next(results)
    results.close()
    closed.set()
    for thread in threading.enumerate():
        if thread.name == "link checks":
            thread.join()
    assert len(requested) <= 2


def test_an_unexpected_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        list(check_all(["http://a.example/"], lambda url: 1 / 0))


def test_no_addresses_yield_no_results():
    assert list(check_all([], check)) == []
