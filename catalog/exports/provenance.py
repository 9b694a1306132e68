"""What every export says of itself: which selection, of which state of the catalog, and how to cite it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

LICENSE = "Data under CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
MOST_REPEATED = 1_000_000  # characters of the same text in all rows together
_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class About:
    """An export's account of itself.

    title     of the export, with its count: "Teacher Leadership Program Catalog: 14 programs …"
    sentence  the selection in words, with its count
    address   the absolute address of the page that shows the same selection
    count     how many programs the export holds
    date      the day it was made, or that of the release
    revision  the number of the published catalog's state; not told of a release
    release   the release's version; "" = the live catalog
    rule      says which changed rules apply; "" = the codebook's rules
    kept      how many fit the selection only as they do not state what it limits, a sentence; "" = none
    citation  how to cite it, APA
    note      what may not be concluded: "Describes this catalog, not all programs."
    """

    title: str
    sentence: str
    address: str
    count: int
    date: datetime.date
    revision: int
    release: str
    rule: str
    kept: str
    citation: str
    note: str


def lines(about: About) -> list[tuple[str, str]]:
    """The account as (label, value), in order; without what there is none of.

    The revision stands only where there is no release: a release is a state of its own.
    """
    state = ("Release", about.release) if about.release else ("Revision of the catalog", str(about.revision))
    told = [
        ("Title", about.title),
        ("Selection", about.sentence),
        ("Address", about.address),
        ("Programs", str(about.count)),
        ("Date", about.date.isoformat()),
        state,
        ("Changed rule", about.rule),
        ("Kept though not stated", about.kept),
        ("How to cite", about.citation),
        ("Note", about.note),
        ("License", LICENSE),
    ]
    return [(label, value) for label, value in told if value]


def members(about: About) -> dict[str, Any]:
    """The account as a JSON object: the fields of About by their names, and `license`; left out as in lines()."""
    told = {**dataclasses.asdict(about), "date": about.date.isoformat(), "license": LICENSE}
    left_out = {"revision"} if about.release else {"release"}
    return {name: value for name, value in told.items() if name not in left_out and (value or name not in ("rule", "kept"))}


def counted(entries: Iterable[_Entry], about: About) -> Iterator[_Entry]:
    """The entries, one after the other. Raises ValueError at their end where they are not as many as `about` says.

    So no file whose figure differs from what it holds can be taken for a whole one.
    """
    number = 0
    for number, entry in enumerate(entries, start=1):  # noqa: B007
        yield entry
    if number != about.count:
        raise ValueError(f"the export says that it holds {about.count} programs, and was given {number}")


def repeat(cells: Sequence[str], rows: int) -> Iterator[list[str]]:
    """The cells that say of each row where it comes from, for ever; from the second row on empty where all are too long.

    A selection may take up a whole address. In each of thousands of rows it would make a file of many megabytes.
    """
    yield [*cells]
    again = [*cells] if sum(map(len, cells)) * rows <= MOST_REPEATED else [""] * len(cells)
    while True:
        yield again
