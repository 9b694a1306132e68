"""Which addresses of the web may be asked: those that anybody could ask."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from catalog.links.fetch.failures import FailureKind, NotFetched

LONGEST = 2000  # characters of an address
_PORTS = {"http": 80, "https": 443}
_STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Address:
    """An address that may be asked, and its host in lower case; what the host's name leads to is judged at the connection."""

    url: str
    host: str


def address(url: str, *, allow_private: bool = False) -> Address:
    """The address as it is asked for: without its fragment, with everything outside ASCII written in ASCII.

    Raises NotFetched where it may not be asked: neither http nor https, with a user or password, at another port than the
    web's own (unless private addresses are allowed), or no address at all.
    """
    if len(url) > LONGEST:
        raise NotFetched(FailureKind.REFUSED, f"the address is longer than {LONGEST:,} characters")
    if _STRANGE.search(url):
        raise NotFetched(FailureKind.REFUSED, "the address holds a blank, a backslash or a control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        # twice: signs such as … become dots, and what these part must be names too
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").encode("idna").decode("ascii").lower()
        path, query = (quote(part, safe="/%:=&?~+!$,;'@()*[]|") for part in (parts.path or "/", parts.query))
    except ValueError:
        raise NotFetched(FailureKind.REFUSED, "it is not a web address") from None
    if parts.scheme not in _PORTS:
        raise NotFetched(FailureKind.REFUSED, "the address starts with neither http:// nor https://")
    if not ascii_host:
        raise NotFetched(FailureKind.REFUSED, "the address names no host")
    if not _HOST.fullmatch(ascii_host):
        raise NotFetched(FailureKind.REFUSED, "it is not a web address")
    if parts.username is not None or parts.password is not None:
        raise NotFetched(FailureKind.REFUSED, "the address holds a user name or password")
    if port not in (None, 80, 443) and not allow_private:
        raise NotFetched(FailureKind.REFUSED, f"the address names port {port}, which is not one of the web's own")
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    whole = urlunsplit((parts.scheme, netloc, path, query, ""))
    if len(whole) > LONGEST:
        raise NotFetched(FailureKind.REFUSED, f"the address is longer than {LONGEST:,} characters")
    return Address(whole, ascii_host)


def is_public(ip: str) -> bool:
    """Whether an IP address is one that anybody on the internet reaches.

    An IPv4 address carried within an IPv6 one (mapped, 6to4, NAT64) is judged as what it is.
    """
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:  # such as fe80::1%eth0
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not parsed.is_multicast
    if carried := parsed.ipv4_mapped or parsed.sixtofour:
        return is_public(str(carried))
    if parsed in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed in _GLOBAL_UNICAST and parsed.is_global
