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
    """Yield an RIS entry and an empty line for each program. The arguments are those of program_reference()."""
    for entry in entries:
        yield f"{ris(program_reference(entry, address, release, today, coded))}\r\n".encode()
