"""Decide which web addresses the catalog may open: only those that anybody on the internet can open."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from catalog.links.fetch.errors import FetchError, FetchErrorKind

MAX_LENGTH = 2000
_PORTS = {"http": 80, "https": 443}
_INVALID = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Address:
    """A URL that is allowed as far as its text goes, and its host in lower case. The host's IP is checked on connection."""

    url: str
    host: str


def parse_address(url: str, *, allow_private: bool = False) -> Address:
    """Return the URL as it is requested: without its fragment, in ASCII.

    Raises FetchError if it is not an http or https URL, contains a user name or password, or names another port than 80 or
    443 (allowed only with `allow_private`).
    """
    if len(url) > MAX_LENGTH:
        raise _not_allowed(f"the address is longer than {MAX_LENGTH:,} characters")
    if _INVALID.search(url):
        raise _not_allowed("the address contains a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        # twice: characters such as … become dots, and the parts between them must be valid names too
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").encode("idna").decode("ascii").lower()
        path, query = (quote(part, safe="/%:=&?~+!$,;'@()*[]|") for part in (parts.path or "/", parts.query))
    except ValueError:
        raise _not_allowed("it is not a web address") from None
    if parts.scheme not in _PORTS:
        raise _not_allowed("the address must start with http:// or https://")
    if not ascii_host:
        raise _not_allowed("the address has no host name")
    if not _HOST.fullmatch(ascii_host):
        raise _not_allowed("it is not a web address")
    if parts.username is not None or parts.password is not None:
        raise _not_allowed("the address contains a user name or password")
    if port not in (None, *_PORTS.values()) and not allow_private:
        raise _not_allowed(f"the address names port {port}; only 80 and 443 are allowed")
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    ascii_url = urlunsplit((parts.scheme, netloc, path, query, ""))
    if len(ascii_url) > MAX_LENGTH:
        raise _not_allowed(f"the address is longer than {MAX_LENGTH:,} characters")
    return Address(ascii_url, ascii_host)


def is_public(ip: str) -> bool:
    """Return whether an IP address is public; an IPv6 address that contains an IPv4 one (mapped, 6to4, NAT64) counts as that."""
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:  # such as fe80::1%eth0
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not parsed.is_multicast
    if embedded := parsed.ipv4_mapped or parsed.sixtofour:
        return is_public(str(embedded))
    if parsed in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed in _GLOBAL_UNICAST and parsed.is_global


def _not_allowed(reason: str) -> FetchError:
    return FetchError(FetchErrorKind.NOT_ALLOWED, reason)
