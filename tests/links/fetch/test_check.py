"""One link checked against a server that misbehaves."""

import datetime
from email.utils import format_datetime

import pytest

from catalog.links.fetch.check import Finding, LinkFinding, RetryPolicy, _retry_after, check
from catalog.links.fetch.guard import Fetched, Fetcher
from tests.links.fetch.conftest import PATIENT


class Waits(list):
    """Sleeps for no time, and remembers for how long."""

    def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def checked(server, fetcher, waits):
    """What a check of one of the server's paths finds."""
    return lambda path, **patience: check(f"{server.url}/{path}", fetcher, RetryPolicy(**patience), sleep=waits)


def test_a_page_that_answers_is_asked_once_by_head(server, checked):
    assert checked("ok") == LinkFinding(Finding.ANSWERS, "", 200)
    assert server.asked == [("HEAD", "/ok")]


@pytest.mark.parametrize("path", ["head-refused", "head-404", "head-dropped"])
def test_what_head_says_wrongly_get_puts_right(server, checked, waits, path):
    assert checked(path).finding == Finding.ANSWERS
    assert [method for method, _ in server.asked] == ["HEAD", "GET"]
    assert waits == []


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_said_by_get_and_not_asked_again(server, checked, status):
    found = checked(str(status))
    assert (found.finding, found.status) == (Finding.GONE, status)
    assert str(status) in found.reason
    assert [method for method, _ in server.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [400, 403])
def test_a_page_that_is_refused_to_us_is_not_gone(server, checked, status):
    found = checked(str(status))
    assert (found.finding, found.status) == (Finding.UNWILLING, status)
    assert len(server.asked) == 2


def test_a_server_that_asks_to_wait_is_waited_for(server, checked, waits):
    assert checked("429-once").finding == Finding.ANSWERS
    assert waits == [7]


def test_but_not_for_a_day(server, checked, waits):
    found = checked("429-for-long")
    assert (found.finding, found.status) == (Finding.UNWILLING, 429)
    assert waits == []
    assert len(server.asked) == 1


def test_a_fault_of_the_server_is_given_time_to_pass(server, checked, waits):
    assert checked("500-twice", retries=2, wait=4).finding == Finding.ANSWERS
    first, second = waits
    assert 3 <= first <= 5
    assert 6 <= second <= 10


@pytest.mark.parametrize("path", ["500", "drops", "garbage", "huge-header"])
def test_what_does_not_pass_is_silence(server, checked, waits, path):
    assert checked(path, retries=1).finding == Finding.SILENT
    assert [method for method, _ in server.asked] == ["HEAD", "GET", "GET"]
    assert len(waits) == 1


@pytest.mark.parametrize("path", ["hangs", "drips"])
def test_what_never_comes_is_silence(server, hasty, waits, path):
    assert check(f"{server.url}/{path}", hasty, RetryPolicy(retries=1), sleep=waits).finding == Finding.SILENT
    assert len(waits) == 1


@pytest.mark.parametrize("path", ["endless", "drips-body"])
def test_the_page_itself_is_not_read(checked, path):
    assert checked(path).finding == Finding.ANSWERS


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_moved_for_good_is_found_where_it_is(server, checked, status):
    server.redirects = {"/old": (status, "/ok")}
    assert checked("old") == LinkFinding(Finding.MOVED, "It has moved for good.", 200, f"{server.url}/ok")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_now_is_no_move(server, checked, status):
    server.redirects = {"/old": (status, "/ok")}
    assert checked("old") == LinkFinding(Finding.ANSWERS, "", 200)


def test_of_a_chain_the_part_that_holds_for_good_counts(server, checked):
    server.redirects = {"/old": (301, "/new"), "/new": (302, "/ok")}
    assert checked("old").moved_to == f"{server.url}/new"


def test_a_move_to_a_page_that_is_gone_is_gone(server, checked):
    server.redirects = {"/old": (301, "/404")}
    assert checked("old").finding == Finding.GONE


def test_a_move_to_the_front_page_is_told_as_doubtful(server, checked):
    server.redirects = {"/old": (301, "/")}
    server.pages = {"/": b"Welcome"}
    found = checked("old")
    assert found.finding == Finding.MOVED
    assert "front page" in found.reason


def test_a_circle_and_a_bad_certificate_are_no_silence(server, checked, fetcher):
    server.redirects = {"/a": (302, "/a")}
    assert checked("a").finding == Finding.UNWILLING
    assert check(f"https://127.0.0.1:{server.server_port}/ok", fetcher).finding == Finding.UNWILLING


def test_what_may_not_be_asked_is_refused_without_a_second_try(server, waits):
    guarded = Fetcher("test", limits=PATIENT)
    for url in (f"{server.url}/ok", "http://127.0.0.1/", "file:///etc/passwd", "nonsense"):
        found = check(url, guarded, sleep=waits)
        assert (found.finding, found.status) == (Finding.REFUSED, None)
        assert found.reason.endswith(".")
    assert server.asked == waits == []


@pytest.mark.parametrize(
    ("told", "seconds"), [("7", 7), ("", 0), ("soon", 0), ("-5", 0), ("²", 0), ("Mon, 01 Jan 2001 00:00:00 GMT", 0)]
)
def test_how_long_a_server_asks_to_wait(told, seconds):
    assert _retry_after(Fetched("", (), 429, {"retry-after": told})) == seconds


def test_a_server_may_name_the_time_until_which_to_wait():
    in_an_hour = format_datetime(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1), usegmt=True)
    assert 3500 < _retry_after(Fetched("", (), 429, {"retry-after": in_an_hour})) <= 3600
