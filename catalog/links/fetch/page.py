"""Read the title, description, site name, canonical address and sentences of a web page."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.filter import SoupStrainer

from catalog.links.fetch.check import describe_status
from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.fetcher import FetchedPage, Fetcher
from catalog.links.fetch.public_addresses import parse_address

_HTML = ("text/html", "application/xhtml+xml")
_TEXTS = ("p", "li", "dd", "td")
# a text inside one of these is no statement about the program
_AROUND = ("nav", "header", "footer", "aside", "form")
_WANTED = SoupStrainer(["title", "meta", "link", "h1", *_TEXTS, *_AROUND])
# characters to parse, after scripts, styles and comments are removed: the beginning is enough, and a page made to exhaust the
# parser takes little time
_HEAD_SIZE = 100_000
_REMOVED = [
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"))
]
# codecs of Python that no page uses, and that are slow
_EXCLUDED_CODECS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_BEFORE_MARK = re.compile(r" (?=[.,;:!?])")  # where an element ends before a punctuation mark
_LONGEST_SENTENCE, _MOST_SENTENCES = 400, 300
_ORGANIZATION = re.compile(
    r"\b(?:foundation|association|university|college|department|schools?|district|council|institute|center|society|union|federation"
    r"|trust|agency|alliance|museum)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+(?:[|·•»:]{1,2}|[-–—])\s+")


@dataclass(frozen=True)
class PageDescription:
    """What a page says about itself, of any length; empty where it says nothing.

    `url` is the address to record: the canonical one, or where the page has moved permanently. `name` is `title` without the
    name of the site. `sentences` are those of its paragraphs and lists.
    """

    url: str
    title: str = ""
    name: str = ""
    description: str = ""
    site: str = ""
    sentences: tuple[str, ...] = ()


def read_page(url: str, fetcher: Fetcher) -> PageDescription:
    """Fetch a page and describe it; raises FetchError if it cannot be fetched, answers with an error or is not HTML."""
    fetched = fetcher.fetch(url)
    if fetched.status >= 300:
        raise FetchError(FetchErrorKind.NO_PAGE, f"it answers {describe_status(fetched.status)}")
    kind, charset = _content_type(fetched)
    if kind not in _HTML:
        raise FetchError(FetchErrorKind.NO_PAGE, f"it is not a web page but {kind or 'of an unknown type'}")
    soup = BeautifulSoup(_head(_decode(fetched.body, charset)), "html.parser", parse_only=_WANTED)
    meta = _meta(soup)
    title = meta.get("og:title") or _text(soup, "title") or _text(soup, "h1")
    name, site = _split_title(title, meta.get("og:site_name", ""), urlsplit(fetched.url).hostname or "")
    description = meta.get("description") or meta.get("og:description", "")
    return PageDescription(_permanent_address(url, fetched, _canonical(soup)), title, name, description, site, _sentences(soup))


def _content_type(fetched: FetchedPage) -> tuple[str, str | None]:
    header = Message()
    header["Content-Type"] = fetched.headers.get("content-type", "text/html")
    charset = header.get_content_charset()
    return header.get_content_type(), charset if isinstance(charset, str) else None


def _decode(body: bytes, charset: str | None) -> str:
    """Decode as the byte order mark, the header or the page declares, else as UTF-8, else as browsers do."""
    marked = "utf-16" if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else None
    declared = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    for encoding in filter(None, (marked, charset, declared, "utf-8")):
        try:
            if codecs.lookup(encoding).name not in _EXCLUDED_CODECS:
                return body.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(body) - 4:  # the page was cut inside a character
                return body[: error.start].decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("windows-1252", "replace")


def _head(text: str) -> str:
    """Return the beginning of a page without scripts, styles, comments and drawings."""
    for opening, closing in _REMOVED:
        parts, position = [], 0
        while begin := opening.search(text, position):
            parts.append(text[position : begin.start()])
            end = closing.search(text, begin.end())
            position = end.end() if end else len(text)
        text = "".join([*parts, text[position:]])
    # end with a whole tag: the parser would search for the end of each unfinished tag through all the rest
    return text[: text.rfind(">", 0, _HEAD_SIZE) + 1]


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    """Return the contents of the meta elements by name or property; the first with a content counts."""
    contents: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = _plain(meta.get("property") or meta.get("name") or "").lower()
        if text := _plain(meta.get("content") or ""):
            contents.setdefault(name, text)
    return contents


def _text(soup: BeautifulSoup, tag: str) -> str:
    found = soup.find(tag)
    return _plain(found.get_text(" ")) if found else ""


def _sentences(soup: BeautifulSoup) -> tuple[str, ...]:
    """Return the sentences of the page's own paragraphs and lists, in order, without very long ones."""
    found: list[str] = []
    for element in soup.find_all(_TEXTS, recursive=False):
        for around in element.find_all(_AROUND):  # after a paragraph that is not closed
            around.decompose()
        found += (
            text
            for text in _SENTENCE_END.split(_BEFORE_MARK.sub("", _plain(element.get_text(" "))))
            if text and len(text) <= _LONGEST_SENTENCE
        )
        if len(found) >= _MOST_SENTENCES:
            break
    return tuple(found[:_MOST_SENTENCES])


def _plain(text: object) -> str:
    return " ".join(str(text).split())


def _split_title(title: str, site: str, host: str) -> tuple[str, str]:
    """Return the title without the name of the site, and that name.

    The first or last part of the title is removed only if it is the site's name (as the page declares it or as the host spells
    it) and something remains. A last part that names an organization is the site's name where the page declares none.
    """
    parts, separators = _SEPARATOR.split(title), _SEPARATOR.findall(title)
    site_names = {_letters(site), *host.removeprefix("www.").replace("-", "").split(".")} - {""}
    if len(parts) > 1 and _letters(parts[-1]) in site_names:
        return title.removesuffix(separators[-1] + parts[-1]), site or parts[-1]
    if len(parts) > 1 and _letters(parts[0]) in site_names:
        return title.removeprefix(parts[0] + separators[0]), site or parts[0]
    if len(parts) > 1 and not site and _ORGANIZATION.search(parts[-1]):
        return title.removesuffix(separators[-1] + parts[-1]), parts[-1]
    return title, site


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text.lower()))


def _canonical(soup: BeautifulSoup) -> str:
    for found in soup.find_all("link", rel=True, href=True):
        if "canonical" in [rel.lower() for rel in found.get("rel") or []]:
            return str(found["href"]).strip()
    return ""


def _permanent_address(url: str, fetched: FetchedPage, canonical: str) -> str:
    """Return the canonical address if it is on the page's own site and not just its front page; else the permanent one."""
    moved = fetched.permanent_url or url
    if not canonical:
        return moved
    try:
        absolute = urljoin(fetched.url, canonical)
        parse_address(absolute, allow_private=True)
        page, target = urlsplit(fetched.url), urlsplit(absolute)
    except (ValueError, FetchError):
        return moved
    is_same_site = _site(page.netloc) == _site(target.netloc)
    is_front_page = not target.path.strip("/") and bool(page.path.strip("/"))
    return absolute if is_same_site and not is_front_page else moved


def _site(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
