"""The guarded fetcher against a server that misbehaves."""

import socket
import ssl

import httpcore
import pytest

from catalog.links.fetch.failures import FailureKind, NotFetched
from catalog.links.fetch.guard import Fetcher, Hop, connect
from tests.links.fetch.conftest import HASTY, PATIENT, SIZE
from tests.links.fetch.misbehaving import PAGE


def refusal(fetcher, url, **options):
    with pytest.raises(NotFetched) as failed:
        fetcher.fetch(url, **options)
    return failed.value


def naming(*answers):
    """A resolver that answers a name with each of these in turn, and keeps to the last."""
    left = list(answers)
    return lambda host, port: left.pop(0) if len(left) > 1 else left[0]


def test_a_page_is_fetched_by_one_request_that_says_who_asks(server, fetcher):
    fetched = fetcher.fetch(f"{server.url}/ok")
    assert (fetched.status, fetched.body, fetched.hops) == (200, PAGE, ())
    assert fetched.headers["content-type"] == "text/html"
    assert server.asked == [("GET", "/ok")]
    assert server.agents == {"test": 1}


def test_an_answer_that_is_no_page_is_an_answer(server, fetcher):
    assert fetcher.fetch(f"{server.url}/404").status == 404
    assert fetcher.fetch(f"{server.url}/no-content").status == 204


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("drops", "no proper answer came"),
        ("garbage", "no proper answer came"),
        ("huge-header", "no proper answer came"),
    ],
)
def test_what_is_no_answer_becomes_a_plain_reason(server, fetcher, path, reason):
    failure = refusal(fetcher, f"{server.url}/{path}")
    assert (failure.kind, failure.reason) == (FailureKind.NO_ANSWER, reason)


@pytest.mark.parametrize("path", ["hangs", "drips", "drips-body"])
def test_who_takes_too_long_is_left(server, hasty, path):
    failure = refusal(hasty, f"{server.url}/{path}")
    assert (failure.kind, failure.reason) == (FailureKind.NO_ANSWER, "it did not answer in time")


def test_of_an_endless_page_only_the_beginning_is_read(server, fetcher):
    body = fetcher.fetch(f"{server.url}/endless").body
    assert body.startswith(PAGE)
    assert len(body) == SIZE


def test_without_its_body_an_endless_or_dripping_page_is_a_quick_answer(server, fetcher):
    for path in ("endless", "drips-body"):
        assert fetcher.fetch(f"{server.url}/{path}", body=False).status == 200


def test_redirects_are_followed_and_told(server, fetcher):
    server.redirects = {"/a": (301, "/b"), "/b": (302, f"{server.url}/ok#part")}
    fetched = fetcher.fetch(f"{server.url}/a")
    assert fetched.hops == (Hop(301, f"{server.url}/b"), Hop(302, f"{server.url}/ok"))
    assert (fetched.url, fetched.status) == (f"{server.url}/ok", 200)


def test_a_circle_of_redirects_ends(server, fetcher):
    server.redirects = {"/a": (302, "/b"), "/b": (302, "/a")}
    failure = refusal(fetcher, f"{server.url}/a")
    assert (failure.kind, failure.reason) == (FailureKind.REDIRECTS, "it leads in a circle")
    assert len(server.asked) == 2


def test_more_than_five_redirects_are_too_many(server, fetcher):
    server.redirects = {f"/{number}": (302, f"/{number + 1}") for number in range(1, 10)}
    assert refusal(fetcher, f"{server.url}/1").kind == FailureKind.REDIRECTS
    assert len(server.asked) == 6
    server.redirects["/6"] = (302, "/ok")
    assert fetcher.fetch(f"{server.url}/2").status == 200


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://example.org/", "http://user:pw@127.0.0.1/", "http://["])
def test_a_redirect_to_what_may_not_be_asked_is_refused(server, fetcher, to):
    server.redirects = {"/a": (302, to)}
    failure = refusal(fetcher, f"{server.url}/a")
    assert failure.kind == FailureKind.REFUSED
    assert "leads" in failure.reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "0", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_however_it_is_written(server, host):
    guarded = Fetcher("test", limits=PATIENT)
    assert refusal(guarded, f"http://{host}/ok").kind == FailureKind.REFUSED
    assert server.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    guarded = Fetcher("test", limits=PATIENT, resolver=naming(["8.8.8.8", "10.0.0.1"]))
    failure = refusal(guarded, "http://example.org/")
    assert (failure.kind, failure.reason) == (FailureKind.REFUSED, "example.org is not a public address")


