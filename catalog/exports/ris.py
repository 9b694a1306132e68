"""Programs as RIS, for reference managers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from catalog.exports.citation import program_reference, ris
from catalog.programs.published_records import Published

CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"


def ris_chunks(
    entries: Iterable[Published], *, address: Callable[[str], str], release: str, today: datetime.date, coded: str = ""
) -> Iterator[bytes]:
    """One RIS entry for each program, in UTF-8, an empty line after each.

    `address`, `release`, `today` and `coded` are those of catalog.exports.citation.program_reference(). Takes the entries
    once, one at a time.
    """
    for entry in entries:
        yield f"{ris(program_reference(entry, address, release, today, coded))}\r\n".encode()
