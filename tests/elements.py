"""The elements of a page, as a browser would read its HTML: by HTML5's rules, which add what is implied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNREAD = ("script", "style")  # what they hold is no text of the page


@dataclass(frozen=True, eq=False)
class Element:
    """One element: `element["href"]` is an attribute, `element.a` its first link."""

    node: LexborNode

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.node.mem_id == other.node.mem_id

    def __hash__(self) -> int:
        return hash(self.node.mem_id)

    def __str__(self) -> str:
        return self.node.html or ""

    __repr__ = __str__

    def __getattr__(self, tag: str) -> Element | None:
        if tag.startswith("_"):
            raise AttributeError(tag)
        return self.select_one(tag)

    @property
    def name(self) -> str:
        """Its tag."""
        return self.node.tag

    @property
    def attrs(self) -> dict[str, Any]:
        """Its attributes; `class` is a list, an attribute without a value is empty."""
        values = {name: value or "" for name, value in self.node.attributes.items()}
        return {name: value.split() if name == "class" else value for name, value in values.items()}

    def __getitem__(self, name: str) -> Any:
        return self.attrs[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute, or a default without it."""
        return self.attrs.get(name, default)

    def has_attr(self, name: str) -> bool:
        """Whether it has an attribute."""
        return name in self.node.attributes

    @property
    def parent(self) -> Element | None:
        """The element around it."""
        return Element(self.node.parent) if self.node.parent else None

    @property
    def parents(self) -> Iterator[Element]:
        """The elements around it, from the inside out."""
        element = self.parent
        while element:
            yield element
            element = element.parent

    def select(self, selector: str) -> list[Element]:
        """Every element in it that a CSS selector finds, each once, in the order of the page."""
        found = {node.mem_id: Element(node) for node in self.node.css(selector)}
        found.pop(self.node.mem_id, None)
        return list(found.values())

    def select_one(self, selector: str) -> Element | None:
        """The first element in it that a CSS selector finds."""
        return next(iter(self.select(selector)), None)

    @property
    def text(self) -> str:
        """Its text with the white space of the HTML."""
        return self.get_text()

    def get_text(self, separator: str = "", strip: bool = False) -> str:
        """The text of it and of what is in it, each piece separated and perhaps stripped."""
        if self.node.css_first(", ".join(_UNREAD)) and self.name not in _UNREAD:
            texts = (node for node in self.node.traverse(include_text=True) if node.is_text_node)
            pieces = [node.text_content for node in texts if node.parent.tag not in _UNREAD]
        else:
            pieces = self.node.text(deep=True, separator="\0").split("\0")  # no page holds this character
        if strip:
            pieces = [stripped for piece in pieces if (stripped := piece.strip())]
        return separator.join(pieces)

    def remove(self, selector: str) -> None:
        """Take every element that a CSS selector finds in it out of the page."""
        while found := self.select_one(selector):  # what is inside a removed element is gone with it
            found.node.decompose()


def parse(html: str) -> Element:
    """A page, or a part of one: what is around its outermost element."""
    root = LexborHTMLParser(html).root
    assert root is not None
    assert root.parent is not None
    return Element(root.parent)