@pytest.fixture
def outside(server):
    """A guarded fetcher for which the server stands in for the whole internet, and the IP addresses it connected to."""
    reached = []

    def connect_instead(ip, port, seconds):
        reached.append((ip, port))
        return connect("127.0.0.1", server.server_port, seconds)

    def fetcher(resolver):
        return Fetcher("test", limits=PATIENT, resolver=resolver, connect=connect_instead)

    return fetcher, reached


def test_a_redirect_to_a_private_address_is_refused(server, outside):
    make, reached = outside
    names = {"outside.example": ["8.8.8.8"], "inside.example": ["10.0.0.1"]}
    server.redirects = {"/a": (302, "http://inside.example/secret")}
    failure = refusal(make(lambda host, port: names[host]), "http://outside.example/a")
    assert (failure.kind, failure.reason) == (FailureKind.REFUSED, "inside.example is not a public address")
    assert reached == [("8.8.8.8", 80)]
    assert server.asked == [("GET", "/a")]


def test_the_connection_goes_to_the_very_address_that_was_judged(server, outside):
    """A name that is public when it is judged and private when it is connected to leads nowhere."""
    make, reached = outside
    resolver = naming(["8.8.8.8"], ["127.0.0.1"])
    assert make(resolver).fetch("http://rebinding.example/ok").status == 200
    assert reached == [("8.8.8.8", 80)]
    assert refusal(make(resolver), "http://rebinding.example/ok").kind == FailureKind.REFUSED
    assert reached == [("8.8.8.8", 80)]


def test_a_name_that_turns_private_on_its_way_is_not_reached(server, outside):
    make, _ = outside
    server.redirects = {"/a": (302, "/ok")}
    assert refusal(make(naming(["8.8.8.8"], ["10.0.0.1"])), "http://rebinding.example/a").kind == FailureKind.REFUSED
    assert server.asked == [("GET", "/a")]


def test_the_next_address_is_tried_where_one_does_not_connect(server):
    def connect_second(ip, port, seconds):
        if ip == "8.8.8.8":
            raise httpcore.ConnectTimeout
        return connect("127.0.0.1", server.server_port, seconds)

    guarded = Fetcher("test", limits=PATIENT, resolver=naming(["8.8.8.8", "9.9.9.9"]), connect=connect_second)
    assert guarded.fetch("http://outside.example/ok").status == 200


def test_a_name_that_nobody_knows_is_told():
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    failure = refusal(Fetcher("test", limits=PATIENT, resolver=unknown), "http://nowhere.example/")
    assert (failure.kind, failure.reason) == (FailureKind.NO_NAME, "there is no host of the name nowhere.example")


def test_a_resolver_that_is_at_a_loss_or_hangs_says_nothing_of_the_name(server):
    def at_a_loss(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    def hanging(host, port):
        server.released.wait(30)

    for resolver in (at_a_loss, hanging):
        assert refusal(Fetcher("test", limits=HASTY, resolver=resolver), "http://x.example/").kind == FailureKind.NO_ANSWER


def test_a_port_where_nobody_listens_gives_no_answer(fetcher):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        failure = refusal(fetcher, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (failure.kind, failure.reason) == (FailureKind.NO_ANSWER, "no connection could be made")


def test_plain_http_where_https_is_asked_for_is_a_matter_of_security(server, fetcher):
    failure = refusal(fetcher, f"https://127.0.0.1:{server.server_port}/ok")
    assert (failure.kind, failure.reason) == (FailureKind.INSECURE, "no secure connection could be made")


def test_a_certificate_that_cannot_be_trusted_is_told_in_its_own_words():
    class Untrusted(httpcore.NetworkStream):
        def start_tls(self, ssl_context, server_hostname=None, timeout=None):
            fault = ssl.SSLCertVerificationError()
            fault.verify_message = f"{server_hostname}: certificate has expired"
            raise httpcore.ConnectError from fault

        def close(self):
            """Holds nothing."""

    outside = Fetcher("test", limits=PATIENT, resolver=naming(["8.8.8.8"]), connect=lambda *_: Untrusted())
    failure = refusal(outside, "https://expired.example/")
    assert failure.kind == FailureKind.INSECURE
    assert failure.reason == "no secure connection could be made: expired.example: certificate has expired"
