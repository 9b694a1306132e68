"""The shipped nginx files: what is cached, who is limited, how large a request may be, and what reaches the catalog."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from ssl import SSLError

import pytest

from tests.deploy.proxy import HOST, VISITORS, proxying
from tests.deploy.upstream import SHORT, answering

VARY = "HX-Request, HX-History-Restore-Request"
paths = (f"/programs/?page={number}" for number in count(1))


@pytest.fixture(scope="module")
def _upstream():
    with answering() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def proxy(_upstream, tmp_path_factory):
    with proxying(tmp_path_factory.mktemp("nginx"), _upstream.port) as proxy:
        yield proxy


@pytest.fixture
def upstream(_upstream):
    _upstream.answer(Vary=VARY, ETag='"one"')
    return _upstream


@pytest.fixture
def path():
    """An address that no other test has asked for."""
    return next(paths)


def states(proxy, path, times, **options):
    return [proxy.ask(path, **options).headers["X-Cache"] for _ in range(times)]


def test_a_public_answer_is_asked_for_once(proxy, upstream, path):
    answers = [proxy.ask(path) for _ in range(3)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "HIT", "HIT"]
    assert len({answer.body for answer in answers}) == 1
    assert len(upstream.requests) == 1


def test_a_browser_that_holds_the_answer_gets_304_from_the_cache(proxy, upstream, path):
    proxy.ask(path)
    again = proxy.ask(path, If_None_Match='"one"')
    assert (again.status, again.body) == (304, b"")
    assert len(upstream.requests) == 1


def test_fragments_for_htmx_are_kept_apart_from_pages(proxy, upstream, path):
    for _ in range(2):
        assert proxy.ask(path).body.startswith(b"page")
        assert proxy.ask(path, HX_Request="true").body.startswith(b"fragment")
    assert len(upstream.requests) == 2


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"cache_control": "private, no-cache"}, {}),
        ({"cache_control": "no-store"}, {}),
        ({"Set_Cookie": "csrftoken=secret"}, {}),
        ({}, {"method": "POST", "body": b"a=1"}),
    ],
    ids=["private", "no-store", "cookie", "post"],
)
def test_what_is_not_public_is_never_kept(proxy, upstream, path, headers, asked):
    upstream.answer(**headers)
    assert len({proxy.ask(path, **asked).body for _ in range(3)}) == 3
    assert len(upstream.requests) == 3


@pytest.mark.parametrize("private", ["/admin/", "/admin/login/", "/suggest/", "/shortlist/", "/shortlist.csv", "/healthz"])
def test_forms_and_private_pages_pass_the_cache_by(proxy, upstream, private):
    assert states(proxy, private, 2) == [None, None]
    assert len(upstream.requests) == 2


def test_people_who_are_signed_in_see_a_change_at_once_and_then_everybody_does(proxy, upstream, path):
    before = proxy.ask(path).body
    editor = proxy.ask(path, Cookie="sessionid=x")
    assert editor.headers["X-Cache"] == "BYPASS"
    assert editor.body != before
    assert proxy.ask(path).body == editor.body


def test_many_visitors_of_a_new_page_cost_one_request(proxy, upstream, path):
    with ThreadPoolExecutor(8) as pool:
        bodies = set(pool.map(lambda _: proxy.ask(path).body, range(8)))
    assert len(bodies) == 1
    assert len(upstream.requests) == 1


def test_an_old_page_is_shown_while_the_catalog_fails(proxy, upstream):
    pages = {next(paths): status for status in (500, 502, 503, 504)}
    upstream.answer(SHORT)
    before = {path: proxy.ask(path).body for path in pages}
    for path, status in pages.items():
        upstream.answer("no-store", status=status)
        _wait_until_expired(proxy, path)
        answer = proxy.ask(path)
        assert (answer.status, answer.body) == (200, before[path])


def _wait_until_expired(proxy, path):
    while proxy.ask(path).headers["X-Cache"] == "HIT":
        threading.Event().wait(0.1)


def test_the_catalog_gets_the_true_address_scheme_and_number_whatever_was_sent(proxy, upstream, path):
    sent = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil.example"}
    answer = proxy.ask(path, visitor="198.51.100.7", Forwarded="for=203.0.113.9", X_Request_ID="mine", **sent)
    _, _, headers, _ = upstream.requests[-1]
    assert headers["x-forwarded-for"] == "198.51.100.7"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == HOST
    assert not {"x-forwarded-host", "x-forwarded-port", "forwarded", "x-real-ip"} & set(headers)
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert answer.headers.get_all("X-Request-ID") == [headers["x-request-id"]]


def test_each_answer_from_the_cache_has_a_number_of_its_own(proxy, upstream, path):
    upstream.answer(X_Request_ID="of-the-first-request")
    numbers = [proxy.ask(path).headers.get_all("X-Request-ID") for _ in range(2)]
    assert numbers[0] != numbers[1]
    assert all(len(number) == 1 and re.fullmatch(r"[0-9a-f]{32}", number[0]) for number in numbers)


@pytest.mark.parametrize(
    ("method", "where", "size", "status"),
    [
        ("POST", "/suggest/", 100 * 1024, 200),
        ("POST", "/suggest/", 100 * 1024 + 1, 413),
        ("POST", "/shortlist/", 100 * 1024 + 1, 413),
        ("POST", "/admin/login/", 100 * 1024 + 1, 413),
        ("POST", "/admin/catalog/program/1/change/", 100 * 1024 + 1, 413),
        ("POST", "/admin/catalog/program/import/", 12 * 1024 * 1024, 200),
        ("POST", "/admin/catalog/program/import/", 12 * 1024 * 1024 + 1, 413),
    ],
)
def test_a_request_may_be_100_kb_and_an_import_12_mb(proxy, upstream, method, where, size, status):
    answer = proxy.ask(where, method, body=bytes(size))
    assert answer.status == status
    assert [length for *_, length in upstream.requests] == ([size] if status == 200 else [])


def refusals(proxy, where, times, visitor, method="GET"):
    """Send so many requests; return the refusals."""
    return [answer for answer in proxy.ask_often(times, where, method, visitor=visitor) if answer.status != 200]


@pytest.mark.parametrize(
    ("where", "method", "allowed"),
    [
        ("/explore/", "GET", 21),
        ("/programs.xlsx", "GET", 21),
        ("/cite.bib", "GET", 21),
        ("/deadlines.ics", "GET", 21),
        ("/admin/login/", "POST", 11),
        ("/suggest/", "POST", 11),
        ("/programs/", "GET", 61),
    ],
)
def test_one_visitor_who_asks_too_often_gets_429_and_others_their_page(proxy, upstream, where, method, allowed):
    visitor = next(VISITORS)
    assert not refusals(proxy, where, allowed - 1, visitor, method)
    refused = refusals(proxy, where, 150, visitor, method)
    assert refused
    assert {(answer.status, answer.headers["Retry-After"]) for answer in refused} == {(429, "10")}
    assert proxy.ask(where, method).status == 200


def test_a_visitor_with_ipv6_is_a_network_of_64_bits(proxy, upstream):
    with ThreadPoolExecutor(8) as pool:
        addresses = [f"2001:db8:0:1:{number:x}::{number:x}" for number in range(1, 60)]
        answers = list(pool.map(lambda address: proxy.ask("/explore/", visitor=address).status, addresses))
    assert 429 in answers
    assert proxy.ask("/explore/", visitor="2001:db8:0:2::1").status == 200


def test_static_files_and_health_are_not_held_back_by_the_limit_of_expensive_pages(proxy, upstream):
    refusals(proxy, "/explore/", 40, "203.0.113.200")
    assert proxy.ask("/static/public/catalog.css", visitor="203.0.113.200").status == 200
    assert proxy.ask("/healthz", visitor="203.0.113.200").status == 200


def test_forty_slow_clients_neither_reach_the_catalog_nor_stop_a_page(proxy, upstream, path):
    with ExitStack() as stack:
        for number in range(40):
            client = stack.enter_context(proxy.connect())
            client.sendall(f"POST /suggest/ HTTP/1.1\r\nHost: {HOST}\r\nX-Visitor: 192.0.2.99\r\n".encode())
            if number % 2:  # half of them stop in the header, half in the body
                client.sendall(b"Content-Length: 1000\r\n\r\na=")
        assert proxy.ask(path).status == 200
        assert [asked for _, asked, *_ in upstream.requests] == [path]


def test_a_client_that_stops_in_the_middle_is_dropped(proxy):
    starts = [f"POST /suggest/ HTTP/1.1\r\nHost: {HOST}\r\n", f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9\r\n\r\na"]
    with ExitStack() as stack:
        clients = []
        for tls, start in [(True, ""), *((True, start) for start in starts), (False, starts[0])]:
            clients.append(stack.enter_context(proxy.connect(tls=tls)))
            clients[-1].sendall(start.encode())
        assert [client.recv(1) for client in clients] == [b""] * 4


def test_one_visitor_has_at_most_forty_requests_at_once(proxy, upstream, path):
    def begin(stack):
        client = stack.enter_context(proxy.connect())
        head = f"POST /programs/ HTTP/1.1\r\nHost: {HOST}\r\nX-Visitor: 192.0.2.98\r\nContent-Length: 1000\r\n\r\na="
        client.sendall(head.encode())

    with ExitStack() as stack:
        for _ in range(40):
            begin(stack)
        while (answer := proxy.ask(path, visitor="192.0.2.98")).status == 200:  # until nginx has read all heads
            pass
        assert answer.status == 429
        assert proxy.ask(path).status == 200


def test_plain_http_leads_to_https(proxy, upstream):
    answer = proxy.ask("/programs/?q=a", tls=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/programs/?q=a")
    assert not upstream.requests


def test_certificates_can_be_renewed_over_plain_http(proxy):
    challenge = proxy.folder / "www" / ".well-known" / "acme-challenge" / "token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("proof")
    assert proxy.ask("/.well-known/acme-challenge/token", tls=False).body == b"proof"


def test_another_host_name_gets_no_answer(proxy):
    with pytest.raises(SSLError):
        proxy.connect(host="other.example")


def test_measurements_and_versions_stay_inside(proxy, upstream, path):
    assert proxy.ask("/metrics").status == 404
    assert not upstream.requests
    for answer in (proxy.ask(path), proxy.ask("/metrics"), proxy.ask("/", tls=False)):
        assert answer.headers.get("Server") == "nginx"


def logged(proxy, visitor):
    """The lines of the access log, once it has one of this visitor: nginx writes a line after its answer."""
    while True:
        lines = [json.loads(line) for line in (proxy.folder / "log" / "access.log").read_text().splitlines()]
        if any(line["address"] == visitor for line in lines):
            return lines


def test_the_log_has_one_json_line_for_each_answer_but_none_for_refusals(proxy, upstream, path):
    assert refusals(proxy, "/explore/", 60, "203.0.113.201")
    proxy.ask(path, visitor="192.0.2.77", User_Agent='"quoted\\')
    lines = logged(proxy, "192.0.2.77")
    (line,) = [line for line in lines if line["address"] == "192.0.2.77"]
    assert (line["status"], line["path"], line["cache"]) == (200, "/programs/", "MISS")
    assert "quoted" not in json.dumps(line)  # the browser's name is not kept
    assert len(line["request_id"]) == 32
    assert 429 not in {line["status"] for line in lines}
    assert " limiting " not in (proxy.folder / "log" / "error.log").read_text()


def test_the_log_keeps_no_token_of_a_link(proxy, upstream):
    upstream.answer(SHORT)
    token, visitors = "0123456789abcdef0123456789abcdef", {"/alerts/": "192.0.2.78", "/confirm/": "192.0.2.79"}
    for page, visitor in visitors.items():
        proxy.ask(f"{page}{token}/", visitor=visitor)
        (line,) = [line for line in logged(proxy, visitor) if line["address"] == visitor]
        assert line["path"] == page
    assert token not in (proxy.folder / "log" / "access.log").read_text()


def test_without_a_catalog_known_pages_stay_and_others_are_503(tmp_path):
    with ExitStack() as stack:
        upstream = stack.enter_context(answering())
        with proxying(tmp_path, upstream.port) as proxy:
            upstream.answer(SHORT)
            page = proxy.ask("/programs/").body
            stack.close()  # the catalog ends
            _wait_until_expired(proxy, "/programs/")
            known, new = proxy.ask("/programs/"), proxy.ask("/about/")
    assert (known.status, known.body) == (200, page)
    assert (new.status, new.headers["Retry-After"]) == (503, "30")
    assert b"<h1>" in new.body
