"""Read the catalog's own Markdown documents: their chapters, with an anchor for each heading, as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Heading:
    """A heading below a chapter's title, and its anchor."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """What stands under one heading of a document. `anchor` is also its address; the first chapter has none."""

    anchor: str
    title: str
    html: SafeString
    headings: tuple[Heading, ...]
    anchors: frozenset[str]


Resolver = Callable[[str], str]


def read_chapters(text: str, resolve: Resolver, level: int = 2) -> tuple[Chapter, ...]:
    """Split a document at its headings of this level; what comes before the first one is the first chapter.

    resolve: turns the address of a link or picture in the document into one of the page, or "" for no link.

    HTML in the text is shown as text.
    """
    groups: list[list[Token]] = [[]]
    for token in _parser().parse(text):
        if token.type == "heading_open" and token.tag == f"h{level}":
            groups.append([])
        groups[-1].append(token)
    return tuple(_make_chapter(tokens, resolve, level) for tokens in groups)


def read_document(text: str, resolve: Resolver) -> Chapter:
    """Return a whole document as one chapter, whose title is its first heading."""
    return read_chapters(text, resolve, level=1)[-1]


def anchor_of(title: str) -> str:
    """Return the anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


def _open_table(*_rest: object) -> str:
    """A wide table scrolls by itself, also by keyboard; the page does not."""
    return '<div class="guide-table" role="group" aria-label="Table" tabindex="0"><table>\n'


def _close_table(*_rest: object) -> str:
    return "</table></div>\n"


def _make_chapter(tokens: list[Token], resolve: Resolver, level: int) -> Chapter:
    title = ""
    headings: list[Heading] = []
    anchors: set[str] = set()
    for number, token in enumerate(tokens):
        if token.type == "inline":
            _resolve_links(token, resolve)
        if token.type != "heading_open":
            continue
        heading = Heading(anchor_of(tokens[number + 1].content), _plain(tokens[number + 1]))
        anchors.add(heading.anchor)
        if token.tag == f"h{level}":
            title = heading.title
            continue
        token.attrSet("id", heading.anchor)
        headings.append(heading)
        # below the page's title, which is h1, the next heading is h2
        token.tag = tokens[number + 2].tag = f"h{int(token.tag[1:]) - level + 1}"
    body = tokens[3:] if tokens and tokens[0].type == "heading_open" else tokens
    parser = _parser()
    html = parser.renderer.render(body, parser.options, {})
    return Chapter(anchor_of(title), title, mark_safe(html), tuple(headings), frozenset(anchors))


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _resolve_links(inline: Token, resolve: Resolver) -> None:
    """Replace the addresses of links and pictures; a link that leads nowhere becomes plain text."""
    kept: list[Token] = []
    is_dropped = False
    for token in inline.children or ():
        if token.type == "image":
            token.attrSet("src", resolve(str(token.attrGet("src"))))
            token.attrSet("loading", "lazy")
        elif token.type == "link_open":
            address = resolve(str(token.attrGet("href")))
            token.attrSet("href", address)
            is_dropped = not address
        if is_dropped and token.type in ("link_open", "link_close"):
            is_dropped = token.type == "link_open"
            continue
        kept.append(token)
    inline.children = kept
