"""The fetcher against a server that misbehaves, and against names that lead to private addresses."""

import socket
import ssl

import httpcore
import pytest

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.fetcher import Fetcher, Redirect, connect
from tests.links.bad_server import PAGE
from tests.links.conftest import HASTY, PATIENT, SIZE


def error(fetcher, url):
    with pytest.raises(FetchError) as failed:
        fetcher.fetch(url)
    return failed.value


def resolving(*answers):
    """Return a resolver that gives each of these answers in turn, and then the last."""
    left = list(answers)
    return lambda host, port: left.pop(0) if len(left) > 1 else left[0]


def test_a_page_is_fetched_with_one_request(server, fetcher):
    fetched = fetcher.fetch(f"{server.url}/ok")
    assert (fetched.status, fetched.body, fetched.redirects) == (200, PAGE, ())
    assert fetched.headers["content-type"] == "text/html"
    assert server.requests == [("GET", "/ok")]
    assert server.agents == {"test": 1}


@pytest.mark.parametrize("status", [204, 404])
def test_any_status_is_a_response(server, fetcher, status):
    assert fetcher.fetch(f"{server.url}/{status}").status == status


@pytest.mark.parametrize("path", ["drops", "garbage", "huge-header"])
def test_an_invalid_response_is_no_answer(server, fetcher, path):
    assert error(fetcher, f"{server.url}/{path}").kind == FetchErrorKind.NO_ANSWER


@pytest.mark.parametrize("path", ["hangs", "drips", "drips-body"])
def test_a_slow_server_is_abandoned(server, hasty, path):
    assert error(hasty, f"{server.url}/{path}").kind == FetchErrorKind.NO_ANSWER


def test_only_the_beginning_of_an_endless_page_is_read(server, fetcher):
    body = fetcher.fetch(f"{server.url}/endless").body
    assert body.startswith(PAGE)
    assert len(body) == SIZE


@pytest.mark.parametrize("path", ["endless", "drips-body"])
def test_the_body_can_be_left_unread(server, fetcher, path):
    assert fetcher.fetch(f"{server.url}/{path}", body=False).status == 200


def test_redirects_are_followed_and_listed(server, fetcher):
    server.redirects = {"/a": (301, "/b"), "/b": (302, f"{server.url}/ok#part")}
    fetched = fetcher.fetch(f"{server.url}/a")
    assert fetched.redirects == (Redirect(301, f"{server.url}/b"), Redirect(302, f"{server.url}/ok"))
    assert (fetched.url, fetched.status) == (f"{server.url}/ok", 200)


def test_a_redirect_loop_ends(server, fetcher):
    server.redirects = {"/a": (302, "/b"), "/b": (302, "/a")}
    assert error(fetcher, f"{server.url}/a").kind == FetchErrorKind.REDIRECTS
    assert len(server.requests) == 2


def test_more_than_five_redirects_are_too_many(server, fetcher):
    server.redirects = {f"/{number}": (302, f"/{number + 1}") for number in range(1, 10)}
    assert error(fetcher, f"{server.url}/1").kind == FetchErrorKind.REDIRECTS
    assert len(server.requests) == 6
    server.redirects["/6"] = (302, "/ok")
    assert fetcher.fetch(f"{server.url}/2").status == 200


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://example.org/", "http://user:pw@127.0.0.1/", "http://["])
def test_a_redirect_to_an_address_that_is_not_allowed_is_not_followed(server, fetcher, to):
    server.redirects = {"/a": (302, to)}
    assert error(fetcher, f"{server.url}/a").kind == FetchErrorKind.NOT_ALLOWED


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "0", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_however_it_is_written(server, host):
    guarded = Fetcher("test", limits=PATIENT)
    assert error(guarded, f"http://{host}/ok").kind == FetchErrorKind.NOT_ALLOWED
    assert server.requests == []


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    guarded = Fetcher("test", limits=PATIENT, resolver=resolving(["8.8.8.8", "10.0.0.1"]))
    assert error(guarded, "http://example.org/").kind == FetchErrorKind.NOT_ALLOWED


