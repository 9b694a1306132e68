"""Finds programs by a web address or a domain, in place of words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from catalog.schema.fields import ProgramRecord

# endings of domains that people type without http:// or www.; M.Ed and St.Louis are no addresses
_ENDINGS = "org|com|edu|gov|net|us|info|io|co|mil|school|education|foundation"
_ADDRESS = re.compile(
    rf"(?P<scheme>https?://)?(?P<www>www\.)?(?P<host>[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})|(?<=[/.])[\w-]+(?:\.[\w-]+)+)"
    r"(?::\d+)?(?P<path>[/?#]\S*)?",
    re.IGNORECASE,
)

Site = tuple[str, ...]  # the labels of the host from the right, then the parts of the path


def read_site(text: str) -> tuple[Site, Site] | None:
    """Return the host and the path of a text that is one web address or domain; None for any other text."""
    found = _ADDRESS.fullmatch(text.strip().strip("<>()[]\"'.,;"))
    if not found:
        return None
    host = tuple(reversed(found["host"].casefold().split(".")))
    path = re.split(r"[?#]", found["path"] or "", maxsplit=1)[0].casefold()
    return host, tuple(part for part in path.split("/") if part)


class Sites:
    """The web addresses of the indexed programs: websites and sources."""

    def __init__(self) -> None:
        """Start without programs."""
        self._sites: dict[tuple[Site, Site], dict[int, None]] = defaultdict(dict)

    def add(self, key: int, record: ProgramRecord) -> None:
        """Add the addresses of a record."""
        for address in filter(None, [record.website, *(source.url for source in record.sources)]):
            site = read_site(str(address))
            if site:
                self._sites[site][key] = None

    def find(self, text: str) -> frozenset[int]:
        """Return the keys of the programs at a typed address: at its path or below, else anywhere on its host.

        Subdomains belong to a domain. The result is empty for a text that is no address and for an unknown host.
        """
        typed = read_site(text)
        if typed is None:
            return frozenset()
        host, path = typed
        on_host = {site: keys for site, keys in self._sites.items() if site[0][: len(host)] == host}
        below = _join(keys for (_, other), keys in on_host.items() if other[: len(path)] == path)
        return below or _join(on_host.values())


def _join(found: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(key for keys in found for key in keys)
