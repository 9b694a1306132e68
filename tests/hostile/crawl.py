"""A polite crawler: it obeys robots.txt and nofollow. How many addresses does it meet?"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from tests.elements import parse
from tests.hostile.measuring import Figure, fetch
from tests.processes import Served

FACTOR = 3  # the most addresses for each one of the sitemap
MOST = 20_000  # pages that are opened


class Robots:
    """The rules of a robots.txt for every crawler (RFC 9309): the longest pattern that fits decides, Allow wins a tie."""

    def __init__(self, text: str):
        self._rules: list[tuple[int, bool, re.Pattern[str]]] = []
        applies = False
        for line in text.splitlines():
            name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
            if name.lower() == "user-agent":
                applies = value == "*"
            elif applies and value and name.lower() in ("allow", "disallow"):
                pattern = re.escape(value).replace(r"\*", ".*").replace(r"\$", "$")
                self._rules.append((len(value), name.lower() == "allow", re.compile(pattern)))

    def allow(self, path: str) -> bool:
        """Whether a path, with its query, may be fetched."""
        found = [(length, allowed) for length, allowed, pattern in self._rules if pattern.match(path)]
        return max(found)[1] if found else True


class Links:
    """The links of a page that a crawler follows, and whether the page may be indexed and its links followed."""

    def __init__(self, html: str):
        page = parse(html)
        links = page.select(":is(a, link, area)[href]:not([rel~=nofollow])")
        self.found: list[str] = [link["href"] for link in links]
        rules = " ".join(meta.get("content", "") for meta in page.select("meta[name=robots]"))
        self.is_indexed, self.is_followed = "noindex" not in rules, "nofollow" not in rules


@dataclass
class Crawl:
    """What a crawl met: every address it knows of and may fetch, and those that may be indexed."""

    known: set[str] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)


# opens a path: status, headers, text
Opener = Callable[[str], tuple[int, dict[str, str], str]]


def crawl(open_path: Opener, most: int = MOST) -> Crawl:
    """Crawl a site from `/`, never beyond what robots.txt and nofollow permit, at most so many pages."""
    robots = Robots(open_path("/robots.txt")[2])
    found, waiting = Crawl({"/"}), deque(["/"])
    while waiting and len(found.indexed) < most:
        path = waiting.popleft()
        status, headers, text = open_path(path)
        tag = headers.get("X-Robots-Tag", "")
        links = Links(text) if headers.get("Content-Type", "").startswith("text/html") else None
        if status == 200 and "noindex" not in tag and (links is None or links.is_indexed):
            found.indexed.add(path)
        if links is None or not links.is_followed or "nofollow" in tag:
            continue
        for link in _paths(path, links.found):
            if link not in found.known and robots.allow(link):
                found.known.add(link)
                waiting.append(link)
    return found


def _paths(path: str, links: list[str]) -> Iterator[str]:
    """The addresses of this site among the links, without fragments."""
    for link in links:
        parts = urlsplit(urljoin(f"http://site{path}", link))
        if parts.netloc == "site":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def sitemap_paths(text: str) -> list[str]:
    """The paths that a sitemap names."""
    found = [urlsplit(address) for address in re.findall(r"<loc>\s*(.*?)\s*</loc>", text)]
    return [parts.path + (f"?{parts.query}" if parts.query else "") for parts in found]


def run(served: Served) -> list[Figure]:
    """How many addresses a polite crawler meets, beside those of the sitemap."""

    def open_path(path: str) -> tuple[int, dict[str, str], str]:
        answer = fetch(served.url, path)
        return answer.status, dict(answer.headers.items()), answer.body.decode("utf-8", "replace")

    named = sitemap_paths(open_path("/sitemap.xml")[2])
    found = crawl(open_path)
    met = len(found.known)
    return [
        Figure("addresses of the sitemap", f"{len(named):,}"),
        Figure("addresses that a polite crawler meets", f"{met:,} ({met / len(named):.1f} times)", met <= FACTOR * len(named)),
        Figure("of them may be indexed", f"{len(found.indexed):,}"),
        Figure("of the sitemap missing in the crawl", f"{len(set(named) - found.known):,}"),
    ]
