"""Read cross-tables and what-if pages: the counts they carry as data, and their links."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from tests.helpers import page, plain_text


@dataclass
class Cell:
    """One cell of a table: its row and column, its count, its text, and its link ("" for none)."""

    row: str
    column: str
    count: int
    text: str = ""
    url: str = ""
    name: str = ""


class CrossTable:
    """The cross-table of a page: its cells by (row, column), "" for a total."""

    def __init__(self, shown):
        self.cells: dict[tuple[str, str], Cell] = {}
        for cell in shown.all("tr[data-row] td[data-count]"):
            row, column, link = cell.parent["data-row"], cell["data-column"], cell.a
            self.cells[row, column] = Cell(
                row,
                column,
                int(cell["data-count"]),
                plain_text(cell),
                link["href"] if link else "",
                link["aria-label"] if link else "",
            )

    @property
    def counts(self):
        return {place: cell.count for place, cell in self.cells.items()}

    @property
    def rows(self):
        return [row for row, column in self.cells if row and not column]

    @property
    def columns(self):
        return list(dict.fromkeys(column for _, column in self.cells if column))


def switches(shown):
    """The links of a page to the same page under other rules: the codes of the rules -> address."""
    return {link["data-rules"]: link["href"] for link in shown.all("a[data-rules]")}


def browsed(client, address):
    """How many programs the browse page at this address says there are."""
    return page(client, address).count


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
