"""Which addresses may be asked at all."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.links.fetch.failures import FailureKind, NotFetched
from catalog.links.fetch.public_addresses import LONGEST, address, is_public


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"])
def test_what_anybody_reaches_is_public(ip):
    assert is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1"),
        *("240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("fec0::1", "ff02::1", "2001:db8::1", "2001::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1"),
        *("2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "nonsense", ""),
    ],
)
def test_everything_else_is_not(ip):
    assert not is_public(ip)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://example.org/", "neither http"),
        ("file:///etc/passwd", "neither http"),
        ("javascript:alert(1)", "neither http"),
        ("example.org", "neither http"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("https://user:secret@example.org/", "user name or password"),
        ("https://@example.org/", "user name or password"),
        ("https://example.org:22/", "port 22"),
        ("https://example.org:99999/", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://a..b/", "not a web address"),
        (f"http://{'a' * 64}.org/", "not a web address"),
        ("https://example.org/a b", "a blank"),
        ("https://example.org/\r\nHost: other", "a blank"),
        ("https://example.org\\@other.org/", "a backslash"),
        ("https://example.org/" + "a" * 2000, "longer than"),
        ("https://example.org/" + "é" * 1000, "longer than"),  # six characters each where it is asked for
        ("https://example.org/\ud800", "not a web address"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_with_the_reason(url, says):
    with pytest.raises(NotFetched, match=says) as refused:
        address(url)
    assert refused.value.kind == FailureKind.REFUSED


def test_an_address_is_asked_for_in_ascii_and_without_its_fragment():
    assert address("HTTPS://Bücher.Example:443/ä?q=é&x=%20#part").url == "https://xn--bcher-kva.example/%C3%A4?q=%C3%A9&x=%20"
    assert address("http://example.org").url == "http://example.org/"
    assert address("http://[2606:4700::1111]/x").url == "http://[2606:4700::1111]/x"


def test_other_ports_are_for_tests_alone():
    assert address("http://127.0.0.1:8123/", allow_private=True).url == "http://127.0.0.1:8123/"


@given(st.text())
@example("…")  # a sign that becomes dots
def test_whatever_is_typed_is_an_address_or_refused(text):
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            asked = address(url)
        except NotFetched:
            continue
        assert asked.url.isascii()
        assert len(asked.url) <= LONGEST
        assert address(asked.url) == asked
