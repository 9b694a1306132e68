"""Which addresses may be requested at all."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.public_addresses import MAX_LENGTH, is_public, parse_address


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"])
def test_public_addresses(ip):
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
def test_addresses_that_are_not_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "example.org"),
        *("http://", "http:///path", "http://[::1/", "http://a..b/", f"http://{'a' * 64}.org/"),
        *("https://user:secret@example.org/", "https://@example.org/", "https://example.org\\@other.org/"),
        *("https://example.org:22/", "https://example.org:99999/"),
        *("https://example.org/a b", "https://example.org/\r\nHost: other", "https://example.org/\ud800"),
        "https://example.org/" + "a" * 2000,
        "https://example.org/" + "é" * 1000,  # six characters each in a request
    ],
)
def test_these_addresses_are_not_allowed(url):
    with pytest.raises(FetchError) as refused:
        parse_address(url)
    assert refused.value.kind == FetchErrorKind.NOT_ALLOWED


@pytest.mark.parametrize(
    ("url", "requested"),
    [
        ("HTTPS://Bücher.Example:443/ä?q=é&x=%20#part", "https://xn--bcher-kva.example/%C3%A4?q=%C3%A9&x=%20"),
        ("http://example.org", "http://example.org/"),
        ("http://[2606:4700::1111]/x", "http://[2606:4700::1111]/x"),
    ],
)
def test_an_address_is_requested_in_ascii_and_without_its_fragment(url, requested):
    assert parse_address(url).url == requested


def test_other_ports_are_only_for_private_addresses():
    assert parse_address("http://127.0.0.1:8123/", allow_private=True).url == "http://127.0.0.1:8123/"


@settings(max_examples=50)
@given(st.text())
@example("…")  # becomes dots
def test_any_text_becomes_a_valid_address_or_is_refused(text):
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            parsed = parse_address(url)
        except FetchError:
            continue
        assert parsed.url.isascii()
        assert len(parsed.url) <= MAX_LENGTH
        assert parse_address(parsed.url) == parsed
