"""The client's address for logs, and its network for limits."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def network_address(request: HttpRequest) -> str:
    """Return the visitor's IP address, or "" if it is unknown.

    Each of the TRUSTED_PROXIES proxies appends one entry to X-Forwarded-For. The entry that many places from the right
    is the address that the outermost proxy saw; entries further left are the visitor's own claim. If that entry is
    missing or invalid, the request did not come through these proxies, and the peer's address counts.
    """
    return str(_address(request) or "")


def visitor_network(request: HttpRequest) -> str | None:
    """Return what limits count as one visitor: an IPv4 address, or the first address of an IPv6 /64, or None if unknown."""
    address = _address(request)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address) if address else None


def _address(request: HttpRequest) -> Address | None:
    proxies = settings.TRUSTED_PROXIES
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    forwarded = parse_address(entries[-proxies]) if 0 < proxies <= len(entries) else None
    return forwarded or parse_address(request.META.get("REMOTE_ADDR", ""))


def parse_address(text: str) -> Address | None:
    """Return the address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`, or None.

    An IPv4 address in IPv6 form (::ffff:192.0.2.1) is that IPv4 address.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
