"""Programs as BibTeX, for LaTeX and reference managers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from catalog.exports.citation import bibtex, program_reference
from catalog.programs.published_records import Published

CONTENT_TYPE = "application/x-bibtex; charset=utf-8"


def bibtex_chunks(
    entries: Iterable[Published], *, address: Callable[[str], str], release: str, today: datetime.date, coded: str = ""
) -> Iterator[bytes]:
    """Yield a BibTeX entry and an empty line for each program. The arguments are those of program_reference()."""
    for entry in entries:
        yield f"{bibtex(program_reference(entry, address, release, today, coded))}\n".encode()
