"""The client's address, with any number of proxies and any header from the visitor."""

import ipaddress

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from catalog.serving.client_address import network_address, parse_address, visitor_network

PEER = "192.0.2.9"
ADDRESSES = st.ip_addresses().map(lambda address: getattr(address, "ipv4_mapped", None) or address)
# without a comma: that is the next entry
CLAIMS = st.lists(st.one_of(ADDRESSES.map(str), st.text(st.characters(exclude_characters=",", codec="latin-1"))), max_size=4)


def request_from(forwarded=None, peer=PEER):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


def written(address, port):
    """An address as proxies write it, with or without a port."""
    if not port:
        return str(address)
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


@given(claims=CLAIMS, visitor=ADDRESSES, inner=st.lists(ADDRESSES, max_size=3), port=st.sampled_from([0, 443]))
def test_it_is_what_the_outermost_trusted_proxy_saw(claims, visitor, inner, port):
    entries = [*claims, written(visitor, port), *map(str, inner)]
    with override_settings(TRUSTED_PROXIES=1 + len(inner)):
        assert network_address(request_from(", ".join(entries))) == str(visitor)


@given(claims=CLAIMS)
def test_without_trusted_proxies_the_header_is_ignored(claims):
    assert network_address(request_from(", ".join(claims))) == PEER


@pytest.mark.parametrize(
    "forwarded",
    [None, "", "10.0.0.1", "unknown, 10.0.0.2", "10.0.0.256, 10.0.0.2", "[::1, 10.0.0.2:x:y", ",", "1:2:3:4, 10.0.0.2"],
)
def test_a_short_or_malformed_header_means_the_peer(settings, forwarded):
    settings.TRUSTED_PROXIES = 2
    found = network_address(request_from(forwarded))
    assert found == ("::1" if forwarded and forwarded.startswith("[") else PEER)


@given(text=st.text())
def test_any_text_is_an_address_or_none(text):
    found = parse_address(text)
    assert found is None or ipaddress.ip_address(str(found)) == found


@given(address=ADDRESSES)
def test_limits_count_an_ipv4_address_or_an_ipv6_network(address):
    network = visitor_network(request_from(peer=str(address)))
    if address.version == 4:
        assert network == str(address)
    else:
        assert int(ipaddress.ip_address(network)) == int(address) >> 64 << 64


def test_an_unknown_peer_has_no_address():
    assert (network_address(request_from(peer="")), visitor_network(request_from(peer=""))) == ("", None)
