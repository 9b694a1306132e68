"""The provenance that every export states: its selection, the state of the catalog, and how to cite it."""

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
    """The provenance of an export.

    title     with the count: "Teacher Leadership Program Catalog: 14 programs …"
    sentence  the selection in words, with the count
    address   the absolute address of the page with the same selection
    count     the number of programs
    date      the day of the export, or of the release
    revision  the number of the catalog's revision; not shown for a release
    release   the version of the release; empty for the current catalog
    rule      the changed coding rules; empty for the codebook's rules
    kept      a sentence: how many programs are included because they do not state a limited value; empty for none
    citation  in APA style
    note      "Describes this catalog, not all programs."
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
    """Return the provenance as (label, value) pairs without empty values."""
    state = ("Release", about.release) if about.release else ("Revision of the catalog", str(about.revision))
    pairs = [
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
    return [(label, value) for label, value in pairs if value]


def members(about: About) -> dict[str, Any]:
    """Return the provenance as a JSON object: the fields of About and `license`."""
    values = {**dataclasses.asdict(about), "date": about.date.isoformat(), "license": LICENSE}
    left_out = {"revision"} if about.release else {"release"}
    return {name: value for name, value in values.items() if name not in left_out and (value or name not in ("rule", "kept"))}


def check_count(entries: Iterable[_Entry], about: About) -> Iterator[_Entry]:
    """Yield the entries. Raises ValueError at the end if there are not as many as `about` says.

    So a file with a wrong count is never complete.
    """
    number = 0
    for number, entry in enumerate(entries, start=1):  # noqa: B007
        yield entry
    if number != about.count:
        raise ValueError(f"the export states {about.count} programs, but has {number}")


def repeat(cells: Sequence[str], rows: int) -> Iterator[list[str]]:
    """Yield the provenance cells for each row, without end; from the second row on they are empty if the file would be huge.

    The address of a selection can be long, and thousands of rows repeat it.
    """
    yield [*cells]
    again = [*cells] if sum(map(len, cells)) * rows <= MOST_REPEATED else [""] * len(cells)
    while True:
        yield again
