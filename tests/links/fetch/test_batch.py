"""Many links at once: politely, and without losing any."""

import contextlib
import threading

import pytest

from catalog.links.fetch.batch import checked
from catalog.links.fetch.check import Finding, LinkFinding, RetryPolicy, check
from catalog.links.fetch.guard import Fetcher
from catalog.links.fetch.throttle import Turns
from tests.links.fetch.conftest import PATIENT


@pytest.fixture
def fetcher():
    """Asks any name of the one server."""
    return Fetcher("test", allow_private=True, limits=PATIENT, turn=Turns(0).turn, resolver=lambda host, port: ["127.0.0.1"])


def urls(server, hosts, each, path="slow"):
    return [f"http://host-{host}.example:{server.server_port}/{path}?{number}" for number in range(each) for host in range(hosts)]


def test_every_address_is_found_once_and_no_host_asked_twice_at_a_time(server, fetcher):
    asked = urls(server, 12, 4)
    found = dict(checked(asked, lambda url: check(url, fetcher), workers=5))
    assert sorted(found) == sorted(asked)
    assert {result.finding for result in found.values()} == {Finding.ANSWERS}
    assert len(server.asked) == len(asked)
    assert server.most_at_once <= 5
    assert set(server.most_at_once_of.values()) == {1}


def test_a_host_that_many_lead_to_is_not_asked_by_all_at_once(server, fetcher):
    server.redirects = {"/moved": (301, f"http://busy.example:{server.server_port}/slow")}
    found = dict(checked(urls(server, 8, 1, "moved"), lambda url: check(url, fetcher), workers=8))
    assert {result.finding for result in found.values()} == {Finding.MOVED}
    assert server.times("/slow") == 8
    assert server.most_at_once_of["busy.example"] == 1


def test_a_host_has_its_pause_between_two_requests():
    now, waits = [100.0], []
    turns = Turns(2, sleep=waits.append, clock=lambda: now[0])
    with turns.turn("a"):
        now[0] = 101
    with turns.turn("b"):
        pass
    with turns.turn("a"):
        now[0] = 102.5
    now[0] = 110
    with turns.turn("a"):
        pass
    assert waits == [2]


def test_a_pause_follows_a_failure_too():
    waits = []
    turns = Turns(2, sleep=waits.append, clock=lambda: 0.0)
    with contextlib.suppress(OSError), turns.turn("a"):
        raise OSError
    with turns.turn("a"):
        pass
    assert waits == [2]


def test_who_waits_long_is_told_that_nothing_came_yet(server):
    waiting = checked(["http://a.example/"], lambda url: server.released.wait(30) and LinkFinding(Finding.ANSWERS), breath=0.01)
    assert next(waiting) is None
    server.released.set()
    assert [result for result in waiting if result] == [("http://a.example/", LinkFinding(Finding.ANSWERS))]


def test_closed_early_it_asks_no_more():
    asked, closed = [], threading.Event()

    def look(url):
        asked.append(url)
        if len(asked) == 2:
            closed.wait(30)
        return LinkFinding(Finding.ANSWERS)

    round_ = checked([f"http://{number}.example/" for number in range(1000)], look, workers=1)
    next(round_)
    round_.close()
    closed.set()
    for thread in threading.enumerate():
        if thread.name == "link checks":
            thread.join()
    assert len(asked) <= 2


def test_a_fault_of_ours_is_raised_where_it_is_seen():
    def broken(url):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(checked(["http://a.example/"], broken))


def test_nothing_to_ask_is_nothing_found():
    assert list(checked([], check)) == []


def test_a_link_with_a_pause_is_still_given_all_its_time(server):
    """Waiting for one's turn is not counted against the server."""
    slept = []
    turns = Turns(500, sleep=slept.append)
    fetcher = Fetcher("test", allow_private=True, limits=PATIENT, turn=turns.turn)
    for _ in range(2):
        assert check(f"{server.url}/ok", fetcher, RetryPolicy(retries=0)).finding == Finding.ANSWERS
    assert len(slept) == 1
