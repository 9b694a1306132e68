"""One link checked against a server that misbehaves."""

import datetime
from email.utils import format_datetime

import pytest

from catalog.links.fetch.check import CheckResult, ResultKind, RetryPolicy, _retry_after, check
from catalog.links.fetch.fetcher import FetchedPage, Fetcher
from tests.links.conftest import PATIENT


@pytest.fixture
def waits():
    """Return the waits, in seconds; none takes any time."""
    return []


@pytest.fixture
def run(server, fetcher, waits):
    """Return a function that checks one of the server's paths."""
    return lambda path, **policy: check(f"{server.url}/{path}", fetcher, RetryPolicy(**policy), sleep=waits.append)


def methods(server):
    return [method for method, _ in server.requests]


@pytest.mark.parametrize(
    ("path", "kind", "status", "expected"),
    [
        ("ok", ResultKind.WORKS, 200, ["HEAD"]),
        ("head-refused", ResultKind.WORKS, 200, ["HEAD", "GET"]),
        ("head-404", ResultKind.WORKS, 200, ["HEAD", "GET"]),
        ("head-dropped", ResultKind.WORKS, 200, ["HEAD", "GET"]),
        ("404", ResultKind.GONE, 404, ["HEAD", "GET"]),
        ("410", ResultKind.GONE, 410, ["HEAD", "GET"]),
        ("400", ResultKind.DENIED, 400, ["HEAD", "GET"]),
        ("403", ResultKind.DENIED, 403, ["HEAD", "GET"]),
        ("429-for-long", ResultKind.DENIED, 429, ["HEAD"]),  # asks to wait a day
        ("endless", ResultKind.WORKS, 200, ["HEAD"]),  # the body is not read
        ("drips-body", ResultKind.WORKS, 200, ["HEAD"]),
    ],
)
def test_a_definite_answer_is_not_requested_again(server, run, waits, path, kind, status, expected):
    result = run(path)
    assert (result.kind, result.status) == (kind, status)
    assert (str(status) in result.reason) == (status != 200)
    assert methods(server) == expected
    assert waits == []


@pytest.mark.parametrize("path", ["500", "drops", "garbage", "huge-header"])
def test_a_failure_that_persists_is_no_answer(server, run, waits, path):
    assert run(path, retries=1).kind == ResultKind.NO_ANSWER
    assert methods(server) == ["HEAD", "GET", "GET"]
    assert len(waits) == 1


def test_a_temporary_failure_is_retried_after_longer_and_longer_waits(run, waits):
    assert run("500-twice", retries=2, wait=4).kind == ResultKind.WORKS
    first, second = waits
    assert 3 <= first <= 5
    assert 6 <= second <= 10


def test_a_server_that_asks_to_wait_gets_its_wait(run, waits):
    assert run("429-once").kind == ResultKind.WORKS
    assert waits == [7]


@pytest.mark.parametrize("path", ["hangs", "drips"])
def test_a_timeout_is_no_answer(server, hasty, waits, path):
    result = check(f"{server.url}/{path}", hasty, RetryPolicy(retries=1), sleep=waits.append)
    assert result.kind == ResultKind.NO_ANSWER
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("redirects", "kind", "moved_to"),
    [
        ({"/old": (301, "/ok")}, ResultKind.MOVED, "/ok"),
        ({"/old": (308, "/ok")}, ResultKind.MOVED, "/ok"),
        ({"/old": (302, "/ok")}, ResultKind.WORKS, ""),
        ({"/old": (303, "/ok")}, ResultKind.WORKS, ""),
        ({"/old": (307, "/ok")}, ResultKind.WORKS, ""),
        ({"/old": (301, "/new"), "/new": (302, "/ok")}, ResultKind.MOVED, "/new"),  # only as far as it is permanent
        ({"/old": (301, "/404")}, ResultKind.GONE, ""),
        ({"/old": (302, "/old")}, ResultKind.DENIED, ""),
    ],
)
def test_only_a_permanent_redirect_to_a_page_that_works_is_a_move(server, run, redirects, kind, moved_to):
    server.redirects = redirects
    result = run("old")
    assert (result.kind, result.moved_to) == (kind, moved_to and server.url + moved_to)


def test_a_move_to_the_front_page_is_pointed_out(server, run):
    server.redirects = {"/old": (301, "/"), "/older": (301, "/ok")}
    server.pages = {"/": b"Welcome"}
    doubtful, plain = run("old"), run("older")
    assert doubtful.kind == plain.kind == ResultKind.MOVED
    assert doubtful.reason != plain.reason


def test_an_invalid_certificate_is_an_answer(server, fetcher):
    assert check(f"https://127.0.0.1:{server.server_port}/ok", fetcher).kind == ResultKind.DENIED


def test_an_address_that_is_not_allowed_is_never_requested(server, waits):
    guarded = Fetcher("test", limits=PATIENT)
    for url in (f"{server.url}/ok", "http://127.0.0.1/", "file:///etc/passwd", "nonsense"):
        result = check(url, guarded, sleep=waits.append)
        assert result == CheckResult(ResultKind.NOT_ALLOWED, result.reason)
        assert result.reason.endswith(".")
    assert server.requests == waits == []


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), ("", 0), ("soon", 0), ("-5", 0), ("²", 0), ("Mon, 01 Jan 2001 00:00:00 GMT", 0)]
)
def test_how_long_a_server_asks_to_wait(header, seconds):
    assert _retry_after(FetchedPage("", (), 429, {"retry-after": header})) == seconds


def test_a_server_may_name_the_time_until_which_to_wait():
    in_an_hour = format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1), usegmt=True)
    assert 3500 < _retry_after(FetchedPage("", (), 429, {"retry-after": in_an_hour})) <= 3600
