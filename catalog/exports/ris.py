"""Programs as RIS: one record for each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from catalog.exports import Published
from catalog.exports.reference import program_reference, ris


def ris_chunks(
    entries: Iterable[Published], address: Callable[[str], str], release: str, today: datetime.date, coded: str = ""
) -> Iterator[bytes]:
    """The entries as a RIS file in UTF-8, a chunk for each; the arguments are those of bibtex_chunks()."""
    for entry in entries:
        yield ris(program_reference(entry, address, release, today, coded)).encode()