@pytest.fixture
def internet(server):
    """Return a function that makes a guarded fetcher for which the server is the whole internet, and the IPs it connects to."""
    reached = []

    def connect_to_server(ip, port, seconds):
        reached.append((ip, port))
        return connect("127.0.0.1", server.server_port, seconds)

    return lambda resolver: Fetcher("test", limits=PATIENT, resolver=resolver, connect=connect_to_server), reached


def test_a_redirect_to_a_private_address_is_refused(server, internet):
    make_fetcher, reached = internet
    names = {"outside.example": ["8.8.8.8"], "inside.example": ["10.0.0.1"]}
    server.redirects = {"/a": (302, "http://inside.example/secret")}
    assert error(make_fetcher(lambda host, port: names[host]), "http://outside.example/a").kind == FetchErrorKind.NOT_ALLOWED
    assert reached == [("8.8.8.8", 80)]
    assert server.requests == [("GET", "/a")]


def test_the_connection_goes_to_the_address_that_was_checked(internet):
    """A name that is public when it is checked and private when it is connected to leads nowhere (DNS rebinding)."""
    make_fetcher, reached = internet
    resolver = resolving(["8.8.8.8"], ["127.0.0.1"])
    assert make_fetcher(resolver).fetch("http://rebinding.example/ok").status == 200
    assert error(make_fetcher(resolver), "http://rebinding.example/ok").kind == FetchErrorKind.NOT_ALLOWED
    assert reached == [("8.8.8.8", 80)]


def test_a_name_that_turns_private_during_redirects_is_not_reached(server, internet):
    make_fetcher, _ = internet
    server.redirects = {"/a": (302, "/ok")}
    fetcher = make_fetcher(resolving(["8.8.8.8"], ["10.0.0.1"]))
    assert error(fetcher, "http://rebinding.example/a").kind == FetchErrorKind.NOT_ALLOWED
    assert server.requests == [("GET", "/a")]


def test_the_next_address_is_tried_if_one_does_not_connect(server):
    def connect_second(ip, port, seconds):
        if ip == "8.8.8.8":
            raise httpcore.ConnectTimeout
        return connect("127.0.0.1", server.server_port, seconds)

    guarded = Fetcher("test", limits=PATIENT, resolver=resolving(["8.8.8.8", "9.9.9.9"]), connect=connect_second)
    assert guarded.fetch("http://outside.example/ok").status == 200


@pytest.mark.parametrize(
    ("code", "kind"),
    [(socket.EAI_NONAME, FetchErrorKind.NO_SUCH_HOST), (socket.EAI_AGAIN, FetchErrorKind.NO_ANSWER)],
)
def test_an_unknown_name_is_told_apart_from_a_resolver_that_fails(code, kind):
    def resolver(host, port):
        raise socket.gaierror(code, "no address")

    assert error(Fetcher("test", limits=PATIENT, resolver=resolver), "http://nowhere.example/").kind == kind


def test_a_resolver_that_hangs_is_abandoned(server):
    hanging = Fetcher("test", limits=HASTY, resolver=lambda host, port: server.released.wait(30))
    assert error(hanging, "http://x.example/").kind == FetchErrorKind.NO_ANSWER


def test_a_port_without_a_server_gives_no_answer(fetcher):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert error(fetcher, f"http://127.0.0.1:{unused.getsockname()[1]}/").kind == FetchErrorKind.NO_ANSWER


def test_plain_http_on_an_https_address_is_insecure(server, fetcher):
    assert error(fetcher, f"https://127.0.0.1:{server.server_port}/ok").kind == FetchErrorKind.INSECURE


def test_the_reason_names_what_is_wrong_with_a_certificate():
    class Untrusted(httpcore.NetworkStream):
        def start_tls(self, ssl_context, server_hostname=None, timeout=None):
            cause = ssl.SSLCertVerificationError()
            cause.verify_message = f"{server_hostname}: certificate has expired"
            raise httpcore.ConnectError from cause

        def close(self):
            """Nothing is open."""

    fetcher = Fetcher("test", limits=PATIENT, resolver=resolving(["8.8.8.8"]), connect=lambda *_: Untrusted())
    failure = error(fetcher, "https://expired.example/")
    assert failure.kind == FetchErrorKind.INSECURE
    assert "expired.example: certificate has expired" in failure.reason
