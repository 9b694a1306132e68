"""Where a request comes from, with any number of proxies and whatever a visitor writes into the header."""

import ipaddress
import subprocess
import sys

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from catalog.serving.client_address import network_address, parse_address, visitor_network
from tests.processes import ROOT, environment

PEER = "192.0.2.9"
ADDRESSES = st.ip_addresses().map(lambda address: getattr(address, "ipv4_mapped", None) or address)
# without a comma: that is the next entry
CLAIMS = st.lists(st.one_of(ADDRESSES.map(str), st.text(st.characters(exclude_characters=",", codec="latin-1"))), max_size=4)


def asked(forwarded=None, peer=PEER):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


def written(address, port):
    """An address as proxies write it, with or without a port."""
    if not port:
        return str(address)
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


@given(claims=CLAIMS, visitor=ADDRESSES, inner=st.lists(ADDRESSES, max_size=3), port=st.sampled_from([0, 443]))
def test_it_is_what_the_outermost_trusted_proxy_saw_whatever_the_visitor_claims(claims, visitor, inner, port):
    entries = [*claims, written(visitor, port), *map(str, inner)]
    with override_settings(TRUSTED_PROXIES=1 + len(inner)):
        assert network_address(asked(", ".join(entries))) == str(visitor)


@given(claims=CLAIMS)
def test_without_trusted_proxies_the_header_is_ignored(claims):
    assert network_address(asked(", ".join(claims))) == PEER


@pytest.mark.parametrize(
    "forwarded",
    [None, "", "10.0.0.1", "unknown, 10.0.0.2", "10.0.0.256, 10.0.0.2", "[::1, 10.0.0.2:x:y", ",", "1:2:3:4, 10.0.0.2"],
)
def test_too_short_or_malformed_means_the_peer(settings, forwarded):
    settings.TRUSTED_PROXIES = 2
    found = network_address(asked(forwarded))
    assert found == ("::1" if forwarded and forwarded.startswith("[") else PEER)


@given(text=st.text())
def test_any_text_is_an_address_or_none(text):
    found = parse_address(text)
    assert found is None or ipaddress.ip_address(str(found)) == found


@given(address=ADDRESSES)
def test_limits_count_an_ipv4_address_or_an_ipv6_network(address):
    network = visitor_network(asked(peer=str(address)))
    if address.version == 4:
        assert network == str(address)
    else:
        assert int(ipaddress.ip_address(network)) == int(address) >> 64 << 64


def test_an_unknown_peer_is_told_as_such():
    assert (network_address(asked(peer="")), visitor_network(asked(peer=""))) == ("", None)


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_the_scheme_of_a_proxy_is_believed_only_where_there_is_one(tmp_path, proxies, secure):
    """In a process of its own: settings are read once."""
    code = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER is not None)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path, TRUSTED_PROXIES=str(proxies), DJANGO_SETTINGS_MODULE="config.settings"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(secure)
