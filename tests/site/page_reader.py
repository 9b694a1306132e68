"""How a test reads the pages of cross-tables and what-ifs: the figures they carry as data, and their links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask


@dataclass
class Cell:
    """One figure of a table: where it stands, the count it carries, what it shows, where it leads ("" nowhere)."""

    row: str
    column: str
    count: int
    text: str = ""
    url: str = ""
    name: str = ""


class CrossTable(HTMLParser):
    """The cross-table of a page: its cells by (row, column), "" for a total."""

    def __init__(self, html):
        super().__init__()
        self.cells: dict[tuple[str, str], Cell] = {}
        self._row, self._cell = None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "tr":
            self._row = attrs.get("data-row")
        elif tag == "td" and "data-count" in attrs and self._row is not None:
            self._cell = Cell(self._row, attrs["data-column"], int(attrs["data-count"]))
            self.cells[self._cell.row, self._cell.column] = self._cell
        elif tag == "a" and self._cell:
            self._cell.url, self._cell.name = attrs["href"], attrs["aria-label"]

    def handle_data(self, data):
        if self._cell:
            self._cell.text += data

    def handle_endtag(self, tag):
        if tag == "td" and self._cell:
            self._cell.text = " ".join(self._cell.text.split())
            self._cell = None

    @property
    def counts(self):
        return {place: cell.count for place, cell in self.cells.items()}

    @property
    def rows(self):
        return [row for row, column in self.cells if row and not column]

    @property
    def columns(self):
        return list(dict.fromkeys(column for _, column in self.cells if column))


@dataclass
class Page:
    """A page that was fetched: its HTML, and its text on one line."""

    html: str
    text: str = field(init=False)

    def __post_init__(self):
        self.text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.html)))

    def link(self, text):
        """The address of the link that reads so."""
        found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>\s*{re.escape(text)}\s*</a>', self.html)
        assert found, f"no link “{text}”"
        return unescape(found[1])


def switches(shown):
    """The links of a page to the same page under other rules: the codes of the rules -> address."""
    return {unescape(rules): unescape(url) for url, rules in re.findall(r'<a href="([^"]*)" data-rules="([^"]*)"', shown.html)}


def page(client, address, status=200):
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return Page(response.content.decode())


def browsed(client, address):
    """How many programs the browse page at this address says there are."""
    return int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', page(client, address).html)[1])


def found(address):
    """How many programs the selection in a browse address finds; nothing of it may be ignored. Quicker than browsed()."""
    from django.http import QueryDict

    path, _, query = address.partition("?")
    assert path == "/programs/"
    asked = ask(QueryDict(query), live_snapshot())
    assert not asked.ignored, address
    return asked.snapshot.count(asked.selection)


def explore(rows, columns="", query="", path="/explore/", **more):
    """The address of a cross-table."""
    pairs = {"rows": rows, **({"cols": columns} if columns else {}), **more}
    return f"{path}?{urlencode(pairs)}" + (f"&{query}" if query else "")
