"""What a web page says of itself: its title, description, site and lasting address."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.filter import SoupStrainer

from catalog.links.fetch.check import told_of
from catalog.links.fetch.failures import FailureKind, NotFetched
from catalog.links.fetch.guard import PERMANENT, Fetched, Fetcher
from catalog.links.fetch.public_addresses import address

_HTML = ("text/html", "application/xhtml+xml")
_WANTED = SoupStrainer(["title", "meta", "link", "h1"])
# characters of a page without its scripts, styles and comments: what is asked for stands at its head, and a page made to wear
# out a parser is not given the time
_HEAD = 100_000
_LEFT_OUT = [
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"))
]
# codecs of Python that no page is written in, and that take their time
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"}
_BETWEEN = re.compile(r"\s+(?:[|·•»:]{1,2}|[-–—])\s+")


@dataclass(frozen=True)
class Page:
    """What a page says, in its own words and of any length; empty where it says nothing.

    `url` is the address to keep: where the page has moved for good, or the one that it calls its own.
    `name` is `title` without the name of the site at its end or beginning.
    """

    url: str
    title: str = ""
    name: str = ""
    description: str = ""
    site: str = ""


def read_page(url: str, fetcher: Fetcher) -> Page:
    """Fetch a page and read what it says of itself.

    Raises NotFetched where it cannot be fetched, answers that it isn't there, or is no HTML.
    """
    fetched = fetcher.fetch(url)
    if fetched.status >= 300:
        raise NotFetched(FailureKind.NO_PAGE, f"it answers {told_of(fetched.status)}")
    kind, charset = _content_type(fetched)
    if kind not in _HTML:
        raise NotFetched(FailureKind.NO_PAGE, f"it is no web page but {kind or 'of no stated kind'}")
    soup = BeautifulSoup(_head(_decoded(fetched.body, charset)), "html.parser", parse_only=_WANTED)
    told = _told(soup)
    title = told.get("og:title") or _text(soup, "title") or _text(soup, "h1")
    site = told.get("og:site_name", "")
    name, named_site = _apart(title, site, urlsplit(fetched.url).hostname or "")
    description = told.get("description") or told.get("og:description", "")
    return Page(_kept_address(url, fetched, _canonical(soup)), title, name, description, site or named_site)


def _content_type(fetched: Fetched) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = fetched.headers.get("content-type", "text/html")
    charset = header.get_content_charset()
    return header.get_content_type(), charset if isinstance(charset, str) else None


def _decoded(body: bytes, charset: str | None) -> str:
    """The text of a page: as its mark, its header or itself declares, else UTF-8, else as browsers take what is left."""
    marked = "utf-16" if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else None
    declared = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    for encoding in filter(None, (marked, charset, declared, "utf-8")):
        try:
            if codecs.lookup(encoding).name not in _NO_CHARSETS:
                return body.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(body) - 4:  # a page cut in the middle of a letter
                return body[: error.start].decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("windows-1252", "replace")


def _head(text: str) -> str:
    """The beginning of a page, without what holds nothing to read."""
    for opening, closing in _LEFT_OUT:
        kept, at = [], 0
        while begin := opening.search(text, at):
            kept.append(text[at : begin.start()])
            end = closing.search(text, begin.end())
            at = end.end() if end else len(text)
        text = "".join([*kept, text[at:]])
    # a parser looks anew for the end of each tag that has none, through all that follows
    return text[: text.rfind(">", 0, _HEAD) + 1]


def _told(soup: BeautifulSoup) -> dict[str, str]:
    """What the meta elements say, by name or property; the first that says anything counts."""
    told: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = _plain(meta.get("property") or meta.get("name") or "").lower()
        if text := _plain(meta.get("content") or ""):
            told.setdefault(name, text)
    return told


def _text(soup: BeautifulSoup, tag: str) -> str:
    found = soup.find(tag)
    return _plain(found.get_text(" ")) if found else ""


def _plain(text: object) -> str:
    return " ".join(str(text).split())


def _apart(title: str, site: str, host: str) -> tuple[str, str]:
    """The title without the name of the site, and that name.

    A part at either end is taken off only where it is the site's name as the page gives it or as its host spells it,
    and something is left.
    """
    parts, between = _BETWEEN.split(title), _BETWEEN.findall(title)
    spelled = host.removeprefix("www.").replace("-", "").split(".")
    for last in (True, False):
        part = parts[-1 if last else 0]
        joined = "".join(re.findall(r"\w+", part.lower()))
        if len(parts) > 1 and joined and (joined == "".join(re.findall(r"\w+", site.lower())) or joined in spelled):
            rest = parts[:-1] if last else parts[1:]
            links = between[:-1] if last else between[1:]
            words = [word for pair in zip(rest, [*links, ""], strict=True) for word in pair]
            return "".join(words), part
    return title, ""


def _canonical(soup: BeautifulSoup) -> str:
    for found in soup.find_all("link", rel=True, href=True):
        if "canonical" in [rel.lower() for rel in found.get("rel") or []]:
            return str(found["href"]).strip()
    return ""


def _kept_address(url: str, fetched: Fetched, canonical: str) -> str:
    """The address a page calls its own, if it is of its own host and no mere front page; else where it has moved for good."""
    kept = url
    for hop in fetched.hops:
        if hop.status not in PERMANENT:
            break
        kept = hop.to
    if not canonical:
        return kept
    try:
        own = urljoin(fetched.url, canonical)
        address(own, allow_private=True)
        ours, theirs = urlsplit(fetched.url), urlsplit(own)
    except (ValueError, NotFetched):
        return kept
    same = _site(ours.netloc) == _site(theirs.netloc)
    front = not theirs.path.strip("/") and bool(ours.path.strip("/"))
    return own if same and not front else kept


def _site(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
